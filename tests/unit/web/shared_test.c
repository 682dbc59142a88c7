/* SPDX-License-Identifier: MIT */
/* tests of web/shared.h: what many poll is made once between two updates, never older than these, and compressed once */
#include "web_support.h"

#define NAMES    500
#define PARALLEL 16
#define GZIP     "Accept-Encoding: gzip\r\n"

/* A run of many names, so that its documents are compressed by the other thread. */
static int set_up(void **state)
{
    struct rig *rig = MEM_NEW(struct rig);
    struct snapshot_row *rows = mem_zalloc(NAMES * sizeof *rows);

    for (size_t i = 0; i < NAMES; i++)
        rows[i] = (struct snapshot_row){.method = TEXT("GET"), .name = TEXT("/a/name"), .number = (uint32_t)i + 1};
    rig->snapshot = (struct snapshot){.rows = rows, .row_count = NAMES, .total = {.name = TEXT("Aggregated"), .requests = 1000}};
    rig->snapshot.progress.state = RUN_RUNNING;
    rig->has_run = true;
    rig->number = 1;
    rig_begin(rig);
    *state = rig;
    return 0;
}

static int clean_up(void **state)
{
    struct rig *rig = *state;
    const struct snapshot_row *rows = rig->snapshot.rows;

    rig_end(rig);
    mem_free((void *)(uintptr_t)rows);
    mem_free(rig);
    return 0;
}

static void count_more(struct rig *rig)
{
    rig->snapshot.total.requests++;
}

static void count_more_and_tick(struct rig *rig)
{
    rig->snapshot.total.requests++;
    web_tick(rig->web, &rig->snapshot);
}

static void count_more_and_change(struct rig *rig)
{
    rig->snapshot.total.requests++;
    web_state_changed(rig->web, "");
}

static void expect_requests(struct rig *rig, unsigned wanted)
{
    char *part = mem_printf("\"num_requests\":%u,", wanted);

    expect(rig_ask(rig, "GET /stats/requests", "", NULL), 200, part);
    mem_free(part);
}

static void numbers_are_as_new_as_the_last_update(void **state)
{
    struct rig *rig = *state;

    expect_requests(rig, 1000);
    rig_call(rig, count_more_and_tick);
    expect_requests(rig, 1001);
    rig_call(rig, count_more_and_change);
    expect_requests(rig, 1002);
}

/* Until a second has passed, so it is tried until two answers came within one. */
static void between_updates_all_get_the_same(void **state)
{
    bool same = false;

    for (int tries = 0; tries < 100 && !same; tries++) {
        char *one, *two, *bodies[2];

        rig_call(*state, count_more_and_tick);
        one = rig_ask(*state, "GET /stats/requests", "", NULL);
        rig_call(*state, count_more);
        two = rig_ask(*state, "GET /stats/requests", "", NULL);
        bodies[0] = strstr(one, "\r\n\r\n");
        bodies[1] = strstr(two, "\r\n\r\n");
        same = bodies[0] && bodies[1] && strcmp(bodies[0], bodies[1]) == 0;
        mem_free(one);
        mem_free(two);
    }
    assert_true(same);
}

/* Without updates it is made anew all the same when it is a second old. */
static void nothing_is_kept_for_longer_than_a_second(void **state)
{
    struct rig *rig = *state;

    expect_requests(rig, 1000);
    rig_call(rig, count_more);
    nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 100000000}, NULL);
    expect_requests(rig, 1001);
}

static void many_at_once_get_one_compressed_document(void **state)
{
    static const char *const paths[] = {"/stats/requests", "/api/run", "/metrics"};
    int fds[PARALLEL];

    for (size_t p = 0; p < COUNT(paths); p++) {
        char *request = mem_printf("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" GZIP "\r\n", paths[p]);

        for (size_t i = 0; i < PARALLEL; i++) {
            fds[i] = rig_connect(*state);
            rig_send(fds[i], request, strlen(request));
        }
        for (size_t i = 0; i < PARALLEL; i++) {
            char *answer = rig_receive(fds[i]), *body = strstr(answer, "\r\n\r\n");

            assert_non_null(body);
            assert_memory_equal(body + 4, "\x1f\x8b", 2);
            expect(answer, 200, "Content-Encoding: gzip\r\n");
            close(fds[i]);
        }
        mem_free(request);
    }
}

/* Those who take it compressed and those who do not share it, too; who leaves in the middle takes nothing with him. */
static void compressed_and_plain_go_side_by_side(void **state)
{
    static const char gone[] = "GET /api/run HTTP/1.1\r\nHost: localhost\r\n" GZIP "\r\n";

    for (int i = 0; i < 20; i++) {
        int fd = rig_connect(*state);

        rig_send(fd, gone, sizeof gone - 1);
        close(fd);
        expect(rig_ask(*state, "GET /api/run", i % 2 ? GZIP : "", NULL), 200,
               i % 2 ? "Content-Encoding: gzip" : "\"cicada-run\"");
        if (i % 5 == 0)
            rig_call(*state, count_more_and_tick);
    }
}

#define T(name) TEST_WITH(name, set_up, clean_up)

TEST_MAIN(T(numbers_are_as_new_as_the_last_update), T(between_updates_all_get_the_same),
          T(nothing_is_kept_for_longer_than_a_second), T(many_at_once_get_one_compressed_document),
          T(compressed_and_plain_go_side_by_side))
