/* SPDX-License-Identifier: MIT */
/* json_recording_test.c - a report read back is the run it was written of; what is no report, or a wrong one, is refused by name
 */
#include "output/json_recording.h"

#include "output/json_document.h"
#include "output/json_run.h"
#include "stats/cells.h"
#include "stats/histogram.h"
#include "stats/stats.h"
#include "support.h"
#include "verdict/judge.h"

#define START     (100000 * NANOS_PER_SECOND)
#define WALL      (1787392800 * NANOS_PER_SECOND) /* 2026-08-22T10:00:00Z */
#define TEXT_MAX_ (4 * 1024 * 1024)

static struct plan plan = {.scenario_file = "api.c", .users = 7, .spawn_rate = 2, .run_time_s = 60, .profile = "night"};
static struct run_info info;
static struct judgement judgement;
static struct stats *stats;
static const struct snapshot *last;
static struct buffer document;
static struct recording recording;

static void request(uint64_t now, const char *name, uint64_t response_ns, enum error error)
{
    struct stats_entry *e = stats_entry(stats, TEXT("GET"), text_from(name));
    struct sample s = {.start_ns = now - response_ns,
                       .first_write_ns = error == ERROR_REFUSED ? 0 : now - response_ns + 500,
                       .end_ns = now,
                       .error = error};

    stats_begin(stats, e);
    stats_end(stats, e, &s);
}

static void write_document(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    json_document_write(last, &info, 0, stream);
    fclose(stream);
    buffer_append(&document, text, size);
    free(text); /* memory of a library */
}

static int set_up(void **state)
{
    struct run_progress progress = {.start_ns = START, .start_wall_ns = WALL, .state = RUN_RUNNING};
    uint64_t now = START;

    judgement = (struct judgement){.validity.level = VALIDITY_DEGRADED};
    info = (struct run_info){
        .plan = &plan, .title = "api.c", .host = "http://localhost", .machine = "box", .judgement = &judgement};
    stats = stats_new(&(struct stats_options){0});
    stats_start(stats, now, WALL);
    for (unsigned second = 0; second < 5; second++) {
        for (unsigned i = 0; i < 100; i++)
            request(now + i, "/often", (1 + i) * NANOS_PER_MILLI, i % 10 ? OK : ERROR_REFUSED);
        if (second == 2)
            request(now, "/slow", 2 * HISTOGRAM_MAX_NS, OK);
        now += NANOS_PER_SECOND;
        stats_tick(stats, now, &progress);
    }
    progress.state = RUN_STOPPED;
    progress.end_ns = now;
    last = stats_snapshot(stats, now, WALL + 5 * NANOS_PER_SECOND, &progress);
    buffer_init(&document, TEXT_MAX_);
    write_document();
    recording = (struct recording){0};
    return 0;
}

static int clean_up(void **state)
{
    recording_free(&recording);
    buffer_free(&document);
    stats_free(stats);
    return 0;
}

static void assert_same_name(const struct recorded_name *got, const struct recorded_name *wanted)
{
    assert_true(text_equal(got->name, wanted->name) && text_equal(got->method, wanted->method));
    assert_equal_u64("requests", got->requests, wanted->requests);
    assert_equal_u64("failures", got->failures, wanted->failures);
    assert_equal_u64("median", histogram_quantile(got->response, 0.5), histogram_quantile(wanted->response, 0.5));
    assert_equal_u64("too long", histogram_too_long(got->response), histogram_too_long(wanted->response));
    assert_equal_u64("service", histogram_count(got->service), histogram_count(wanted->service));
    assert_equal_u64("blocks", got->block_count, wanted->block_count);
    for (size_t i = 0; i < got->block_count; i++) {
        const struct snapshot_block *g = &got->blocks[i], *w = &wanted->blocks[i];

        assert_equal_u64("second", g->second, w->second);
        assert_equal_u64("seconds", g->seconds, w->seconds);
        assert_equal_u64("requests of a block", g->requests, w->requests);
        assert_equal_u64("failures of a block", g->failures, w->failures);
        assert_equal_u64("too long of a block", g->response_too_long, w->response_too_long);
        assert_true(text_equal(g->response, w->response));
        assert_true(text_equal(g->service, w->service));
    }
}

static void a_report_read_back_is_the_run(void **state)
{
    struct recording wanted;
    char problem[OUTPUT_PROBLEM];

    recording_of_run(&wanted, &info, last);
    if (json_recording_read(&recording, "a.json", buffer_view(&document), problem) != OK)
        fail_msg("%s", problem);
    assert_equal_string("title", recording.title, wanted.title);
    assert_equal_string("scenario", recording.scenario_file, "api.c");
    assert_equal_string("host", recording.host, wanted.host);
    assert_equal_string("machine", recording.machine, "box");
    assert_equal_string("version", recording.version, "");
    assert_equal_string("profile", recording.profile, "night");
    assert_equal_u64("start", recording.start_wall_ns, wanted.start_wall_ns);
    assert_near_double("measured", recording.measured_s, wanted.measured_s, 0);
    assert_near_double("spawn rate", recording.spawn_rate, 2, 0);
    assert_int_equal(recording.users, 7);
    assert_true(recording.judged && recording.ended);
    assert_int_equal(recording.level, VALIDITY_DEGRADED);
    assert_int_equal(recording.name_count, 2);
    assert_same_name(&recording.total, &wanted.total);
    assert_int_equal(recording.total.block_count, 5);
    for (size_t i = 0; i < recording.name_count; i++)
        assert_same_name(&recording.names[i], &wanted.names[i]);
    recording_free(&wanted);
}

/* The document with the first `from` behind `after` replaced. */
static struct text changed(const char *after, const char *from, const char *to, struct buffer *out)
{
    const char *text = buffer_cstring(&document), *at = strstr(strstr(text, after), from);

    if (!at)
        fail_msg("there is no %s", from);
    buffer_init(out, TEXT_MAX_);
    buffer_append(out, text, (size_t)(at - text));
    buffer_string(out, to);
    buffer_string(out, at + strlen(from));
    return buffer_view(out);
}

static void what_does_not_fit_is_refused_with_its_key(void **state)
{
    static const struct {
        const char *after, *from, *to, *problem;
    } cases[] = {
        {"", "\"cicada-run\"", "\"other\"", "a.json: \"schema\" is not \"cicada-run\""},
        {"", "\"schema_version\": 1", "\"schema_version\": 9", "a.json: \"schema_version\" is not 1"},
        {"", "\"run\"", "\"walk\"", "a.json: \"run\" is missing"},
        {"", "\"total\"", "\"sum\"", "a.json: \"total\" is missing"},
        {"\"requests\": [", "\"name\":\"/often\"", "\"name\":7", "a.json: \"requests\"[0] \"name\" is not a text"},
        {"\"requests\": [", "\"requests\":500", "\"requests\":-1", "a.json: \"requests\"[0] \"requests\" is not a number"},
        {"\"requests\": [", "\"failures\":50", "\"failures\":501", "a.json: \"requests\"[0] \"failures\" is not a number"},
        {"\"verdict\"", "DEGRADED", "FINE", "a.json: \"verdict\" \"level\" is neither"},
        {"", "\"histograms\"", "\"h\"", "a.json: \"histograms\" is missing"},
        {"\"histograms\"", "\"request\":0", "\"request\":1", "a.json: \"histograms\"[1] \"response\" does not hold as many"},
        {"\"histograms\"", "\"request\":0", "\"request\":2", "a.json: \"histograms\"[1] \"request\" is not a place"},
        {"\"histograms\"", "\"request\":0", "\"request\":\"0\"", "a.json: \"histograms\"[1] \"request\" is not a number"},
        {"\"histograms\"", "HISTFA", "?", "a.json: \"histograms\"[0] \"response\" is not Base64"},
        {"\"histograms\"", "HISTFA", "AAAAAA", "a.json: \"histograms\"[0] \"response\" not a histogram"},
        {"\"blocks\"", "\"second\":1", "\"second\":0", "a.json: \"blocks\"[1] \"second\" is not behind"},
        {"\"blocks\"", "\"seconds\":1", "\"seconds\":0", "a.json: \"blocks\"[0] \"seconds\" is 0"},
        {"\"blocks\"", "\"seconds\":1", "\"seconds\":4294967296", "a.json: \"blocks\"[0] \"seconds\" is not a number"},
        {"\"blocks\"", "\"requests\":100", "\"requests\":99", "a.json: \"blocks\"[0] \"response\" does not hold as many"},
        {"\"run\"", "2026-", "20x6-", "a.json: \"run\" \"start\" is not a time"},
        {"", "{", "[", "a.json line 2: not JSON"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        char problem[OUTPUT_PROBLEM] = "";
        struct buffer text;

        assert_int_equal(
            json_recording_read(&recording, "a.json", changed(cases[i].after, cases[i].from, cases[i].to, &text), problem),
            ERROR_SYNTAX);
        if (!strstr(problem, cases[i].problem))
            fail_msg("got \"%s\", wanted \"%s\"", problem, cases[i].problem);
        buffer_free(&text);
    }
}

static void what_is_no_report_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "null", "[]", "[{\"name\": \"/\"}]", "{}", "{\"schema\": 1}", "\xff", "{\"a\":1,\"a\":1}"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        char problem[OUTPUT_PROBLEM] = "";

        assert_int_equal(json_recording_read(&recording, "a.json", text_from(texts[i]), problem), ERROR_SYNTAX);
        assert_non_null(strstr(problem, "a.json"));
    }
}

static void depth_and_size_have_a_limit(void **state)
{
    char problem[OUTPUT_PROBLEM] = "";
    struct buffer deep;

    buffer_init(&deep, 1 << 20);
    for (int i = 0; i < 100000; i++)
        buffer_byte(&deep, '[');
    assert_int_equal(json_recording_read(&recording, "a.json", buffer_view(&deep), problem), ERROR_SYNTAX);
    assert_non_null(strstr(problem, "not JSON"));
    assert_int_equal(json_recording_read(&recording, "a.json", (struct text){deep.data, JSON_RUN_MAX + 1}, problem),
                     ERROR_SYNTAX);
    assert_non_null(strstr(problem, "larger than any report"));
    buffer_free(&deep);
}

TEST_MAIN(TEST_WITH(a_report_read_back_is_the_run, set_up, clean_up),
          TEST_WITH(what_does_not_fit_is_refused_with_its_key, set_up, clean_up),
          TEST_WITH(what_is_no_report_is_refused, set_up, clean_up), TEST_WITH(depth_and_size_have_a_limit, set_up, clean_up))
