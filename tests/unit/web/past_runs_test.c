/* SPDX-License-Identifier: MIT */
/* web/past_runs_test.c - the list, the document and the comparison of stored runs, on another thread than the one that writes */
#include "../store/stored.h"

#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "base/limits.h"
#include "documented.h"
#include "hostile.h"
#include "store/database.h"
#include "web/past_runs.h"

static struct buffer out;
static char problem[STORE_PROBLEM];
static json_t *document;

static int set_up(void **state)
{
    buffer_init(&out, LIMIT_WEB_REPLY);
    problem[0] = '\0';
    document = NULL;
    return stored_set_up(state);
}

static int clean_up(void **state)
{
    json_decref(document);
    buffer_free(&out);
    return stored_clean_up(state);
}

static void read_back(void)
{
    json_error_t error;

    json_decref(document);
    document = json_loadb(out.data, out.size, JSON_REJECT_DUPLICATES, &error);
    if (!document)
        fail_msg("%s in %s", error.text, buffer_cstring(&out));
    buffer_clear(&out);
}

static json_t *entry(size_t at)
{
    return json_array_get(json_object_get(document, "runs"), at);
}

static void assert_listed(struct stored *it, const char *search, size_t limit, size_t wanted, size_t found)
{
    enum error e = past_runs_list(it->path, search, limit, &out, problem);

    if (e != OK)
        fail_msg("%s", problem);
    read_back();
    assert_equal_u64(search ? search : "all", json_array_size(json_object_get(document, "runs")), wanted);
    assert_equal_u64("found", (uint64_t)json_integer_value(json_object_get(document, "found")), found);
}

static void the_list_has_the_newest_first_and_can_be_searched(void **state)
{
    struct stored *it = *state;

    for (int i = 0; i < 3; i++)
        stored_keep(it);
    assert_fine(it, catalog_label(it->store, 2, "Before the Change"));
    assert_listed(it, NULL, 100, 3, 3);
    assert_int_equal(json_integer_value(json_object_get(entry(0), "id")), 3);
    assert_equal_string("title", json_string_value(json_object_get(entry(0), "title")), "a.c");
    assert_equal_string("state", json_string_value(json_object_get(entry(0), "state")), "ended");
    assert_int_equal(json_integer_value(json_object_get(entry(0), "exit_code")), 3);
    assert_true(json_is_string(json_object_get(entry(0), "verdict")));
    assert_listed(it, "", 2, 2, 3);
    assert_listed(it, "before the", 100, 1, 1);
    assert_int_equal(json_integer_value(json_object_get(entry(0), "id")), 2);
    assert_listed(it, "1", 100, 1, 1);
    assert_listed(it, "nothing of this name", 100, 0, 0);
}

static void the_list_is_as_the_example_shows_it(void **state)
{
    struct stored *it = *state;
    struct buffer text;
    json_t *example;

    buffer_init(&text, 1 << 20);
    test_read_file(&text, TEST_SOURCE_ROOT "/docs/web-api.md");
    stored_keep(it);
    assert_listed(it, NULL, 10, 1, 1);
    example = documented_example(buffer_cstring(&text), 3);
    assert_same_shape("api/runs", example, document);
    json_decref(example);
    buffer_free(&text);
}

static void a_run_is_its_document_again(void **state)
{
    struct stored *it = *state;

    stored_keep(it);
    assert_int_equal(past_runs_document(it->path, "1", false, &out, problem), OK);
    read_back();
    assert_equal_string("title", json_string_value(json_object_get(json_object_get(document, "run"), "title")), "a.c");
    assert_equal_u64("requests", json_array_size(json_object_get(document, "requests")), STORED_ROWS);
    assert_non_null(json_object_get(document, "verdict"));
    assert_null(json_object_get(document, "histograms"));
    assert_int_equal(past_runs_document(it->path, "latest", true, &out, problem), OK);
    read_back();
    assert_non_null(json_object_get(document, "histograms"));
}

static void two_sides_are_compared(void **state)
{
    struct stored *it = *state;

    for (int i = 0; i < 3; i++)
        stored_keep(it);
    assert_int_equal(past_runs_compare(it->path, "1", "2, 3", &out, problem), OK);
    read_back();
    assert_equal_string("schema", json_string_value(json_object_get(document, "schema")), "cicada-comparison");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(document, "now"), "runs")), 2);
}

static void what_is_not_there_is_said(void **state)
{
    struct stored *it = *state;

    stored_keep(it);
    assert_int_equal(past_runs_document(it->path, "77", false, &out, problem), ERROR_NOT_FOUND);
    assert_non_null(strstr(problem, "77"));
    assert_int_equal(past_runs_compare(it->path, "1", "77", &out, problem), ERROR_NOT_FOUND);
    assert_int_equal(past_runs_compare(it->path, "1", " , ", &out, problem), ERROR_SYNTAX);
    assert_int_equal(past_runs_compare(it->path, "1", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", &out, problem), ERROR_SYNTAX);
    assert_non_null(strstr(problem, "more than 20"));
    assert_int_equal(past_runs_document("/nowhere/at/all.db", "1", false, &out, problem), ERROR_NOT_FOUND);
    assert_int_equal(past_runs_list("/nowhere/at/all.db", NULL, 10, &out, problem), OK);
    read_back();
    assert_equal_u64("runs", json_array_size(json_object_get(document, "runs")), 0);
    assert_int_equal(past_runs_list("/etc/passwd", NULL, 10, &out, problem), ERROR_SYNTAX);
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        const char *word = hostile_texts[i].data;

        if (past_runs_document(it->path, word, false, &out, problem) != ERROR_NOT_FOUND)
            fail_msg("\"%s\" was found", word);
        assert_int_equal(past_runs_list(it->path, word, 10, &out, problem), OK);
        read_back();
    }
    assert_equal_u64("size", out.size, 0);
}

static void a_document_that_does_not_fit_is_refused(void **state)
{
    struct stored *it = *state;
    struct buffer small;

    stored_keep(it);
    buffer_init(&small, 1000);
    assert_int_equal(past_runs_document(it->path, "1", true, &small, problem), ERROR_TOO_LARGE);
    buffer_clear(&small);
    assert_int_equal(past_runs_list(it->path, NULL, 10, &small, problem), OK);
    buffer_free(&small);
}

static void hostile_titles_and_labels_stay_text(void **state)
{
    struct stored *it = *state;

    it->info.title = "</script><script>alert(1)</script>\xff\x01";
    stored_keep(it);
    assert_fine(it, catalog_label(it->store, 1, "\"}]}\n\ndata: x"));
    assert_listed(it, NULL, 10, 1, 1);
    assert_equal_string("title", json_string_value(json_object_get(entry(0), "title")),
                        "</script><script>alert(1)</script>\xef\xbf\xbd\x01");
    assert_equal_string("label", json_string_value(json_object_get(entry(0), "label")), "\"}]}\n\ndata: x");
}

/* Reads again and again while the test writes. */
static void *read_often(void *context)
{
    const struct stored *it = context;
    char told[STORE_PROBLEM];
    struct buffer text;
    uintptr_t failures = 0;

    buffer_init(&text, LIMIT_WEB_REPLY);
    for (int i = 0; i < 20; i++) {
        buffer_clear(&text);
        failures += past_runs_list(it->path, NULL, 10, &text, told) != OK;
        failures += past_runs_document(it->path, "1", true, &text, told) != OK;
    }
    buffer_free(&text);
    arena_pool_drain();
    return (void *)failures;
}

static void runs_are_read_while_another_thread_writes(void **state)
{
    struct stored *it = *state;
    pthread_t thread;
    void *failures = NULL;

    stored_keep(it);
    assert_int_equal(pthread_create(&thread, NULL, read_often, it), 0);
    for (int i = 0; i < 10; i++)
        stored_keep(it);
    assert_int_equal(pthread_join(thread, &failures), 0);
    assert_null(failures);
    assert_listed(it, NULL, 100, 11, 11);
}

/* Asks as another process whether anybody holds a lock on the file. */
static bool is_locked(const char *path)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = open(path, O_RDWR | O_CLOEXEC);

        _exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 1 : 0);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status) == 1;
}

static void reading_leaves_the_locks_of_who_writes(void **state)
{
    struct stored *it = *state;

    stored_keep(it);
    assert_true(is_locked(it->path));
    assert_listed(it, NULL, 10, 1, 1);
    assert_true(is_locked(it->path));
    store_close(it->store);
    it->store = NULL;
    assert_false(is_locked(it->path));
    assert_listed(it, NULL, 10, 1, 1);
    assert_false(is_locked(it->path));
}

#define STORED(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(STORED(the_list_has_the_newest_first_and_can_be_searched), STORED(the_list_is_as_the_example_shows_it),
          STORED(a_run_is_its_document_again), STORED(two_sides_are_compared), STORED(what_is_not_there_is_said),
          STORED(a_document_that_does_not_fit_is_refused), STORED(hostile_titles_and_labels_stay_text),
          STORED(runs_are_read_while_another_thread_writes), STORED(reading_leaves_the_locks_of_who_writes))
