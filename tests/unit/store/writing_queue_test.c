/* SPDX-License-Identifier: MIT */
/* writing_queue_test.c - what is handed to the thread is in the database whole or not at all, in the order and with the values
 * given */
#include "store/writing_queue.h"

#include "stored.h"

#include "store/database.h"

#define LARGE (1024 * 1024)

static struct writing_queue *start(struct stored *it)
{
    struct writing_queue *q;

    assert_fine(it, database_run(it->store, "CREATE TABLE things(run INTEGER, place INTEGER, real REAL, text TEXT, bytes BLOB);"
                                            "CREATE TABLE numbers(id INTEGER PRIMARY KEY, name TEXT)"));
    q = writing_queue_start(it->store);
    assert_non_null(q);
    return q;
}

static enum error put(struct store *s, int64_t run, int64_t place, struct text bytes)
{
    struct statement *insert = database_prepare(s, "INSERT INTO things VALUES($1, $2, $3, $4, $5)");
    enum error e;

    statement_bind_number(insert, 1, run);
    statement_bind_number(insert, 2, place);
    statement_bind_double(insert, 3, (double)place / 3);
    statement_bind_text(insert, 4, TEXT("a\0b"));
    statement_bind_bytes(insert, 5, bytes);
    e = statement_run(insert);
    statement_finish(insert);
    return e;
}

static enum error name_run(struct store *s)
{
    struct statement *insert = database_prepare(s, "INSERT INTO numbers(name) VALUES($1) RETURNING id");
    enum error e;

    statement_bind_string(insert, 1, "run");
    e = statement_run(insert);
    statement_finish(insert);
    return e;
}

/* Commits, and waits for what becomes of it. */
static enum error finish(struct writing_queue *q, enum error so_far)
{
    enum error e = database_end(writing_queue_store(q), so_far);

    assert_true(writing_queue_wait(q, 60000));
    return e == OK ? writing_queue_outcome(q) : e;
}

static void values_arrive_as_they_were_given(void **state)
{
    struct stored *it = *state;
    struct writing_queue *q = start(it);
    struct store *s = writing_queue_store(q);
    struct statement *select;

    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(finish(q, put(s, 5, INT64_MAX, (struct text){"\0\xff", 2})), OK);
    writing_queue_stop(q, 0);
    select = database_prepare(it->store, "SELECT run, place, real, text, bytes FROM things");
    assert_int_equal(statement_step(select), STEP_ROW);
    assert_int_equal(statement_number(select, 0), 5);
    assert_true(statement_number(select, 1) == INT64_MAX);
    assert_near_double("real", statement_double(select, 2), (double)INT64_MAX / 3, 0);
    assert_true(text_equal(statement_text(select, 3), TEXT("a\0b")));
    assert_true(text_equal(statement_text(select, 4), (struct text){"\0\xff", 2}));
    assert_int_equal(statement_step(select), STEP_DONE);
    statement_finish(select);
}

static void the_number_of_the_run_is_known_to_what_follows(void **state)
{
    struct stored *it = *state;
    struct writing_queue *q = start(it);
    struct store *s = writing_queue_store(q);

    assert_fine(it, database_run(it->store, "INSERT INTO numbers VALUES(41, 'another')"));
    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(name_run(s), OK);
    assert_int_equal(finish(q, put(s, WRITING_RUN, 1, TEXT(""))), OK);
    assert_int_equal(writing_queue_run(q), 42);
    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(finish(q, put(s, WRITING_RUN, 2, TEXT(""))), OK);
    writing_queue_stop(q, 0);
    assert_int_equal(database_number(it->store, "SELECT count(*) FROM things WHERE run = 42", -1), 2);
}

static void a_transaction_that_fails_leaves_nothing(void **state)
{
    struct stored *it = *state;
    struct writing_queue *q = start(it);
    struct store *s = writing_queue_store(q);

    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(name_run(s), OK);
    assert_int_equal(put(s, 1, 1, TEXT("")), OK);
    assert_int_equal(finish(q, database_run(s, "INSERT INTO nowhere VALUES(1)")), ERROR_IO);
    assert_non_null(strstr(store_problem(s), "nowhere"));
    assert_int_equal(writing_queue_run(q), 0);
    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(finish(q, put(s, 1, 2, TEXT(""))), OK);
    writing_queue_stop(q, 0);
    assert_int_equal(database_number(it->store, "SELECT sum(place) FROM things", -1), 2);
    assert_int_equal(database_number(it->store, "SELECT count(*) FROM numbers", -1), 0);
}

/* More than is handed over at once. */
static enum error put_many(struct store *s, int count)
{
    char *bytes = calloc(1, LARGE); /* memory of a library */
    enum error e = OK;

    for (int i = 0; i < count && e == OK; i++)
        e = put(s, 1, i, (struct text){bytes, LARGE});
    free(bytes); /* memory of a library */
    return e;
}

static void a_large_transaction_is_still_one(void **state)
{
    struct stored *it = *state;
    struct writing_queue *q = start(it);
    struct store *s = writing_queue_store(q);

    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(put_many(s, 40), OK);
    assert_int_equal(finish(q, database_run(s, "INSERT INTO nowhere VALUES(1)")), ERROR_IO);
    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(finish(q, put_many(s, 40)), OK);
    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(put_many(s, 40), OK); /* is never committed */
    writing_queue_stop(q, 60000);
    assert_int_equal(database_number(it->store, "SELECT count(*) FROM things", -1), 40);
}

static void a_part_that_fails_is_known_at_once(void **state)
{
    struct stored *it = *state;
    struct writing_queue *q = start(it);
    struct store *s = writing_queue_store(q);

    assert_int_equal(database_begin(s, true), OK);
    assert_int_equal(database_run(s, "INSERT INTO nowhere VALUES(1)"), OK);
    assert_int_equal(finish(q, put_many(s, 40)), ERROR_IO);
    writing_queue_stop(q, 0);
    assert_int_equal(database_number(it->store, "SELECT count(*) FROM things", -1), 0);
}

TEST_MAIN(TEST_STORED(values_arrive_as_they_were_given), TEST_STORED(the_number_of_the_run_is_known_to_what_follows),
          TEST_STORED(a_transaction_that_fails_leaves_nothing), TEST_STORED(a_large_transaction_is_still_one),
          TEST_STORED(a_part_that_fails_is_known_at_once))
