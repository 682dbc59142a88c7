/* SPDX-License-Identifier: MIT */
/* output/report_test.c - the written report: its whole text on fixed numbers, what it leaves out, and that names stay text
 *
 * tests/cases/report/ holds the expected documents. After an intended change of the text: REPORT_CASES=write, and read the
 * difference.
 */
#include "output/report.h"

#include "judgement_fixture.h"
#include "verdict/comparison.h"

#define CASES TEST_SOURCE_ROOT "/tests/cases/report/"

static void write_case(const char *path, const struct buffer *text)
{
    FILE *file = fopen(path, "we");

    if (!file || fwrite(text->data, 1, text->size, file) != text->size || fclose(file) != 0)
        fail_msg("cannot write %s", path);
}

/* The whole document is that of the case. */
static void assert_case(const struct fixture *f, const char *name)
{
    char path[PATH_MAX];
    struct buffer got, wanted;

    buffer_init(&got, 1 << 20);
    buffer_init(&wanted, 1 << 20);
    report_write(&f->snapshot, &f->info, 3, &got);
    snprintf(path, sizeof path, CASES "%s", name);
    if (getenv("REPORT_CASES"))
        write_case(path, &got);
    test_read_file(&wanted, path);
    assert_equal_string(name, buffer_cstring(&got), buffer_cstring(&wanted));
    buffer_free(&got);
    buffer_free(&wanted);
}

static const char *write_again(const struct fixture *f, struct buffer *out)
{
    buffer_clear(out);
    report_write(&f->snapshot, &f->info, 0, out);
    return buffer_cstring(out);
}

static void assert_has(const char *text, const char *part, bool wanted)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("%s\"%s\" in:\n%s", wanted ? "missing: " : "unwanted: ", part, text);
}

static void a_run_that_failed_is_reported_with_every_section(void **state)
{
    static const char *const costs[] = {"0.36/h per api", "1/h per GB of api"};
    struct judgement_fixture judged;
    struct fixture f;
    struct snapshot_metric metric = {TEXT("cache|hit"), 10, 7, 0, 1, 1, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};
    struct snapshot_stage stages[2] = {{.aim = {.name = TEXT("normal")}, .users = 5},
                                       {.aim = {.name = TEXT("peak")}, .users = 10}};
    struct snapshot_resource resource = {
        .component = {TEXT("api"), TEXT("pid:1")}, .memory_limit = 1 << 30, .seconds = 20, .missing = 2};

    fixture_init(&f);
    judgement_fixture_init(&judged);
    f.info.judgement = &judged.judgement;
    f.snapshot.metrics = &metric;
    f.snapshot.metric_count = 1;
    stages[0].total = stages[1].total = f.snapshot.total;
    f.snapshot.stages = stages;
    f.snapshot.stage_count = 2;
    resource.summary[RESOURCE_CPU] = (struct resource_summary){20, 0.5, 0.9, 0.6, 0.8, false, 0, 0, 0};
    resource.summary[RESOURCE_MEMORY] = (struct resource_summary){20,   100 << 20, 200 << 20, 200 << 20, 190 << 20,
                                                                  true, 4e5,       3e5,       5e5};
    f.snapshot.resources = &resource;
    f.snapshot.resource_count = 1;
    f.plan.users = 10;
    f.plan.spawn_rate = 2;
    f.plan.run_time_s = 60;
    f.plan.seed = 42;
    f.plan.costs = (struct plan_list){costs, COUNT(costs)};
    f.plan.rate_text = "5/s";
    f.snapshot.total.dropped = 3;
    assert_case(&f, "failed.md");
    fixture_free(&f);
}

static void a_run_without_checks_metrics_and_watched_components_is_shorter(void **state)
{
    struct fixture f;

    fixture_init(&f);
    f.snapshot.error_count = 0;
    f.snapshot.total.failed = 0;
    assert_case(&f, "plain.md");
    fixture_free(&f);
}

static void an_empty_run_has_a_report(void **state)
{
    struct buffer out;
    struct fixture f;

    fixture_init_empty(&f);
    buffer_init(&out, 1 << 20);
    assert_has(write_again(&f, &out), "made 0 requests, 0.0 a second; 0.00 % of them failed", true);
    assert_has(buffer_cstring(&out), "no request was finished", false);
    assert_has(buffer_cstring(&out), "## Response times", false);
    assert_has(buffer_cstring(&out), "## Request rate", false);
    buffer_free(&out);
    fixture_free(&f);
}

static void one_of_a_thing_is_said_in_the_singular(void **state)
{
    struct snapshot_resource resource = {.component = {TEXT("api"), TEXT("pid:1")}, .seconds = 20, .restarts = 1};
    struct judgement_fixture judged;
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    judgement_fixture_init(&judged);
    buffer_init(&out, 1 << 20);
    f.snapshot.progress.peak_users = f.plan.users = 1;
    f.snapshot.total.requests = f.snapshot.total.dropped = 1;
    f.snapshot.resources = &resource;
    f.snapshot.resource_count = 1;
    f.info.judgement = &judged.judgement;
    judged.judgement.failed = 1;
    assert_has(write_again(&f, &out), "Up to 1 user for 0:20 made 1 request, ", true);
    assert_has(buffer_cstring(&out), " 1 more was planned, but never sent.", true);
    assert_has(buffer_cstring(&out), "**Failed.** 1 of 3 limits was broken", true);
    assert_has(buffer_cstring(&out), "\n* api: restarted 1 time\n", true);
    assert_has(buffer_cstring(&out), "| load | 1 user, ", true);
    judged.judgement.check_count = 1;
    assert_has(write_again(&f, &out), "**Failed.** The limit was broken", true);
    judged.judgement.failed = 0;
    assert_has(write_again(&f, &out), "**Passed.** The limit was kept", true);
    buffer_free(&out);
    fixture_free(&f);
}

static void a_price_that_is_not_known_is_not_taken_for_nothing(void **state)
{
    static const char *const costs[] = {"0.36/h per api", "1/h per core of nobody"};
    struct snapshot_resource resources[] = {{.component = {TEXT("api"), TEXT("pid:1")}, .seconds = 20},
                                            {.component = {TEXT("nobody"), TEXT("pid:2")}, .seconds = 20, .missing = 20}};
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    buffer_init(&out, 1 << 20);
    f.snapshot.resources = resources;
    f.snapshot.resource_count = COUNT(resources);
    f.plan.costs = (struct plan_list){costs, COUNT(costs)};
    assert_has(write_again(&f, &out), "| **all that is known** | 0.002 |\n\nThat is at least ", true);
    f.plan.costs.count = 1;
    assert_has(write_again(&f, &out), "| **all** | 0.002 |\n\nThat is 44.44 per million", true);
    buffer_free(&out);
    fixture_free(&f);
}

static void names_make_no_markdown_of_their_own(void **state)
{
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    f.rows[0].name = TEXT("/x|[a](http://evil)\n# y |<img src=x>`");
    f.errors[0].text = TEXT("| a | b |\n\n## Passed");
    f.info.title = "a`b|<script>\n# c";
    f.info.command_line = "cicada ``x` | y";
    buffer_init(&out, 1 << 20);
    write_again(&f, &out);
    assert_has(buffer_cstring(&out), "| GET /x\\|\\[a\\](http\\://evil)\\\\n\\# y \\|\\<img src=x>\\` | 40 |", true);
    assert_has(buffer_cstring(&out), "\n## Passed", false);
    assert_has(buffer_cstring(&out), "# Load test: a\\`b\\|\\<script>\\\\n\\# c on ", true);
    assert_has(buffer_cstring(&out), "``` cicada ``x` \\| y ```", true);
    buffer_free(&out);
    fixture_free(&f);
}

static void endpoints_whose_paths_begin_alike_are_a_group(void **state)
{
    static const struct {
        struct text name;
        const char *heading;
    } names[] = {
        {TEXT("/health"), "### /health\n"},
        {TEXT("/health/db"), "### /health\n"},
        {TEXT("/api/v1/auth/login"), "### /api/v1/auth\n"},
        {TEXT("/API/v12/auth?x=/y"), "### /API/v12/auth\n"},
        {TEXT("/api/2.0/mlflow/runs/get"), "### /api/2.0/mlflow\n"},
        {TEXT("/"), "### /\n"},
        {TEXT("/api/v1"), "### /api/v1\n"},
        {TEXT("create order"), "### other requests\n"},
        {TEXT(""), "### other requests\n"},
        {TEXT("http://other.example/x"), "### other requests\n"},
    };
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    buffer_init(&out, 1 << 20);
    f.snapshot.row_count = 1;
    for (size_t i = 0; i < COUNT(names); i++) {
        f.rows[0].name = names[i].name;
        assert_has(write_again(&f, &out), names[i].heading, true);
    }
    buffer_free(&out);
    fixture_free(&f);
}

static void the_baseline_stands_beside_the_run_with_factors(void **state)
{
    static const struct comparison_metric p95 = {.kind = COMPARISON_QUANTILE, .share = 0.95, .name = "p95"},
                                          rate = {.kind = COMPARISON_RATE, .name = "rps"};
    struct compared_name all = {
        .name = TEXT("Aggregated"),
        .at = {{.metric = &p95, .word = COMPARISON_IMPROVEMENT, .base = 20e6, .now = 2e6, .relative = -0.9},
               {.metric = &rate, .word = COMPARISON_REGRESSION, .base = 103.8, .now = 24.94, .relative = -0.76}}};
    struct comparison_rank ranked[] = {{&all, &all.at[1]}, {&all, &all.at[0]}};
    struct comparison comparison = {.metrics = {.at = {p95, rate}, .count = 2},
                                    .names = &all,
                                    .name_count = 1,
                                    .ranked = ranked,
                                    .ranked_count = 2,
                                    .words = {[COMPARISON_REGRESSION] = 1, [COMPARISON_IMPROVEMENT] = 1},
                                    .base_label = "run 7 | x",
                                    .now_label = "this run"};
    struct buffer out;
    struct fixture f;

    fixture_init(&f);
    buffer_init(&out, 1 << 20);
    f.info.comparison = &comparison;
    write_again(&f, &out);
    assert_has(buffer_cstring(&out), "The baseline is run 7 \\| x.\n", true);
    assert_has(buffer_cstring(&out), "| p95 | 20.0 ms | 2.00 ms | x 0.1 |\n", true);
    assert_has(buffer_cstring(&out), "| rps | 103.8/s | 24.9/s | x 0.24 |\n", true);
    buffer_free(&out);
    fixture_free(&f);
}

TEST_MAIN(TEST(a_run_that_failed_is_reported_with_every_section),
          TEST(a_run_without_checks_metrics_and_watched_components_is_shorter), TEST(an_empty_run_has_a_report),
          TEST(one_of_a_thing_is_said_in_the_singular), TEST(a_price_that_is_not_known_is_not_taken_for_nothing),
          TEST(names_make_no_markdown_of_their_own), TEST(endpoints_whose_paths_begin_alike_are_a_group),
          TEST(the_baseline_stands_beside_the_run_with_factors))
