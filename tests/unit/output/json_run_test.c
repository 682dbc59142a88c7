/* SPDX-License-Identifier: MIT */
/* output/json_run_test.c - a report that is read and written again is the same, member by member; and whatever stands in place of
 * a member is either read or refused with its file
 */
#include "comparison_fixture.h"
#include "judgement_fixture.h"

#include <jansson.h>

#include "base/buffer_stream.h"
#include "base/limits.h"
#include "output/json_document.h"
#include "output/json_run.h"
#include "stats/cells.h"

#define POINTS 3

static struct fixture f;
static struct judgement_fixture judged;
static struct comparison_fixture compared;
static struct histogram *histograms[3]; /* of the rows, then of all */
static struct plan_stage planned[2];
static struct snapshot_stage stages[2];
static struct snapshot_resource resources[2];
static struct resource_point points[POINTS];
static struct snapshot_metric metric;
static struct snapshot_exception exception;
static struct iteration_counts iterations;
static struct snapshot_block block;
static struct buffer cells, document;

/* ---- a run that has everything ---- */

static void give_times(struct snapshot_row *row, struct histogram *h)
{
    for (uint64_t i = 0; i < row->requests; i++)
        histogram_record(h, i == 0 ? row->response.min_ns : i == 1 ? row->response.max_ns : 12345678);
    row->response_histogram = row->service_histogram = h;
    row->service.min_ns = row->response.min_ns;
    row->service.max_ns = row->response.max_ns;
    row->service.quantile_ns[QUANTILE_100] = row->response.max_ns;
    row->response.mean_ns = 12345678.9012345;
}

static void give_stages(void)
{
    planned[0] = (struct plan_stage){.name = "low", .users = 3, .rate = 0.3, .hold_s = 2};
    planned[1] = (struct plan_stage){.name = "high", .users = 6, .rate = 1.5, .hold_s = 2.5};
    f.plan.stages = (struct plan_stages){planned, 2, false};
    stages[0] = (struct snapshot_stage){.aim = {TEXT("low"), 3, 0.3, 0},
                                        .number = 1,
                                        .users = 3,
                                        .start_s = 0.25,
                                        .elapsed_s = 9.75,
                                        .total = f.snapshot.total,
                                        .rows = f.rows,
                                        .row_count = 2};
    stages[1] = (struct snapshot_stage){.aim = {TEXT("high"), 6, 1.5, 0}, .number = 2, .start_s = 10, .running = true};
    stages[1].total.name = TEXT("Aggregated");
    f.snapshot.stages = stages;
    f.snapshot.stage_count = 2;
    f.snapshot.warmup = (struct snapshot_warmup){false, 1.5, 11, 2, 3, 4, 5};
}

static void give_resources(void)
{
    for (uint32_t i = 0; i < POINTS; i++) {
        points[i] = (struct resource_point){.second = i, .seconds = 1, .steady = i > 0};
        for (size_t m = 0; m < RESOURCE_MEASURES; m++)
            points[i].value[m] = m % 3 == 0 ? NAN : 123456.789F * (float)(i + m);
    }
    resources[0] = (struct snapshot_resource){
        .component = {TEXT("generator"), TEXT("pid:1")}, .seconds = 3, .memory_limit = NAN, .connections_limit = NAN};
    resources[1] = (struct snapshot_resource){.component = {TEXT("api"), TEXT("http://h/metrics")},
                                              .seconds = 3,
                                              .missing = 1,
                                              .restarts = 2,
                                              .memory_limit = 1e9,
                                              .connections_limit = 100,
                                              .points = points,
                                              .point_count = POINTS};
    for (size_t m = 1; m < RESOURCE_MEASURES; m += 2)
        resources[1].summary[m] = (struct resource_summary){3, 1.0 / 3, 2.0 / 3, 0.5, 0.6, m > 1, -0.25, -0.5, 0.125};
    f.snapshot.resources = resources;
    f.snapshot.resource_count = 2;
}

static void give_plan(void)
{
    static const char *const words[] = {"one", "Müller & \"Sons\"", ""};
    struct plan_list list = {words, 3};

    f.plan.scenario_file = "api.c";
    f.plan.host = "http://localhost:8000";
    f.plan.users = 7;
    f.plan.spawn_rate = 0.1;
    f.plan.rate_text = "First=5/s";
    f.plan.poisson = true;
    f.plan.catch_up = PLAN_CATCH_UP_SKIP;
    f.plan.max_users = 50;
    f.plan.iterations_text = "100";
    f.plan.run_time_s = 1.5;
    f.plan.warmup_s = 5.5;
    f.plan.shaped = f.plan.equal_weights = f.plan.reset_stats = true;
    f.plan.seed = UINT64_MAX - 1;
    f.plan.profile = "night";
    f.plan.user_classes = f.plan.tags = f.plan.exclude_tags = f.plan.monitors = f.plan.settings = list;
    f.plan.http = (struct plan_http){.timeout_s = 3.5,
                                     .max_redirects = 4,
                                     .insecure = true,
                                     .ca_file = "ca.pem",
                                     .resolve = list,
                                     .ip_version = 6,
                                     .max_body = 1 << 20,
                                     .user_agent = "me",
                                     .headers = list};
}

static void give_rest(void)
{
    struct run_progress *p = &f.snapshot.progress;

    p->state = RUN_STOPPED;
    p->end_ns = 120 * NANOS_PER_SECOND + 123456789;
    p->end_wall_ns = FIXTURE_START_WALL + 20 * NANOS_PER_SECOND + 123456000;
    p->paused_ns = NANOS_PER_SECOND / 3;
    p->stop_reason = "run time limit reached";
    p->iterations_planned = 100;
    p->iterations_done = true;
    p->long_steps = 3;
    iterations = (struct iteration_counts){9, 8, 0, 1, 6, 1, 1, 0};
    f.snapshot.iterations = (struct snapshot_iterations){
        .total = iterations, .classes = &iterations, .class_count = 1, .left_out = 4};
    f.snapshot.iterations.own_lag = fixture_durations(9, 0.25, 1.5);
    f.snapshot.drop_share = 0.1;
    f.snapshot.total.dropped = 1;
    f.snapshot.total.response.quantile_ns[QUANTILE_99] = f.snapshot.total.response.quantile_ns[QUANTILE_100] = DURATION_UNBOUNDED;
    metric = (struct snapshot_metric){.name = TEXT("depth"), .count = 9, .sum = -1e300, .min = -3, .max = 1.0 / 3, .last = 0.1};
    metric.quantile[QUANTILE_100] = metric.max;
    f.snapshot.metrics = &metric;
    f.snapshot.metric_count = 1;
    exception = (struct snapshot_exception){TEXT("it returned -1"), TEXT("ApiUser, task \"a\"\n"), 3, TEXT("one, two")};
    f.snapshot.exceptions = &exception;
    f.snapshot.exception_count = 1;
    f.series[4].cpu = 0.1234567F;
    f.snapshot.names_beyond_limit = 5;
    f.snapshot.reset = true;
    f.info.tasks = "{\"per_class\":{\"ApiUser\":{\"ratio\":1.0,\"tasks\":{\"a\":{\"ratio\":0.333333333333333}}}},\"total\":{}}";
    block = (struct snapshot_block){.second = 3, .seconds = 2, .requests = 100, .failures = 55};
    cells_append(&cells, histograms[2]);
    block.response = block.service = buffer_view(&cells);
    f.snapshot.total.blocks = &block;
    f.snapshot.total.block_count = 1;
}

static void write_document(const struct snapshot *s, const struct run_info *info, struct buffer *out)
{
    FILE *stream = buffer_stream(out);

    json_document_write(s, info, 3, stream);
    assert_int_equal(fclose(stream), 0);
}

static int set_up(void **state)
{
    fixture_init(&f);
    judgement_fixture_init(&judged);
    comparison_fixture_init(&compared);
    judged.results[0].value.value = INFINITY;
    judged.results[0].margin = NAN;
    f.info.judgement = &judged.judgement;
    f.info.comparison = &compared.comparison;
    buffer_init(&cells, 64 * KIB);
    buffer_init(&document, LIMIT_REPORT_TEXT);
    for (size_t i = 0; i < COUNT(histograms); i++) {
        histograms[i] = histogram_new();
        give_times(i < 2 ? &f.rows[i] : &f.snapshot.total, histograms[i]);
    }
    give_rest();
    give_stages();
    give_resources();
    give_plan();
    write_document(&f.snapshot, &f.info, &document);
    return 0;
}

static int clean_up(void **state)
{
    for (size_t i = 0; i < COUNT(histograms); i++)
        histogram_free(histograms[i]);
    buffer_free(&cells);
    buffer_free(&document);
    fixture_free(&f);
    return 0;
}

/* ---- claims ---- */

static void assert_same_lines(const char *got, const char *wanted)
{
    for (unsigned line = 1; *got || *wanted; line++) {
        size_t here = strcspn(got, "\n"), there = strcspn(wanted, "\n");

        if (here != there || memcmp(got, wanted, here) != 0)
            fail_msg("line %u\ngot    %.*s\nwanted %.*s", line, (int)here, got, (int)there, wanted);
        got += here + (got[here] == '\n');
        wanted += there + (wanted[there] == '\n');
    }
}

static void a_report_that_is_read_and_written_again_is_the_same(void **state)
{
    char problem[OUTPUT_PROBLEM];
    struct json_run run;
    struct buffer again;

    if (json_run_read(&run, "a.json", buffer_view(&document), problem) != OK)
        fail_msg("%s", problem);
    assert_true(run.ended);
    assert_int_equal(run.exit_code, 3);
    buffer_init(&again, LIMIT_REPORT_TEXT);
    json_run_write_lacks(&run, &again);
    assert_equal_string("lacks", buffer_cstring(&again), "");
    write_document(&run.snapshot, &run.info, &again);
    assert_same_lines(buffer_cstring(&again), buffer_cstring(&document));
    buffer_free(&again);
    json_run_free(&run);
}

static void what_a_report_lacks_is_told(void **state)
{
    json_t *members = json_loadb(document.data, document.size, 0, NULL);
    char problem[OUTPUT_PROBLEM];
    struct json_run run;
    struct buffer lacks;
    char *text;

    json_object_del(members, "tasks");
    json_object_del(members, "series");
    text = json_dumps(members, 0);
    if (json_run_read(&run, "a.json", text_from(text), problem) != OK)
        fail_msg("%s", problem);
    buffer_init(&lacks, LIMIT_REPORT_ROW);
    json_run_write_lacks(&run, &lacks);
    assert_equal_string("lacks", buffer_cstring(&lacks), "the seconds of the run, the ratio of tasks");
    buffer_free(&lacks);
    json_run_free(&run);
    free(text); /* memory of a library */
    json_decref(members);
}

static void try_document(const json_t *members, const char *where, const char *what)
{
    char problem[OUTPUT_PROBLEM] = "", *text = json_dumps(members, JSON_COMPACT);
    struct json_run run;

    if (json_run_read(&run, "a.json", text_from(text), problem) == OK)
        json_run_free(&run);
    else if (strncmp(problem, "a.json: ", 8) != 0 || strchr(problem, '\n'))
        fail_msg("%s instead of %s: \"%s\"", what, where, problem);
    free(text); /* memory of a library */
}

/* Each value below `at` in turn is something else, of which there are so many that they take turns; of lists the first element
 * only. Bounds of percentiles are not read. */
static void try_each(const json_t *all, json_t *at, size_t *turn)
{
    static const char *const others[] = {"null", "true", "-1",   "1e300", "9007199254740993",
                                         "\"\"", "[]",   "[[]]", "{}",    "{\"\":0}"};
    const char *key;
    json_t *value;
    void *next;

    json_object_foreach_safe(at, next, key, value)
    {
        json_t *kept = json_incref(value);
        const char *other = others[(*turn)++ % COUNT(others)];

        json_object_set_new(at, key, json_loads(other, JSON_DECODE_ANY, NULL));
        try_document(all, key, other);
        json_object_set_new(at, key, kept);
        if (strcmp(key, "confidence_95") != 0)
            try_each(all, json_is_array(kept) ? json_array_get(kept, 0) : kept, turn);
    }
}

static void whatever_stands_for_a_member_is_read_or_refused_with_the_file(void **state)
{
    json_t *members = json_loadb(document.data, document.size, 0, NULL);
    size_t turn = 0;

    try_each(members, members, &turn);
    json_decref(members);
}

TEST_MAIN(TEST_WITH(a_report_that_is_read_and_written_again_is_the_same, set_up, clean_up),
          TEST_WITH(what_a_report_lacks_is_told, set_up, clean_up),
          TEST_WITH(whatever_stands_for_a_member_is_read_or_refused_with_the_file, set_up, clean_up))
