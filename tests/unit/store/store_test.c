/* SPDX-License-Identifier: MIT */
/* store_test.c - whose file it is: new, ours, damaged, somebody else's, of a newer version; and that refused ones stay as they
 * were */
#include "store/store.h"

#include "stored.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "store/database.h"
#include "store/migrations.h"
#include "store/sqlite.h"

static void write_bytes(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Refused with a sentence that has `part` in it, and the same bytes as before. */
static void assert_refused(struct stored *it, const char *part)
{
    struct buffer before, after;
    struct store *s;
    enum error e;

    buffer_init(&before, 64 * MIB);
    buffer_init(&after, 64 * MIB);
    test_read_file(&before, it->path);
    e = store_open(&s, it->path, true, it->problem);
    test_read_file(&after, it->path);
    if (e != ERROR_SYNTAX)
        fail_msg("got %s (\"%s\"), wanted a refusal", error_id(e), it->problem);
    assert_null(s);
    if (!strstr(it->problem, part) || !strstr(it->problem, it->path))
        fail_msg("\"%s\" does not hold \"%s\" and the path", it->problem, part);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data ? before.data : "", after.data ? after.data : "", before.size);
    buffer_free(&before);
    buffer_free(&after);
}

static void close_store(struct stored *it)
{
    store_close(it->store);
    it->store = NULL;
}

static void a_new_store_is_for_its_owner_only(void **state)
{
    struct stored *it = *state;
    char deep[2 * PATH_MAX + 32], folder[2 * PATH_MAX + 32];
    struct store *s;
    struct stat status;

    snprintf(folder, sizeof folder, "%.*s/a/b", PATH_MAX, it->folder);
    snprintf(deep, sizeof deep, "%.*s/a/b/runs.db", PATH_MAX, it->folder);
    assert_int_equal(store_open(&s, deep, true, it->problem), OK);
    assert_int_equal(stat(deep, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(stat(folder, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    store_close(s);
}

static void a_missing_store_is_made_only_when_asked_for(void **state)
{
    struct stored *it = *state;
    char path[2 * PATH_MAX + 32];
    struct store *s;

    snprintf(path, sizeof path, "%.*s/none.db", PATH_MAX, it->folder);
    assert_int_equal(store_open(&s, path, false, it->problem), ERROR_NOT_FOUND);
    assert_non_null(strstr(it->problem, "there is no store"));
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_store_opens_again_and_says_when_it_was_made(void **state)
{
    struct stored *it = *state;

    close_store(it);
    stored_open(it);
    assert_int_equal(database_number(it->store, "SELECT count(*) FROM migrations", -1), migrations_newest());
    assert_int_equal(database_number(it->store, "PRAGMA application_id", -1), SQLITE_STORE_ID);
    assert_int_equal(database_number(it->store, "PRAGMA foreign_keys", -1), 1);
}

static void other_files_are_refused_and_left_alone(void **state)
{
    struct stored *it = *state;
    char zeroes[8192] = {0};
    sqlite3 *db;

    close_store(it);
    write_bytes(it->path, "not a database", 14);
    assert_refused(it, "no SQLite file");
    write_bytes(it->path, zeroes, sizeof zeroes);
    assert_refused(it, "no SQLite file");
    assert_int_equal(unlink(it->path), 0);
    assert_int_equal(sqlite3_open(it->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE theirs(x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_refused(it, "another program");
}

/* As another process leaves it between its first page and its tables. */
static void a_database_without_tables_becomes_a_store(void **state)
{
    struct stored *it = *state;
    sqlite3 *db;

    close_store(it);
    assert_int_equal(unlink(it->path), 0);
    assert_int_equal(sqlite3_open(it->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA auto_vacuum = INCREMENTAL; BEGIN IMMEDIATE; COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    stored_open(it);
    assert_int_equal(database_number(it->store, "PRAGMA user_version", -1), migrations_newest());
}

static void a_store_of_a_newer_version_is_refused_and_left_alone(void **state)
{
    struct stored *it = *state;
    char sql[64];

    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", migrations_newest() + 1);
    assert_fine(it, database_run(it->store, sql));
    close_store(it);
    assert_refused(it, "newer version");
}

#define BEFORE_PAUSES "ALTER TABLE progress DROP COLUMN paused_ns; ALTER TABLE series DROP COLUMN paused;"
#define BEFORE_WAITS  "ALTER TABLE progress DROP COLUMN processor_wait_ns; ALTER TABLE progress DROP COLUMN starved_steps;"
#define BEFORE_STAGES                                                                                              \
    "DROP TABLE stages; DROP TABLE stage_requests; DROP TABLE plan_stages; ALTER TABLE series DROP COLUMN warmup;" \
    "ALTER TABLE plans DROP COLUMN warmup_s; ALTER TABLE plans DROP COLUMN shaped;"                                \
    "ALTER TABLE progress DROP COLUMN warmup_running; ALTER TABLE progress DROP COLUMN warmup_seconds;"            \
    "ALTER TABLE progress DROP COLUMN warmup_requests; ALTER TABLE progress DROP COLUMN warmup_failed;"            \
    "ALTER TABLE progress DROP COLUMN warmup_cancelled; ALTER TABLE progress DROP COLUMN warmup_cancelled_sent;"   \
    "ALTER TABLE progress DROP COLUMN warmup_dropped;"

static void an_older_store_is_brought_up_to_date_with_its_runs(void **state)
{
    struct stored *it = *state;
    struct stored_run run;

    stored_keep(it);
    assert_fine(
        it, database_run(it->store,
                         "DROP TABLE resources; DROP TABLE resource_measures; DROP TABLE resource_points;"
                         "DROP TABLE verdicts; DROP TABLE checks; DROP TABLE verdict_reasons; DROP TABLE series_errors;"
                         "DROP TABLE exceptions; DROP TABLE arrivals; DROP TABLE iterations;"
                         "ALTER TABLE plans DROP COLUMN rate_text; ALTER TABLE plans DROP COLUMN poisson;"
                         "ALTER TABLE plans DROP COLUMN catch_up; ALTER TABLE plans DROP COLUMN max_users;"
                         "ALTER TABLE plans DROP COLUMN iterations_text;"
                         "DROP TABLE blocks; ALTER TABLE requests DROP COLUMN number;" BEFORE_STAGES BEFORE_PAUSES BEFORE_WAITS
                         "ALTER TABLE class_users DROP COLUMN requests; ALTER TABLE class_users DROP COLUMN failed;"
                         "ALTER TABLE runs DROP COLUMN tasks;"
                         "DELETE FROM migrations WHERE version > 1; PRAGMA user_version = 1"));
    close_store(it);
    stored_open(it);
    assert_int_equal(database_number(it->store, "PRAGMA user_version", -1), migrations_newest());
    assert_fine(it, stored_run_read(&run, it->store, 1));
    assert_false(run.verdict.judged);
    assert_equal_u64("iterations", run.snapshot.iterations.class_count, 0);
    assert_equal_u64("blocks", run.snapshot.total.block_count, 0);
    assert_int_equal(run.snapshot.stage_count + run.plan.stages.count, 0);
    stored_run_free(&run);
}

static void a_store_cut_short_is_refused_and_left_alone(void **state)
{
    struct stored *it = *state;

    stored_keep(it);
    close_store(it);
    assert_int_equal(truncate(it->path, 5000), 0);
    assert_refused(it, "damaged");
}

/* Wherever the bytes are wrong: an error with a sentence or a run that is read, never a crash. */
static void a_store_with_wrong_bytes_gives_errors_or_runs(void **state)
{
    struct stored *it = *state;
    struct buffer whole;

    stored_keep(it);
    close_store(it);
    buffer_init(&whole, 64 * MIB);
    test_read_file(&whole, it->path);
    for (size_t at = 100; at < whole.size; at += 997) {
        char saved[64];
        size_t size = MIN(sizeof saved, whole.size - at);
        struct stored_run run;

        memcpy(saved, whole.data + at, size);
        memset(whole.data + at, (int)(at * 31), size);
        write_bytes(it->path, whole.data, whole.size);
        memcpy(whole.data + at, saved, size);
        if (store_open(&it->store, it->path, true, it->problem) != OK)
            continue;
        if (stored_run_read(&run, it->store, 1) == OK)
            stored_run_free(&run);
        else
            assert_true(strlen(store_problem(it->store)) > 0);
        close_store(it);
    }
    buffer_free(&whole);
}

static void a_folder_or_a_pipe_is_no_store(void **state)
{
    struct stored *it = *state;
    char pipe_path[2 * PATH_MAX + 32];
    struct store *s;

    assert_int_equal(store_open(&s, it->folder, true, it->problem), ERROR_SYNTAX);
    snprintf(pipe_path, sizeof pipe_path, "%.*s/pipe", PATH_MAX, it->folder);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_int_equal(store_open(&s, pipe_path, true, it->problem), ERROR_SYNTAX);
}

static void servers_are_refused_without_repeating_a_password(void **state)
{
    struct stored *it = *state;
    struct store *s;

    static const struct {
        const char *url, *said;
    } cases[] = {
        {"mysql://me:geheim@host/runs", "postgresql://USER@HOST/DATABASE"},
        {"postgresql://me:geheim@127.0.0.1:1/runs?sslmode=disable", "the store \"postgresql://me@127.0.0.1:1/runs\": "},
        {"postgres://me:ge@heim@127.0.0.1:1/runs", "the store \"postgres://me@127.0.0.1:1/runs\": its URL has several @"},
        {"postgresql://127.0.0.1:1/runs?password=geheim", "the store \"postgresql://127.0.0.1:1/runs\": "},
        {"postgresql://me:geheim@[127.0.0.1", "the store \"postgresql://me@[127.0.0.1\": it is not understood"},
        {"postgresql://me:geheim%zz@127.0.0.1/x", "the store \"postgresql://me@127.0.0.1/x\": "},
        {"postgresql://127.0.0.1:1/runs?geheim=1&x", "the store \"postgresql://127.0.0.1:1/runs\": "},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_not_equal(store_open(&s, cases[i].url, true, it->problem), OK);
        if (!strstr(it->problem, cases[i].said) || strstr(it->problem, "heim"))
            fail_msg("%s: got \"%s\"", cases[i].url, it->problem);
    }
}

static void the_default_place_follows_the_environment(void **state)
{
    struct buffer path;

    buffer_init(&path, PATH_MAX);
    setenv("HOME", "/h", 1);
    setenv("XDG_STATE_HOME", "/s", 1);
    store_default_path(&path);
    assert_equal_string("with XDG_STATE_HOME", buffer_cstring(&path), "/s/cicada/runs.db");
    buffer_clear(&path);
    setenv("XDG_STATE_HOME", "relative", 1);
    store_default_path(&path);
    assert_equal_string("with a relative one", buffer_cstring(&path), "/h/.local/state/cicada/runs.db");
    buffer_clear(&path);
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    store_default_path(&path);
    assert_equal_string("without either", buffer_cstring(&path), "");
    buffer_free(&path);
}

TEST_MAIN(TEST_STORED(a_new_store_is_for_its_owner_only), TEST_STORED(a_missing_store_is_made_only_when_asked_for),
          TEST_STORED(a_store_opens_again_and_says_when_it_was_made), TEST_STORED(other_files_are_refused_and_left_alone),
          TEST_STORED(a_database_without_tables_becomes_a_store),
          TEST_STORED(a_store_of_a_newer_version_is_refused_and_left_alone),
          TEST_STORED(an_older_store_is_brought_up_to_date_with_its_runs),
          TEST_STORED(a_store_cut_short_is_refused_and_left_alone), TEST_STORED(a_store_with_wrong_bytes_gives_errors_or_runs),
          TEST_STORED(a_folder_or_a_pipe_is_no_store), TEST_STORED(servers_are_refused_without_repeating_a_password),
          TEST(the_default_place_follows_the_environment))
