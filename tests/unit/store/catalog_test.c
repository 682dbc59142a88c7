/* SPDX-License-Identifier: MIT */
/* catalog_test.c - lists, names of runs, labels, deletion */
#include "store/catalog.h"

#include "stored.h"

#include "store/database.h"

static void runs_are_listed_newest_first(void **state)
{
    struct stored *it = *state;
    struct arena arena = {0};
    struct catalog_entry *entries;
    size_t count;

    for (int i = 0; i < 3; i++)
        stored_keep(it);
    assert_fine(it, catalog_list(it->store, 2, &arena, &entries, &count));
    assert_equal_u64("runs", count, 2);
    assert_int_equal(entries[0].id, 3);
    assert_int_equal(entries[1].id, 2);
    assert_equal_string("title", entries[0].title, "a.c");
    assert_equal_string("label", entries[0].label, "night");
    assert_equal_u64("requests", entries[0].requests, it->snapshot.total.requests);
    assert_equal_u64("failures", entries[0].failures, it->snapshot.total.failed);
    assert_equal_u64("p95", entries[0].p95_ns, it->snapshot.total.response.quantile_ns[QUANTILE_95]);
    assert_equal_u64("users", entries[0].peak_users, it->snapshot.progress.peak_users);
    assert_true(entries[0].ended);
    assert_int_equal(entries[0].exit_code, 3);
    arena_reset(&arena);
}

static void a_run_is_found_by_number_uuid_and_as_the_latest(void **state)
{
    struct stored *it = *state;
    int64_t id = 0;

    for (int i = 0; i < 3; i++)
        stored_keep(it);
    assert_fine(it, database_run(it->store,
                                 "UPDATE runs SET uuid = 'abcd1' WHERE id = 1; UPDATE runs SET uuid = 'abcd2' WHERE id = 2;"
                                 "UPDATE runs SET uuid = '12345' WHERE id = 3"));
    assert_fine(it, catalog_find(it->store, "2", &id));
    assert_int_equal(id, 2);
    assert_fine(it, catalog_find(it->store, "latest", &id));
    assert_int_equal(id, 3);
    assert_fine(it, catalog_find(it->store, "ABCD1", &id));
    assert_int_equal(id, 1);
    assert_fine(it, catalog_find(it->store, "1234", &id));
    assert_int_equal(id, 3);
    assert_int_equal(catalog_find(it->store, "abcd", &id), ERROR_SYNTAX);
    assert_non_null(strstr(store_problem(it->store), "several"));
    static const char *const none[] = {"9", "abc", "", "1234x", "99999999999999999999", "' OR 1=1", "%%%%", "____"};
    for (size_t i = 0; i < COUNT(none); i++)
        if (catalog_find(it->store, none[i], &id) != ERROR_NOT_FOUND)
            fail_msg("\"%s\" was found as %" PRId64, none[i], id);
}

static void labels_are_set_and_taken_away(void **state)
{
    struct stored *it = *state;
    int64_t id = stored_keep(it);
    char too_long[CATALOG_LABEL_MAX + 2];
    struct stored_run run;

    assert_fine(it, catalog_label(it->store, id, "it's \"new\""));
    assert_fine(it, stored_run_read(&run, it->store, id));
    assert_equal_string("label", run.label, "it's \"new\"");
    stored_run_free(&run);
    assert_fine(it, catalog_label(it->store, id, ""));
    assert_fine(it, stored_run_read(&run, it->store, id));
    assert_null(run.label);
    stored_run_free(&run);
    memset(too_long, 'x', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    assert_int_equal(catalog_label(it->store, id, too_long), ERROR_TOO_LARGE);
}

static void a_deleted_run_takes_all_its_rows_along_and_its_number_is_not_used_again(void **state)
{
    static const char *const tables[] = {"progress", "plans",  "plan_lists", "classes", "class_users",
                                         "requests", "errors", "metrics",    "series",  "series_errors"};
    struct stored *it = *state;
    int64_t id = stored_keep(it);

    assert_fine(it, catalog_delete(it->store, id));
    for (size_t i = 0; i < COUNT(tables); i++) {
        char sql[64];

        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", tables[i]);
        if (database_number(it->store, sql, -1) != 0)
            fail_msg("%s still has rows", tables[i]);
    }
    assert_int_equal(stored_keep(it), id + 1);
}

/* A run that writes shows life; one that was silent for long has crashed. */
static void a_run_that_goes_on_is_not_deleted(void **state)
{
    struct stored *it = *state;
    struct run_writer *w = stored_writer(it);
    int64_t id;
    size_t deleted = 9;

    assert_fine(it, stored_tick(w, &it->snapshot));
    id = run_writer_run(w);
    assert_int_equal(catalog_delete(it->store, id), ERROR_TIMEOUT);
    assert_non_null(strstr(store_problem(it->store), "still goes on"));
    assert_fine(it, catalog_delete_before(it->store, clock_wall(), &deleted));
    assert_equal_u64("deleted", deleted, 0);
    it->snapshot.taken_wall_ns -= 3 * STORED_RUN_SILENCE_NS;
    assert_fine(it, stored_tick(w, &it->snapshot));
    assert_fine(it, catalog_delete(it->store, id));
    run_writer_free(w);
}

static void old_runs_are_deleted_by_their_start(void **state)
{
    struct stored *it = *state;
    size_t deleted;
    int64_t id;

    it->snapshot.progress.start_wall_ns = clock_wall() - 40 * 86400 * NANOS_PER_SECOND;
    stored_keep(it);
    it->snapshot.progress.start_wall_ns = clock_wall() - 20 * 86400 * NANOS_PER_SECOND;
    stored_keep(it);
    assert_fine(it, catalog_delete_before(it->store, clock_wall() - 30 * 86400 * NANOS_PER_SECOND, &deleted));
    assert_equal_u64("deleted", deleted, 1);
    assert_fine(it, catalog_find(it->store, "2", &id));
    assert_int_equal(catalog_find(it->store, "1", &id), ERROR_NOT_FOUND);
}

TEST_MAIN(TEST_STORED(runs_are_listed_newest_first), TEST_STORED(a_run_is_found_by_number_uuid_and_as_the_latest),
          TEST_STORED(labels_are_set_and_taken_away),
          TEST_STORED(a_deleted_run_takes_all_its_rows_along_and_its_number_is_not_used_again),
          TEST_STORED(a_run_that_goes_on_is_not_deleted), TEST_STORED(old_runs_are_deleted_by_their_start))
