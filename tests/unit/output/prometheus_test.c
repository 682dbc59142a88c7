/* SPDX-License-Identifier: MIT */
/* output/prometheus_test.c - the page that Prometheus reads: names, forms, escaping, sums
 *
 * A reader of another project looks at such pages in tests/interop.
 */
#include "judgement_fixture.h"
#include "many_names.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/utf8.h"
#include "output/prometheus.h"

static struct run_info info_of(const struct plan *plan)
{
    return (struct run_info){.plan = plan, .title = "api.c", .host = "http://h", .version = "cicada 0"};
}

static void write_page(struct buffer *page, const struct snapshot *s, const struct run_info *info, enum prometheus_form form)
{
    buffer_init(page, LIMIT_REPORT_TEXT);
    prometheus_write(s, info, 3, form, page);
    assert_false(page->overflowed);
}

static void assert_has(const struct buffer *page, const char *line)
{
    if (!strstr(buffer_cstring(page), line))
        fail_msg("\"%s\" is missing in\n%s", line, buffer_cstring(page));
}

static void has_the_names_of_locust_exporter(void **state)
{
    static const char *const lines[] = {
        "\nlocust_up 1.0\n",
        "\nlocust_running 2.0\n",
        "\nlocust_users 10.0\n",
        "\nlocust_requests_total{method=\"GET\",name=\"/items\"} 40\n",
        "\nlocust_requests_num_requests{method=\"\",name=\"Aggregated\"} 100.0\n",
        "\nlocust_requests_num_failures{method=\"POST\",name=\"/data\"} 55.0\n",
        "\nlocust_requests_avg_response_time{method=\"GET\",name=\"/items\"} 12.3456\n",
        "\nlocust_requests_max_response_time{method=\"GET\",name=\"/items\"} 98.7\n",
        "\nlocust_requests_avg_content_length{method=\"GET\",name=\"/items\"} 250.0\n",
        "\nlocust_requests_fail_ratio 0.55\n",
        "\nlocust_requests_current_response_time_percentile_95 11.0\n",
        "\nlocust_errors{method=\"POST\",name=\"/data\",error=\"403 Forbidden\"} 55\n",
        "\nlocust_total_scrapes 3.0\n",
    };
    struct fixture f;
    struct buffer page;

    fixture_init(&f);
    write_page(&page, &f.snapshot, &f.info, PROMETHEUS_TEXT);
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_has(&page, lines[i]);
    if (strstr(buffer_cstring(&page), "locust_requests_total{method=\"\""))
        fail_msg("the total would count each request twice");
    buffer_free(&page);
    fixture_free(&f);
}

static void has_counters_and_histograms_of_its_own(void **state)
{
    static const char *const lines[] = {
        "\n# TYPE cicada_requests_total counter\n",
        "\ncicada_requests_total{method=\"POST\",name=\"/data\"} 60\n",
        "\ncicada_failures_total{method=\"POST\",name=\"/data\"} 55\n",
        "\ncicada_responses_total{method=\"POST\",name=\"/data\",status_class=\"4xx\"} 55\n",
        "\ncicada_errors_total{method=\"POST\",name=\"/data\",error_type=\"403\"} 55\n",
        "\n# TYPE cicada_response_time_seconds histogram\n",
        "\ncicada_response_time_seconds_bucket{method=\"GET\",name=\"/items\",le=\"0.01\"} 0\n",
        "\ncicada_response_time_seconds_bucket{method=\"GET\",name=\"/items\",le=\"0.025\"} 50\n",
        "\ncicada_response_time_seconds_bucket{method=\"GET\",name=\"/items\",le=\"+Inf\"} 50\n",
        "\ncicada_response_time_seconds_sum{method=\"GET\",name=\"/items\"} 0.6\n",
        "\ncicada_response_time_seconds_count{method=\"GET\",name=\"/items\"} 50\n",
        "\ncicada_sent_bytes_total{method=\"GET\",name=\"/items\"} 4000\n",
        "\ncicada_run_info{version=\"cicada 0\",scenario=\"api.c\",host=\"http://localhost:8000\",profile=\"\"} 1\n",
        "\ncicada_run_state{state=\"running\"} 1\n",
        "\ncicada_run_state{state=\"spawning\"} 0\n",
        "\ncicada_loop_lag_seconds{quantile=\"0.99\"} 0.0002\n",
        "\ncicada_class_users{user_class=\"ApiUser\"} 10\n",
        "\ncicada_check{number=\"1\",check=\"p95 < 200ms\"} 1.0\n",
        "\ncicada_check{number=\"2\",check=\"fail_ratio < 1% for \\\"<b>&'\x1b\\\"\"} 0.0\n",
        "\ncicada_process_resident_memory_bytes 20971520.0\n",
    };
    struct judgement_fixture judged;
    struct fixture f;
    struct buffer page;

    fixture_init(&f);
    judgement_fixture_init(&judged);
    f.info.judgement = &judged.judgement;
    write_page(&page, &f.snapshot, &f.info, PROMETHEUS_TEXT);
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_has(&page, lines[i]);
    buffer_free(&page);
    fixture_free(&f);
}

static void openmetrics_names_families_without_their_suffix_and_says_where_it_ends(void **state)
{
    static const char *const lines[] = {
        "\n# TYPE cicada_requests counter\n",
        "\ncicada_requests_total{",
        "\n# TYPE cicada_run info\n",
        "\ncicada_run_info{",
        "\n# TYPE cicada_response_time_seconds histogram\n# UNIT cicada_response_time_seconds seconds\n",
    };
    struct fixture f;
    struct buffer page;

    fixture_init(&f);
    write_page(&page, &f.snapshot, &f.info, PROMETHEUS_OPENMETRICS);
    for (size_t i = 0; i < COUNT(lines); i++)
        assert_has(&page, lines[i]);
    assert_true(text_ends_with(buffer_view(&page), TEXT("\n# EOF\n")));
    buffer_free(&page);
    fixture_free(&f);
}

static void a_run_in_which_nothing_happened_has_a_page(void **state)
{
    struct fixture f;
    struct buffer page;

    fixture_init_empty(&f);
    write_page(&page, &f.snapshot, &f.info, PROMETHEUS_TEXT);
    assert_has(&page, "\nlocust_running 0.0\n");
    assert_has(&page, "\nlocust_requests_min_response_time{method=\"\",name=\"Aggregated\"} 0.0\n");
    buffer_free(&page);
    fixture_free(&f);
}

/* ---- what a reader checks ---- */

/* The end of the labels of a sample: behind the brace that no quote surrounds. */
static size_t labels_end(struct text line)
{
    bool quoted = false;

    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] == '\\' && quoted)
            i++;
        else if (line.data[i] == '"')
            quoted = !quoted;
        else if (line.data[i] == ' ' && !quoted)
            return i;
    }
    return 0;
}

static void assert_line_is_well_formed(struct text line, struct map *seen)
{
    size_t end = labels_end(line);
    struct text value = {line.data + end + 1, line.size - end - 1};
    double number;

    if (end == 0 || (!text_to_double(value, &number) && !text_equal(value, TEXT("NaN")) && !text_equal(value, TEXT("+Inf"))))
        fail_msg("malformed: %.*s", (int)line.size, line.data);
    if (map_put(seen, (struct text){line.data, end}, seen))
        fail_msg("given twice: %.*s", (int)line.size, line.data);
}

/* Each line is a comment or a sample with a number, none is given twice, and all is UTF-8. */
static void assert_page_is_well_formed(const struct buffer *page)
{
    struct text rest = buffer_view(page);
    struct map *seen = map_new();

    for (size_t at = 0; at < rest.size;) {
        size_t size = text_utf8_size((struct text){rest.data + at, rest.size - at});

        if (size == 0 || rest.data[at] == '\0')
            fail_msg("no UTF-8 at byte %zu", at);
        at += size;
    }
    while (rest.size > 0) {
        struct text line = text_cut(&rest, '\n');

        if (!text_starts_with(line, TEXT("# ")))
            assert_line_is_well_formed(line, seen);
    }
    map_free(seen);
}

static const char *const hostile[] = {
    "\"} 1\nlocust_up 0\n#",
    "back\\slash",
    "new\nline",
    "\\",
    "\"",
    "\xff\xfe",
    "\xff\xfd",
    "nul\x01\x1b[2J",
    "{}",
    "a=\"b\",c=\"",
    "# HELP x y",
    "# EOF",
    "\r\n",
    "  ",
    "\xe2\x80\xae rtl",
    "=1+1",
    "\xc3",
    "\xed\xa0\x80",
    "\xf0\x9f\x98\x80",
    "%s%n%x",
    "le=\"0.1\"",
};

static void hostile_names_and_errors_break_no_line(void **state)
{
    struct stats *stats = many_names_begin();
    struct plan plan = {.profile = hostile[0]};
    struct run_info info = info_of(&plan);
    const struct snapshot *s;
    struct buffer page;

    info.title = info.host = hostile[1];
    for (size_t i = 0; i < COUNT(hostile); i++) {
        struct text name = text_from(hostile[i]);
        struct sample sample = {.start_ns = 1, .end_ns = 2, .error = ERROR_FAILED_BY_SCENARIO, .error_text = name};
        struct stats_entry *e = stats_entry(stats, name, name);

        stats_begin(stats, e);
        stats_end(stats, e, &sample);
        assert_true(stats_metric(stats, name, 1.5));
    }
    s = many_names_snapshot(stats);
    for (enum prometheus_form form = PROMETHEUS_TEXT; form <= PROMETHEUS_OPENMETRICS; form++) {
        write_page(&page, s, &info, form);
        assert_page_is_well_formed(&page);
        assert_has(&page, "name=\"\\\"} 1\\nlocust_up 0\\n#\"} 1\n");
        buffer_free(&page);
    }
    stats_free(stats);
}

static void a_page_of_ten_thousand_names_stays_small(void **state)
{
    struct stats *stats = many_names_begin();
    struct plan plan = {0};
    struct run_info info = info_of(&plan);
    struct buffer page;

    many_names_count(stats, LIMIT_NAMES);
    write_page(&page, many_names_snapshot(stats), &info, PROMETHEUS_TEXT);
    assert_page_is_well_formed(&page);
    assert_has(&page, "\ncicada_requests_total{method=\"\",name=\"(other)\"} 19800\n");
    if (page.size > MIB)
        fail_msg("%zu bytes", page.size);
    buffer_free(&page);
    stats_free(stats);
}

static void the_accept_header_chooses_the_form(void **state)
{
    static const struct {
        const char *accept;
        enum prometheus_form form;
    } cases[] = {
        {NULL, PROMETHEUS_TEXT},
        {"*/*", PROMETHEUS_TEXT},
        {"text/html", PROMETHEUS_TEXT},
        {"application/openmetrics-text", PROMETHEUS_OPENMETRICS},
        {"Application/OpenMetrics-Text; Version=1.0.0; charset=utf-8", PROMETHEUS_OPENMETRICS},
        {"application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
         "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
         PROMETHEUS_OPENMETRICS},
        {"application/openmetrics-text;q=0.3, text/plain;q=0.5", PROMETHEUS_TEXT},
        {"application/openmetrics-text;q=0", PROMETHEUS_TEXT},
        {"application/openmetrics-text;q=lots", PROMETHEUS_TEXT},
        {"application/openmetrics-text;version=9.9.9", PROMETHEUS_TEXT},
        {"application/openmetrics-text;;;=;q", PROMETHEUS_TEXT},
        {",;,;=,", PROMETHEUS_TEXT},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        if (prometheus_form_of(text_from(cases[i].accept)) != cases[i].form)
            fail_msg("%s", cases[i].accept ? cases[i].accept : "no header");
}

TEST_MAIN(TEST(has_the_names_of_locust_exporter), TEST(has_counters_and_histograms_of_its_own),
          TEST(openmetrics_names_families_without_their_suffix_and_says_where_it_ends),
          TEST(a_run_in_which_nothing_happened_has_a_page), TEST(hostile_names_and_errors_break_no_line),
          TEST(a_page_of_ten_thousand_names_stays_small), TEST(the_accept_header_chooses_the_form))
