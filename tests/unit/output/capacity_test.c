/* SPDX-License-Identifier: MIT */
/* capacity_test.c - a search for the capacity as text with a plot, as JSON and as Markdown */
#include "fixture.h"

#include "output/capacity_document.h"
#include "output/capacity_json.h"
#include "output/capacity_markdown.h"
#include "output/capacity_plot.h"
#include "output/capacity_text.h"

#define TEXT_MAXIMUM (256 * 1024)

struct study {
    struct check checks[2];
    struct capacity_search search;
    struct capacity_report report;
    struct buffer out;
};

static void begin(struct study *s, const char *second_slo)
{
    const char *const slos[] = {"p95 < 200ms", second_slo};
    struct capacity_options options = {
        .lowest = 1, .highest = 1000, .precision = 0.05, .repeats = 3, .whole = true, .slos = COUNT(slos)};
    struct check_problem problem;

    memset(s, 0, sizeof *s);
    s->report.options = options;
    s->report.slo_count = COUNT(slos);
    for (size_t i = 0; i < COUNT(slos); i++) {
        if (!check_read(text_from(slos[i]), &s->checks[i], &problem))
            fail_msg("%s: %s", slos[i], problem.sentence);
        s->report.slos[i].check = &s->checks[i];
    }
    capacity_search_begin(&s->search, &options);
    buffer_init(&s->out, TEXT_MAXIMUM);
}

/* A service of which ten users get all there is, and whose times break their limit above 40. */
static void search(struct study *s, size_t levels)
{
    for (size_t i = 0; i < levels; i++) {
        struct capacity_step next = capacity_search_next(&s->search);
        struct capacity_level l = {.load = next.load,
                                   .users = (uint32_t)next.load,
                                   .seconds = 20,
                                   .requests = 2000,
                                   .steady = next.load != 64,
                                   .cpu = 0.125};

        if (next.phase == CAPACITY_DONE)
            return;
        l.rate = fmin(next.load, 10) * 10;
        l.mean_ns = l.p50_ns = next.load / l.rate * 1e9;
        l.p95_ns = l.p99_ns = next.load > 500 ? INFINITY : 5e6 * next.load;
        l.slos[0] = (struct check_value){.known = true, .value = l.p95_ns, .samples = 2000};
        l.broken = next.load > 40;
        l.fail_ratio = next.load > 300 ? 0.5 : 0;
        capacity_report_take(&s->report, &s->search, &l);
    }
}

static void write_text(struct study *s, unsigned columns)
{
    struct summary_look look = {.columns = columns, .unicode = true};
    struct fixture f;

    fixture_init(&f);
    buffer_clear(&s->out);
    capacity_text_write(&s->report, &f.snapshot, &f.info, &look, &s->out);
    fixture_free(&f);
}

/* Wherever lines were broken. */
static void assert_says(struct study *s, const char *wanted)
{
    size_t at = 0;

    for (size_t i = 0; i < s->out.size && wanted[at]; i++) {
        char byte = s->out.data[i];

        if (byte == wanted[at] || (wanted[at] == ' ' && byte == '\n'))
            at++;
        else if (!((byte == ' ' || byte == '\n') && at > 0 && wanted[at - 1] == ' '))
            at = byte == wanted[0];
    }
    if (wanted[at])
        fail_msg("there is no \"%s\" in\n%s", wanted, buffer_cstring(&s->out));
}

static void the_answer_comes_with_limits_levels_and_a_plot(void **state)
{
    struct study s;

    begin(&s, "fail_ratio < 1%");
    search(&s, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    write_text(&s, 100);
    assert_says(&s, "holds at 40 users (3 of 3 measurements), breaks at 41 users (3 of 3)");
    assert_says(&s, "100.0 to 100.0 requests/s, p95 200 ms to 200 ms");
    assert_says(&s,
                "its throughput no longer grows with the load, so something in it is used up. The generator used 12 % of a core");
    assert_says(&s, "p95 < 200ms");
    assert_says(&s, "1,000 users         -");
    assert_says(&s, "unbounded");
    assert_says(&s, "~ rate or times had not settled yet");
    assert_says(&s, "* requests/s (left)");
    buffer_free(&s.out);
}

static void it_fits_the_page(void **state)
{
    for (unsigned columns = 60; columns <= SUMMARY_COLUMNS; columns += 5) {
        struct study s;
        struct text rest;

        begin(&s, "fail_ratio < 1%");
        search(&s, 1000);
        capacity_report_conclude(&s.report, &s.search, NULL);
        write_text(&s, columns);
        rest = buffer_view(&s.out);
        while (rest.data) {
            struct text line = text_cut(&rest, '\n');

            if (line.size > columns)
                fail_msg("with %u columns this line has %zu: %.*s", columns, line.size, (int)line.size, line.data);
        }
        buffer_free(&s.out);
    }
}

static void each_outcome_has_its_sentence(void **state)
{
    static const struct {
        enum capacity_outcome outcome;
        const char *wanted;
    } cases[] = {
        {CAPACITY_FOUND, "holds at 40 users (3 of 4 measurements), breaks at 42 users (2 of 3)"},
        {CAPACITY_NOTHING_HOLDS, "breaks at the lowest load already, 42 users (2 of 3 measurements): begin lower with --start"},
        {CAPACITY_NOT_REACHED, "holds at 40 users (3 of 4 measurements), the largest load allowed: its limit lies beyond"},
        {CAPACITY_GENERATOR,
         "holds at 40 users (3 of 4 measurements); at 42 users this generator is the limit, so that of the service "
         "is not known"},
        {CAPACITY_UNFINISHED, "not finished (interrupted); so far: holds at 40 users, breaks at 42 users"},
    };
    struct capacity_report r = {
        .all = {.holds = 40, .breaks = 42, .holds_for = 3, .holds_of = 4, .breaks_for = 2, .breaks_of = 3}};
    char sentence[CAPACITY_SENTENCE];

    for (size_t i = 0; i < COUNT(cases); i++) {
        r.outcome = cases[i].outcome;
        r.ended = "interrupted";
        assert_equal_string("answer", capacity_text_answer(&r, sentence), cases[i].wanted);
    }
}

static void nothing_measured_is_no_page_of_tables(void **state)
{
    struct study s;

    begin(&s, "fail_ratio < 1%");
    capacity_report_conclude(&s.report, &s.search, "interrupted");
    write_text(&s, 100);
    assert_says(&s, "not finished (interrupted); so far: holds at -, breaks at -");
    assert_null(strstr(buffer_cstring(&s.out), "req/s"));
    buffer_free(&s.out);
}

static void json_has_every_measurement(void **state)
{
    struct study s;
    json_t *json, *level;

    begin(&s, "fail_ratio < 1%");
    search(&s, 1000);
    capacity_report_conclude(&s.report, &s.search, NULL);
    json = capacity_json(&s.report);
    assert_equal_string("outcome", json_string_value(json_object_get(json, "outcome")), "found");
    assert_int_equal(json_array_size(json_object_get(json, "levels")), s.report.level_count);
    assert_near_double("holds", json_number_value(json_object_get(json_object_get(json, "load"), "holds")), 40, 0);
    level = json_array_get(json_object_get(json, "levels"), 0);
    assert_near_double("p95", json_number_value(json_object_get(level, "p95_ms")), 5, 1e-9);
    assert_near_double("value", json_number_value(json_object_get(json_array_get(json_object_get(level, "slos"), 0), "value")), 5,
                       1e-9);
    assert_true(json_is_true(json_object_get(json_object_get(level, "littles_law"), "consistent")));
    assert_true(json_is_null(json_object_get(level, "busiest")));
    json_decref(json);
    buffer_free(&s.out);
}

static char *dumped(const struct capacity_report *r)
{
    json_t *json = capacity_json(r);
    char *text = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(17)); /* memory of a library */

    json_decref(json);
    return text;
}

static void what_is_kept_makes_the_same_report(void **state)
{
    struct arena arena = {0};
    struct study s;

    for (size_t levels = 0; levels < 40; levels += 13) { /* unfinished ones, and one that found it */
        const struct capacity_report *again;
        struct text wanted;
        char *before, *after;

        begin(&s, "p99 < 1s for \"GET /a|b<script>*\"");
        search(&s, levels);
        capacity_report_conclude(&s.report, &s.search, "interrupted");
        again = capacity_document_read(capacity_document_write(&s.report, &arena), &arena);
        assert_non_null(again);
        before = dumped(&s.report);
        after = dumped(again);
        assert_equal_string("as JSON", after, before);
        free(before); /* memory of a library */
        free(after);  /* memory of a library */
        write_text(&s, 100);
        wanted = text_from(arena_strdup(&arena, buffer_cstring(&s.out)));
        s.report = *again;
        write_text(&s, 100);
        assert_equal_string("as text", buffer_cstring(&s.out), wanted.data);
        buffer_free(&s.out);
    }
    arena_reset(&arena);
}

static void what_was_kept_and_makes_no_sense_is_left_out(void **state)
{
    static const char *const wrong[] = {NULL, "", "{}", "[1]", "{\"open\": 1}", "null"};
    struct arena arena = {0};
    struct study s;
    const char *kept;

    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_null(capacity_document_read(wrong[i], &arena));
    begin(&s, "fail_ratio < 1%");
    search(&s, 9);
    kept = capacity_document_write(&s.report, &arena);
    for (size_t at = 0; kept[at]; at++) { /* each digit and each bracket becomes another one */
        struct arena own = {0};
        char *damaged = arena_strdup(&own, kept);

        damaged[at] = damaged[at] == '9' ? '-' : '9';
        capacity_document_read(damaged, &own);
        damaged[at] = '\0';
        assert_null(capacity_document_read(damaged, &own));
        arena_reset(&own);
    }
    arena_reset(&arena);
    buffer_free(&s.out);
}

static void markdown_escapes_what_users_wrote(void **state)
{
    struct study s;

    begin(&s, "p99 < 1s for \"GET /a|b<script>*\"");
    search(&s, 5);
    capacity_report_conclude(&s.report, &s.search, "interrupted");
    capacity_markdown_write(&s.report, &s.out);
    assert_null(strstr(buffer_cstring(&s.out), "a|b"));
    assert_non_null(strstr(buffer_cstring(&s.out), "\\<script>\\*"));
    assert_non_null(strstr(buffer_cstring(&s.out), "| 16 users | 100.0 | "));
    buffer_free(&s.out);
}

static void a_plot_of_equal_or_endless_values_is_drawn_too(void **state)
{
    struct study s;
    struct canvas c;

    begin(&s, "fail_ratio < 1%");
    for (int i = 1; i <= 4; i++)
        capacity_report_take(&s.report, &s.search,
                             &(struct capacity_level){.load = i,
                                                      .rate = 5,
                                                      .p95_ns = i < 3    ? 1e6
                                                                : i == 3 ? INFINITY
                                                                         : NAN});
    canvas_init(&c, &s.out, 60, false);
    capacity_plot_draw(&s.report, &c);
    assert_non_null(strstr(buffer_cstring(&s.out), "5.0/s |"));
    buffer_free(&s.out);
}

TEST_MAIN(TEST(the_answer_comes_with_limits_levels_and_a_plot), TEST(it_fits_the_page), TEST(each_outcome_has_its_sentence),
          TEST(nothing_measured_is_no_page_of_tables), TEST(json_has_every_measurement), TEST(what_is_kept_makes_the_same_report),
          TEST(what_was_kept_and_makes_no_sense_is_left_out), TEST(markdown_escapes_what_users_wrote),
          TEST(a_plot_of_equal_or_endless_values_is_drawn_too))
