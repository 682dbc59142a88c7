/* SPDX-License-Identifier: MIT */
/* stage_table_test.c - stages and warm-up as each output shows them */
#include "output/stage_table.h"

#include "fixture.h"

#include <jansson.h>

#include "output/csv_rows.h"
#include "output/github_summary.h"
#include "output/json_stages.h"
#include "output/live_frame.h"
#include "output/summary_text.h"

/* A run of two stages, the second one running. */
struct staged {
    struct fixture f;
    struct snapshot_stage stages[2];
    struct buffer out;
};

static int set_up(void **state)
{
    static struct staged t;

    fixture_init(&t.f);
    t.stages[0] = (struct snapshot_stage){.aim = {.name = TEXT("1"), .users = 100, .users_per_s = 10},
                                          .number = 1,
                                          .users = 99,
                                          .start_s = 0,
                                          .elapsed_s = 70,
                                          .total = t.f.rows[0],
                                          .rows = t.f.rows,
                                          .row_count = 1};
    t.stages[0].total.name = TEXT("Aggregated");
    t.stages[1] = (struct snapshot_stage){.aim = {.name = TEXT("=peak\x1b"), .arrivals_per_s = 50},
                                          .number = 2,
                                          .users = 500,
                                          .start_s = 70,
                                          .elapsed_s = 13,
                                          .running = true,
                                          .total = t.f.rows[1]};
    t.f.snapshot.stages = t.stages;
    t.f.snapshot.stage_count = 2;
    t.f.snapshot.progress.stage = t.f.snapshot.progress.stage_count = 2;
    t.f.snapshot.progress.stage_s = 60;
    t.f.snapshot.progress.stage_start_ns = t.f.snapshot.taken_ns - 13 * NANOS_PER_SECOND;
    buffer_init(&t.out, 1 << 20);
    *state = &t;
    return 0;
}

static int clean_up(void **state)
{
    struct staged *t = *state;

    buffer_free(&t->out);
    fixture_free(&t->f);
    return 0;
}

static void assert_shows(struct staged *t, const char *part)
{
    if (!strstr(buffer_cstring(&t->out), part))
        fail_msg("\"%s\" is not in:\n%s", part, buffer_cstring(&t->out));
}

static void the_table_has_a_line_for_each_stage(void **state)
{
    struct staged *t = *state;
    struct canvas c;

    canvas_init(&c, &t->out, 120, false);
    stage_table_draw(&t->f.snapshot, &c);
    assert_equal_string(
        "table", buffer_cstring(&t->out),
        "stage                       load      time    requests      failed     req/s       p50       p95       p99\n"
        "1                      100 users      1:10          40           0       2.0   12.3 ms   12.3 ms   12.3 ms\n"
        "=peak\\x1b                 50.0/s      0:13          60          55       3.0   12.3 ms   12.3 ms   12.3 ms\n"
        "\n");
}

static void without_stages_nothing_is_shown(void **state)
{
    struct staged *t = *state;
    struct canvas c;

    t->f.snapshot.stage_count = 0;
    canvas_init(&c, &t->out, 120, false);
    stage_table_draw(&t->f.snapshot, &c);
    stage_table_draw_live(&t->f.snapshot, &c);
    assert_int_equal(stage_table_live_lines(&t->f.snapshot), 0);
    assert_int_equal(t->out.size, 0);
}

static void the_live_view_shows_the_running_stage_and_the_warm_up(void **state)
{
    struct staged *t = *state;
    struct live_frame frame = {.snapshot = &t->f.snapshot, .info = &t->f.info, .size = {.columns = 100, .rows = 40}};

    t->f.snapshot.warmup.running = true;
    t->f.plan.warmup_s = 45;
    live_frame_render(&frame, &t->out);
    assert_shows(t, "\nstage 2 of 2, =peak\\x1b: 50.0/s, 0:13 of 1:00, 60 requests, p95 12.3 ms\n");
    assert_shows(t, "\nwarm-up, 0:25 left: these numbers will be left out\n");
    buffer_clear(&t->out);
    t->stages[1].running = false;
    t->f.snapshot.warmup.running = false;
    live_frame_render(&frame, &t->out);
    assert_null(strstr(buffer_cstring(&t->out), "stage 2"));
    assert_null(strstr(buffer_cstring(&t->out), "warm-up"));
}

static void csv_rows_are_those_of_the_stats_with_the_stage_before(void **state)
{
    struct staged *t = *state;
    struct buffer plain;

    buffer_init(&plain, 10000);
    csv_stats_row(&t->f.rows[0], &plain);
    stage_csv_row(&t->stages[0], &t->f.rows[0], &t->out);
    assert_shows(t, "1,1,99,0.0,0.0,70.0,");
    assert_shows(t, buffer_cstring(&plain));
    buffer_clear(&t->out);
    stage_csv_row(&t->stages[1], &t->f.rows[1], &t->out);
    assert_shows(t, "2,'=peak");
    assert_shows(t, ",500,50.0,70.0,13.0,POST,");
    buffer_clear(&t->out);
    stage_csv_heading(&t->out);
    assert_shows(t, "Stage,Stage Name,Users,Arrivals/s,Start (s),Measured (s),Type,Name,");
    buffer_free(&plain);
}

static void summaries_say_what_the_warm_up_left_out(void **state)
{
    struct staged *t = *state;
    struct summary_look look = {.columns = 120};

    t->f.snapshot.warmup = (struct snapshot_warmup){.seconds = 30, .requests = 1234, .failed = 5};
    summary_write(&t->f.snapshot, &t->f.info, &look, &t->out);
    assert_shows(t, "\nwithout the warm-up of 0:30: 1,234 requests, 5 of them failed, are left out\n");
    assert_shows(t, "\n1                      100 users      1:10 ");
    assert_null(strstr(buffer_cstring(&t->out), "nothing was measured"));
    buffer_clear(&t->out);
    t->f.snapshot.total = (struct snapshot_row){.name = TEXT("Aggregated")};
    t->f.snapshot.elapsed_s = 0;
    summary_write(&t->f.snapshot, &t->f.info, &look, &t->out);
    assert_shows(t, "\nthe run ended in its warm-up: nothing was measured\n");
    buffer_clear(&t->out);
    github_summary_write(&t->f.snapshot, &t->f.info, &t->out);
    assert_shows(t, " Without the warm-up of 0:30 (1,234 requests).");
    assert_shows(t, "| 1 | 100 users | 1:10 | 40 | 0.00 % | 2.0 | 12.3 ms | 12.3 ms |\n");
}

static void json_has_the_numbers_of_the_stage(void **state)
{
    struct staged *t = *state;
    struct json_writer w = json_writer_on(&t->out);
    json_t *stage;

    json_warmup(&w, NULL, &t->f.snapshot.warmup);
    assert_string_equal(buffer_cstring(&t->out), "null");
    buffer_clear(&t->out);
    w = json_writer_on(&t->out);
    json_stage(&w, &t->stages[0], JSON_ROW_FULL);
    stage = json_loads(buffer_cstring(&t->out), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(stage);
    assert_string_equal(json_string_value(json_object_get(stage, "name")), "1");
    assert_int_equal(json_integer_value(json_object_get(stage, "wanted_users")), 100);
    assert_int_equal(json_integer_value(json_object_get(stage, "users")), 99);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(stage, "total"), "requests")), 40);
    assert_int_equal(json_array_size(json_object_get(stage, "requests")), 1);
    json_decref(stage);
}

#define STAGED(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(STAGED(the_table_has_a_line_for_each_stage), STAGED(without_stages_nothing_is_shown),
          STAGED(the_live_view_shows_the_running_stage_and_the_warm_up),
          STAGED(csv_rows_are_those_of_the_stats_with_the_stage_before), STAGED(summaries_say_what_the_warm_up_left_out),
          STAGED(json_has_the_numbers_of_the_stage))
