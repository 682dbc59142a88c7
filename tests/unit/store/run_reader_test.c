/* SPDX-License-Identifier: MIT */
/* run_reader_test.c - what was written is what is read, member by member */
#include "store/run_reader.h"

#include "stored.h"

#include "store/database.h"
#include "store/run_columns.h"

static void assert_same_text(const char *name, struct text got, struct text wanted)
{
    if (!text_equal(got, wanted))
        fail_msg("%s: got \"%.*s\", wanted \"%.*s\"", name, (int)got.size, got.data, (int)wanted.size, wanted.data);
}

/* By the list of columns. */
static void assert_same_record(const struct columns *c, const void *got, const void *wanted)
{
    for (size_t i = 0; i < c->count; i++) {
        const char *a = (const char *)got + c->at[i].offset, *b = (const char *)wanted + c->at[i].offset;
        static const size_t sizes[] = {[COLUMN_U64] = 8,
                                       [COLUMN_U32] = 4,
                                       [COLUMN_INT] = sizeof(int),
                                       [COLUMN_SIZE] = sizeof(size_t),
                                       [COLUMN_DOUBLE] = 8,
                                       [COLUMN_FLOAT] = 4,
                                       [COLUMN_BOOL] = 1,
                                       [COLUMN_ERROR] = sizeof(enum error),
                                       [COLUMN_STATE] = sizeof(enum run_state)};

        if (c->at[i].kind == COLUMN_TEXT)
            assert_same_text(c->at[i].name, *(const struct text *)(const void *)a, *(const struct text *)(const void *)b);
        else if (c->at[i].kind == COLUMN_STRING)
            assert_equal_string(c->at[i].name, *(const char *const *)(const void *)a, *(const char *const *)(const void *)b);
        else if (memcmp(a, b, sizes[c->at[i].kind]) != 0)
            fail_msg("%s.%s differs", c->table, c->at[i].name);
    }
}

static void assert_same_row(const struct snapshot_row *got, const struct snapshot_row *wanted)
{
    size_t at = 0, wanted_at = 0;
    uint64_t low, high, count, wanted_low, wanted_count;

    assert_same_record(&request_columns, got, wanted);
    assert_equal_u64("statuses", got->status_count, wanted->status_count);
    assert_memory_equal(got->statuses, wanted->statuses, wanted->status_count * sizeof got->statuses[0]);
    assert_equal_u64("too long", histogram_too_long(got->response_histogram), histogram_too_long(wanted->response_histogram));
    while (histogram_next(wanted->service_histogram, &wanted_at, &wanted_low, &high, &wanted_count)) {
        assert_true(histogram_next(got->service_histogram, &at, &low, &high, &count));
        assert_equal_u64("cell", low, wanted_low);
        assert_equal_u64("count", count, wanted_count);
    }
    assert_false(histogram_next(got->service_histogram, &at, &low, &high, &count));
}

static void assert_same_point(const struct series_point *got, const struct series_point *wanted)
{
    assert_same_record(&series_columns, got, wanted);
    for (size_t i = 0; i < COUNT(wanted->errors); i++)
        assert_equal_u64("failures by class", got->errors[i], wanted->errors[i]);
}

static void assert_same_list(const struct plan_list *got, const struct plan_list *wanted)
{
    assert_equal_u64("words", got->count, wanted->count);
    for (size_t i = 0; i < wanted->count; i++)
        assert_equal_string("word", got->at[i], wanted->at[i]);
}

static void assert_same_stages(const struct stored_run *run, const struct stored *it)
{
    assert_equal_u64("planned", run->plan.stages.count, 2);
    assert_false(run->plan.stages.open);
    assert_equal_u64("stages", run->snapshot.stage_count, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct snapshot_stage *got = &run->snapshot.stages[i], *wanted = &it->stages[i];

        assert_same_record(&plan_stage_columns, &run->plan.stages.at[i], &it->planned[i]);
        assert_same_record(&stage_columns, got, wanted);
        assert_same_row(&got->total, &wanted->total);
        assert_equal_u64("rows", got->row_count, wanted->row_count);
        for (size_t n = 0; n < got->row_count; n++)
            assert_same_row(&got->rows[n], &wanted->rows[n]);
    }
}

static void every_member_of_a_run_comes_back(void **state)
{
    struct stored *it = *state;
    struct stored_run run;
    int64_t id = stored_keep(it);

    assert_fine(it, stored_run_read(&run, it->store, id));
    assert_equal_u64("uuid", strlen(run.uuid), 32);
    assert_equal_string("label", run.label, "night");
    assert_true(run.ended);
    assert_int_equal(run.exit_code, 3);
    assert_same_record(&run_info_columns, &run.info, &it->info);
    assert_same_record(&plan_columns, run.info.plan, &it->plan);
    assert_same_list(&run.plan.user_classes, &it->plan.user_classes);
    assert_same_list(&run.plan.exclude_tags, &it->plan.exclude_tags);
    assert_same_list(&run.plan.http.resolve, &it->plan.http.resolve);
    assert_same_list(&run.plan.settings, &it->plan.settings);
    assert_equal_u64("classes", run.info.class_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_same_record(&class_columns, &run.info.classes[i], &it->classes[i]);
        assert_same_record(&class_users_columns, &run.snapshot.progress.classes[i], &it->users[i]);
        assert_same_record(&iteration_columns, &run.snapshot.iterations.classes[i], &it->iterations[i]);
        assert_same_record(&error_columns, &run.snapshot.errors[i], &it->errors[i]);
        assert_same_record(&exception_columns, &run.snapshot.exceptions[i], &it->exceptions[i]);
        assert_same_record(&metric_columns, &run.snapshot.metrics[i], &it->metrics[i]);
    }
    assert_same_record(&progress_columns, &run.snapshot, &it->snapshot);
    assert_same_record(&arrival_columns, &run.snapshot, &it->snapshot);
    assert_equal_u64("iterations in all", run.snapshot.iterations.total.begun, 22);
    assert_equal_u64("series", run.snapshot.series_count, STORED_SERIES);
    for (size_t i = 0; i < STORED_SERIES; i++)
        assert_same_point(&run.snapshot.series[i], &it->series[i]);
    assert_memory_equal(run.snapshot.series_errors, it->snapshot.series_errors, sizeof run.snapshot.series_errors);
    assert_equal_u64("rows", run.snapshot.row_count, STORED_ROWS);
    for (size_t i = 0; i < STORED_ROWS; i++)
        assert_same_row(&run.snapshot.rows[i], &it->rows[i]);
    assert_same_row(&run.snapshot.total, &it->snapshot.total);
    assert_same_stages(&run, it);
    assert_same_record(&verdict_columns, &run.verdict, &it->verdict);
    assert_equal_u64("checks", run.verdict.check_count, 2);
    assert_same_record(&check_columns, &run.verdict.checks[0], &it->checks[0]);
    assert_true(isnan(run.verdict.checks[1].margin) && isinf(run.verdict.checks[1].value) && run.verdict.checks[1].aborted);
    assert_equal_u64("reasons", run.verdict.reason_count, 1);
    assert_same_record(&reason_columns, &run.verdict.reasons[0], &it->reasons[0]);
    stored_run_free(&run);
}

static void secrets_and_bodies_are_not_kept(void **state)
{
    struct stored *it = *state;
    struct stored_run run;

    assert_fine(it, stored_run_read(&run, it->store, stored_keep(it)));
    assert_equal_string("header", run.plan.http.headers.at[0], "Authorization: ***");
    assert_null(run.plan.url.body);
    assert_equal_u64("body size", run.plan.url.body_size, 6);
    stored_run_free(&run);
}

static void a_run_that_is_not_there_is_said(void **state)
{
    struct stored *it = *state;
    struct stored_run run;

    assert_int_equal(stored_run_read(&run, it->store, 42), ERROR_NOT_FOUND);
    assert_non_null(strstr(store_problem(it->store), "there is no run 42"));
}

static void whatever_stands_in_a_row_is_read_or_refused(void **state)
{
    static const struct {
        const char *sql;
        enum error wanted;
    } hostile[] = {
        {"UPDATE requests SET response_histogram = x'1c849313ffffffff'", ERROR_SYNTAX},
        {"UPDATE requests SET response_histogram = 'text'", ERROR_SYNTAX},
        {"UPDATE requests SET response_too_long = -1", ERROR_SYNTAX},
        {"UPDATE requests SET statuses = '200:x'", ERROR_SYNTAX},
        {"UPDATE requests SET statuses = '99999999999:1'", ERROR_SYNTAX},
        {"UPDATE requests SET statuses = ':'", ERROR_SYNTAX},
        {"DELETE FROM requests", ERROR_SYNTAX},
        {"DELETE FROM progress", ERROR_SYNTAX},
        {"DELETE FROM plans", OK},
        {"UPDATE requests SET statuses = NULL, response_histogram = NULL", OK},
        {"UPDATE progress SET state = 99, users = 'many', elapsed_s = 'x', cpu = 9e999", OK},
        {"UPDATE errors SET error = 'of another version', status = 1e300", OK},
        {"UPDATE runs SET title = NULL, machine = x'00ff', uuid = 7", OK},
    };
    struct stored *it = *state;

    for (size_t i = 0; i < COUNT(hostile); i++) {
        int64_t id = stored_keep(it);
        struct stored_run run;
        enum error e;

        assert_fine(it, database_run(it->store, hostile[i].sql));
        e = stored_run_read(&run, it->store, id);
        if (e != hostile[i].wanted)
            fail_msg("%s: got %s, wanted %s", hostile[i].sql, error_id(e), error_id(hostile[i].wanted));
        if (e == OK)
            stored_run_free(&run);
        assert_fine(it, database_run(it->store, "DELETE FROM runs"));
    }
}

TEST_MAIN(TEST_STORED(every_member_of_a_run_comes_back), TEST_STORED(secrets_and_bodies_are_not_kept),
          TEST_STORED(a_run_that_is_not_there_is_said), TEST_STORED(whatever_stands_in_a_row_is_read_or_refused))
