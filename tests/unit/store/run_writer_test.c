/* SPDX-License-Identifier: MIT */
/* run_writer_test.c - second by second: growth, resets, crashes, several at once, a full disk */
#include "store/run_writer.h"

#include "stored.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "store/database.h"

#define TICKS   30
#define WRITERS 4

/* The snapshot after so many seconds: counts and series grow with them. */
static void set_second(struct stored *it, uint32_t seconds, struct series_point *series)
{
    for (uint32_t i = 0; i < seconds; i++)
        series[i] = (struct series_point){.second = i, .seconds = 1, .requests = 10 + i, .errors = {1 + i}};
    it->snapshot.series_errors[0] = ERROR_RESET;
    it->snapshot.series = series;
    it->snapshot.series_count = seconds;
    it->snapshot.total.requests = 100 * seconds;
    it->rows[0].requests = 100 * seconds;
    it->snapshot.taken_wall_ns = clock_wall();
}

static void keep_second(struct stored *it, struct run_writer *w, uint32_t second, struct series_point *series)
{
    set_second(it, second, series);
    assert_fine(it, stored_tick(w, &it->snapshot));
}

/* What the store has of the run so far. */
static void read_back(struct stored *it, const struct run_writer *w, struct stored_run *run)
{
    assert_fine(it, stored_run_read(run, it->store, run_writer_run(w)));
}

static uint64_t requests_in(const struct stored_run *run)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < run->snapshot.series_count; i++)
        sum += run->snapshot.series[i].requests;
    return sum;
}

static void nothing_is_kept_of_a_run_that_never_began(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);

    it->snapshot.progress.start_ns = 0;
    assert_fine(it, stored_tick(w, &it->snapshot));
    assert_fine(it, run_writer_end(w, &it->snapshot, NULL, 11));
    assert_int_equal(run_writer_run(w), 0);
    run_writer_free(w);
    assert_int_equal(database_number(it->store, "SELECT count(*) FROM runs", -1), 0);
}

static void each_second_is_kept_once(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    struct series_point series[TICKS];
    struct stored_run run;

    for (uint32_t second = 0; second <= TICKS; second++) {
        keep_second(it, w, second, series);
        if (second > 0)
            series[second - 1].requests += 1; /* the last point may still grow */
    }
    read_back(it, w, &run);
    assert_equal_u64("seconds", run.snapshot.series_count, TICKS);
    for (size_t i = 0; i < TICKS; i++)
        assert_equal_u64("failures by class", run.snapshot.series[i].errors[0], 1 + i);
    assert_equal_u64("requests", run.snapshot.total.requests, 100 * TICKS);
    assert_false(run.ended);
    assert_equal_string("stop reason", run.snapshot.progress.stop_reason, "because");
    stored_run_free(&run);
    run_writer_free(w);
}

static void a_series_whose_points_were_merged_replaces_the_former(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    struct series_point series[TICKS];
    struct stored_run run;

    keep_second(it, w, TICKS, series);
    for (uint32_t i = 0; i < TICKS / 2; i++)
        series[i] = (struct series_point){.second = 2 * i, .seconds = 2, .requests = 7, .errors = {[SERIES_ERRORS_OTHER] = 5}};
    it->snapshot.series_count = TICKS / 2;
    assert_fine(it, stored_tick(w, &it->snapshot));
    read_back(it, w, &run);
    assert_equal_u64("points", run.snapshot.series_count, TICKS / 2);
    assert_equal_u64("requests", requests_in(&run), 7 * TICKS / 2);
    for (size_t i = 0; i < run.snapshot.series_count; i++) {
        assert_equal_u64("named", run.snapshot.series[i].errors[0], 0);
        assert_equal_u64("others", run.snapshot.series[i].errors[SERIES_ERRORS_OTHER], 5);
    }
    stored_run_free(&run);
    run_writer_free(w);
}

static void a_class_of_errors_that_gave_its_place_away_is_not_kept_by_name(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    struct series_point series[TICKS];
    struct stored_run run;

    keep_second(it, w, TICKS, series);
    it->snapshot.series_errors[0] = ERROR_REFUSED;
    for (size_t i = 0; i < TICKS; i++) {
        series[i].errors[0] = i == TICKS - 1;
        series[i].errors[SERIES_ERRORS_OTHER] = 1 + i;
    }
    assert_fine(it, stored_tick(w, &it->snapshot));
    read_back(it, w, &run);
    assert_int_equal(run.snapshot.series_errors[0], ERROR_REFUSED);
    assert_int_equal(run.snapshot.series_errors[1], OK);
    for (size_t i = 0; i < TICKS; i++) {
        assert_equal_u64("named", run.snapshot.series[i].errors[0], i == TICKS - 1);
        assert_equal_u64("others", run.snapshot.series[i].errors[SERIES_ERRORS_OTHER], 1 + i);
    }
    stored_run_free(&run);
    run_writer_free(w);
}

static void names_that_a_reset_forgot_are_gone(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    struct stored_run run;

    assert_fine(it, stored_tick(w, &it->snapshot));
    it->snapshot.elapsed_s = 0.5; /* less than before */
    it->snapshot.row_count = 1;
    it->snapshot.error_count = 0;
    it->snapshot.exception_count = 0;
    assert_fine(it, stored_tick(w, &it->snapshot));
    read_back(it, w, &run);
    assert_equal_u64("names", run.snapshot.row_count, 1);
    assert_equal_u64("errors", run.snapshot.error_count, 0);
    assert_equal_u64("exceptions", run.snapshot.exception_count, 0);
    stored_run_free(&run);
    run_writer_free(w);
}

/* A process of its own that keeps a run and tells each second by a byte, until it is killed. */
static pid_t start_writing(struct stored *it, int tell)
{
    pid_t child = fork();

    if (child != 0)
        return child;
    stored_open(it);
    struct run_writer *w = stored_writer(it);
    struct series_point series[TICKS];

    for (uint32_t second = 1; second <= TICKS; second++) {
        set_second(it, second, series);
        if (stored_tick(w, &it->snapshot) != OK || write(tell, "x", 1) != 1)
            _exit(1);
    }
    pause();
    _exit(2);
}

static void a_killed_process_leaves_its_run_up_to_the_last_second(void **state)
{
    struct stored *it = *state;
    struct stored_run run;
    int told[2], status;
    pid_t child;
    char byte;

    store_close(it->store);
    it->store = NULL;
    assert_int_equal(pipe(told), 0);
    child = start_writing(it, told[1]);
    assert_true(child > 0);
    for (int i = 0; i < TICKS; i++)
        assert_int_equal(read(told[0], &byte, 1), 1);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    close(told[0]);
    close(told[1]);

    stored_open(it);
    assert_fine(it, stored_run_read(&run, it->store, 1));
    assert_equal_u64("seconds", run.snapshot.series_count, TICKS);
    assert_equal_u64("requests", run.snapshot.total.requests, 100 * TICKS);
    assert_equal_u64("names", run.snapshot.row_count, STORED_ROWS);
    assert_false(run.ended);
    stored_run_free(&run);
}

/* Keeps a whole run, ending included; 0 when all of it went well. */
static int keep_a_run(struct stored *it)
{
    struct series_point series[TICKS];
    struct run_writer *w;
    int failed = 0;

    stored_open(it);
    w = stored_writer(it);
    for (uint32_t second = 1; second <= TICKS; second++) {
        set_second(it, second, series);
        failed |= stored_tick(w, &it->snapshot) != OK;
    }
    failed |= run_writer_end(w, &it->snapshot, NULL, 0) != OK;
    run_writer_free(w);
    store_close(it->store);
    return failed;
}

static void several_processes_keep_their_runs_in_one_new_store(void **state)
{
    struct stored *it = *state;
    pid_t children[WRITERS];
    int64_t id;

    store_close(it->store);
    it->store = NULL;
    assert_int_equal(unlink(it->path), 0);
    for (size_t i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(keep_a_run(it));
    }
    for (size_t i = 0; i < WRITERS; i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        if (status != 0)
            fail_msg("writer %zu ended with status %d", i, status);
    }
    stored_open(it);
    for (id = 1; id <= WRITERS; id++) {
        struct stored_run run;

        assert_fine(it, stored_run_read(&run, it->store, id));
        assert_true(run.ended);
        assert_equal_u64("seconds", run.snapshot.series_count, TICKS);
        assert_equal_u64("requests", run.snapshot.total.requests, 100 * TICKS);
        stored_run_free(&run);
    }
}

static void a_full_disk_is_said_and_made_up_for_when_there_is_room_again(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    struct series_point series[TICKS];
    struct stored_run run;

    keep_second(it, w, 1, series);
    assert_fine(it, database_run(it->store, "CREATE TABLE ballast(x); INSERT INTO ballast VALUES(zeroblob(100000));"
                                            "PRAGMA max_page_count = 1"));
    set_second(it, TICKS, series);
    for (int i = 0; i < 3; i++) {
        static char long_text[200000];

        memset(long_text, 'x', sizeof long_text - 1);
        it->snapshot.progress.stop_reason = long_text;
        assert_int_equal(stored_tick(w, &it->snapshot), ERROR_IO);
        assert_non_null(strstr(run_writer_problem(w), "full"));
    }
    assert_fine(it, database_run(it->store, "PRAGMA max_page_count = 1000000"));
    assert_fine(it, run_writer_end(w, &it->snapshot, NULL, 0));
    read_back(it, w, &run);
    assert_equal_u64("seconds", run.snapshot.series_count, TICKS);
    stored_run_free(&run);
    run_writer_free(w);
}

static void a_process_that_writes_holds_nobody_up(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    struct series_point series[TICKS];
    struct stored_run run;
    sqlite3 *other;

    assert_int_equal(sqlite3_open(it->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    for (uint32_t second = 1; second < TICKS; second++) {
        set_second(it, second, series);
        assert_fine(it, run_writer_tick(w, &it->snapshot));
    }
    assert_int_equal(run_writer_wait(w, 1), ERROR_TIMEOUT);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_fine(it, run_writer_wait(w, 60000));
    keep_second(it, w, TICKS, series);
    read_back(it, w, &run);
    assert_equal_u64("seconds", run.snapshot.series_count, TICKS);
    stored_run_free(&run);
    run_writer_free(w);
    sqlite3_close(other);
}

TEST_MAIN(TEST_STORED(nothing_is_kept_of_a_run_that_never_began), TEST_STORED(each_second_is_kept_once),
          TEST_STORED(a_series_whose_points_were_merged_replaces_the_former),
          TEST_STORED(a_class_of_errors_that_gave_its_place_away_is_not_kept_by_name),
          TEST_STORED(names_that_a_reset_forgot_are_gone), TEST_STORED(a_killed_process_leaves_its_run_up_to_the_last_second),
          TEST_STORED(several_processes_keep_their_runs_in_one_new_store),
          TEST_STORED(a_full_disk_is_said_and_made_up_for_when_there_is_room_again),
          TEST_STORED(a_process_that_writes_holds_nobody_up))
