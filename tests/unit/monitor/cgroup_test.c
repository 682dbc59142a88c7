/* SPDX-License-Identifier: MIT */
/* cgroup_test.c - control groups of both versions on trees of our own; containers with a Docker of our own */
#include "monitor/cgroup.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tree.h"

#define GROUP "sys/fs/cgroup/system.slice/api.service/"

static void put_version_2(const struct tree *t, unsigned long usage_usec)
{
    tree_put(t, "sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n");
    tree_put(t, GROUP "cpu.stat", "usage_usec %lu\nuser_usec 1\nsystem_usec 2\n", usage_usec);
    tree_put(t, GROUP "memory.current", "10000000\n");
    tree_put(t, GROUP "memory.stat", "anon 1\ninactive_file 4000000\nactive_file 7\n");
    tree_put(t, GROUP "memory.max", "max\n");
    tree_put(t, GROUP "io.stat", "8:0 rbytes=100 wbytes=200 rios=1 wios=2\n8:16 rbytes=11 wbytes=22 rios=1 wios=2\n");
    tree_put(t, GROUP "cgroup.procs", "10\n");
    tree_put(t, GROUP "child/cgroup.procs", "11\n12\n");
    tree_put(t, "proc/meminfo", "MemTotal:       1000 kB\nMemFree: 5 kB\n");
    tree_process(t, 10, "api", 1, 1, 1, 0);
    tree_process(t, 11, "api", 10, 1, 1, 0);
}

static void a_group_of_version_2_is_read(void **state)
{
    struct tree t;
    struct source *s;
    struct usage usage;

    tree_begin(&t);
    put_version_2(&t, 1500000);
    s = cgroup_of_path(t.root, TEXT("/sys/fs/cgroup/system.slice/api.service"));
    usage = tree_look(s, OK);
    assert_near_double("CPU", usage.cpu_s, 1.5, 1e-9);
    assert_near_double("working set", usage.memory, 6000000, 0);
    assert_near_double("limit", usage.memory_limit, 1024000, 0);
    assert_near_double("read", usage.read, 111, 0);
    assert_near_double("written", usage.written, 222, 0);
    assert_near_double("threads, of children too, without the one that has ended", usage.threads, 4, 0);
    assert_near_double("fds", usage.fds, 6, 0);
    s->ops->free(s);
    tree_end(&t);
}

static void a_group_of_version_1_is_read(void **state)
{
    struct tree t;
    struct source *s;
    struct usage usage;

    tree_begin(&t);
    tree_put(&t, "sys/fs/cgroup/cpuacct/api/cpuacct.usage", "2500000000\n");
    tree_put(&t, "sys/fs/cgroup/memory/api/memory.usage_in_bytes", "5000\n");
    tree_put(&t, "sys/fs/cgroup/memory/api/memory.stat", "inactive_file 1\ntotal_inactive_file 1000\n");
    tree_put(&t, "sys/fs/cgroup/memory/api/memory.limit_in_bytes", "8000\n");
    tree_put(&t, "sys/fs/cgroup/memory/api/cgroup.procs", "10\n");
    tree_put(&t, "sys/fs/cgroup/blkio/api/blkio.throttle.io_service_bytes_recursive",
             "8:0 Read 100\n8:0 Write 50\n8:0 Sync 150\n8:16 Read 1\nTotal 151\n");
    tree_process(&t, 10, "api", 1, 1, 1, 0);
    s = cgroup_of_path(t.root, TEXT("api"));
    usage = tree_look(s, OK);
    assert_near_double("CPU", usage.cpu_s, 2.5, 1e-9);
    assert_near_double("memory", usage.memory, 4000, 0);
    assert_near_double("limit", usage.memory_limit, 8000, 0);
    assert_near_double("read", usage.read, 101, 0);
    assert_near_double("written", usage.written, 50, 0);
    assert_near_double("fds", usage.fds, 3, 0);
    s->ops->free(s);
    tree_end(&t);
}

static void a_unit_is_found_wherever_it_is_and_noticed_when_it_comes_back(void **state)
{
    struct tree t;
    struct source *s;
    struct usage first, second;

    tree_begin(&t);
    put_version_2(&t, 100);
    s = cgroup_of_unit(t.root, TEXT("api"));
    first = tree_look(s, OK);
    tree_remove(&t, "sys/fs/cgroup/system.slice/api.service");
    tree_look(s, ERROR_NOT_FOUND);
    assert_non_null(strstr(s->problem, "api.service"));
    put_version_2(&t, 50);
    second = tree_look(s, OK);
    assert_true(first.identity != second.identity);
    s->ops->free(s);
    tree_end(&t);
}

static void a_group_that_is_not_there_is_said(void **state)
{
    struct tree t;
    struct source *s;

    tree_begin(&t);
    s = cgroup_of_path(t.root, TEXT("nothing"));
    tree_look(s, ERROR_NOT_FOUND);
    assert_non_null(strstr(s->problem, "nothing"));
    s->ops->free(s);
    tree_end(&t);
}

static void files_of_nonsense_are_unknown_values(void **state)
{
    struct tree t;
    struct source *s;
    struct usage usage;

    tree_begin(&t);
    put_version_2(&t, 100);
    tree_put(&t, GROUP "cpu.stat", "usage_usec banana\n");
    tree_put(&t, GROUP "memory.current", "-5\n");
    tree_put(&t, GROUP "io.stat", "rbytes= wbytes=\n rbytes=99999999999999999999999\n");
    tree_put(&t, GROUP "cgroup.procs", "banana\n0\n-1\n99999999999\n");
    s = cgroup_of_path(t.root, TEXT("/system.slice/api.service"));
    usage = tree_look(s, OK);
    assert_true(isnan(usage.cpu_s));
    assert_true(isnan(usage.memory));
    assert_near_double("read", usage.read, 0, 0);
    s->ops->free(s);
    tree_end(&t);
}

/* ---- a Docker that gives one answer ---- */

struct docker {
    int fd;
    const char *answer;
    char asked[512];
    pthread_t thread;
};

static void *serve(void *argument)
{
    struct docker *d = argument;
    int client = accept(d->fd, NULL, NULL);
    ssize_t got = read(client, d->asked, sizeof d->asked - 1);

    if (got < 0 || write(client, d->answer, strlen(d->answer)) < 0)
        d->asked[0] = '\0';
    close(client);
    return NULL;
}

static void docker_open(struct docker *d, const struct tree *t, const char *answer)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    *d = (struct docker){.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), .answer = answer};
    tree_put(t, "var/run/placeholder", "%s", "");
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s/var/run/docker.sock", t->root) >= (int)sizeof address.sun_path)
        fail_msg("%s is too long for a socket", t->root);
    unlink(address.sun_path);
    assert_int_equal(bind(d->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(d->fd, 4), 0);
    assert_int_equal(pthread_create(&d->thread, NULL, serve, d), 0);
}

static void docker_close(struct docker *d)
{
    pthread_join(d->thread, NULL);
    close(d->fd);
}

static void a_container_is_found_by_its_name(void **state)
{
    struct tree t;
    struct docker d;
    struct source *s;

    tree_begin(&t);
    put_version_2(&t, 100);
    tree_put(&t, "proc/10/cgroup", "0::/system.slice/api.service\n");
    docker_open(&d, &t, "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"Id\": \"abc\", \"State\": {\"Pid\": 10}}");
    s = cgroup_of_container(t.root, TEXT("shop-api-1"));
    assert_near_double("memory", tree_look(s, OK).memory, 6000000, 0);
    docker_close(&d);
    assert_non_null(strstr(d.asked, "GET /containers/shop-api-1/json HTTP/1.0\r\n"));
    assert_near_double("again, without asking", tree_look(s, OK).memory, 6000000, 0);
    s->ops->free(s);
    tree_end(&t);
}

static void unusable_answers_of_docker_are_said(void **state)
{
    static const struct {
        const char *answer;
        enum error wanted;
    } answers[] = {
        {"HTTP/1.0 404 Not Found\r\n\r\n{}", ERROR_NOT_FOUND},
        {"HTTP/1.0 200 OK\r\n\r\n{\"State\": {\"Pid\": 0}}", ERROR_NOT_FOUND},
        {"HTTP/1.0 200 OK\r\n\r\n{\"State\": {\"Pid\": -7}}", ERROR_IO},
        {"HTTP/1.0 200 OK\r\n\r\n{\"State\": {\"Pid\": 99999999999}}", ERROR_IO},
        {"HTTP/1.0 200 OK\r\n\r\n[[[[", ERROR_IO},
        {"HTTP/1.0 500 Oh\r\n\r\n{\"State\": {\"Pid\": 10}}", ERROR_IO},
        {"HTTP/1.0 200 OK\r\n\r\n", ERROR_IO},
        {"200", ERROR_IO},
        {"", ERROR_IO},
    };

    for (size_t i = 0; i < COUNT(answers); i++) {
        struct tree t;
        struct docker d;
        struct source *s;

        tree_begin(&t);
        docker_open(&d, &t, answers[i].answer);
        s = cgroup_of_container(t.root, TEXT("api"));
        tree_look(s, answers[i].wanted);
        docker_close(&d);
        s->ops->free(s);
        tree_end(&t);
    }
}

static void without_docker_the_reason_is_said(void **state)
{
    struct tree t;
    struct source *s;

    tree_begin(&t);
    s = cgroup_of_container(t.root, TEXT("api"));
    tree_look(s, ERROR_IO);
    assert_non_null(strstr(s->problem, "/var/run/docker.sock"));
    s->ops->free(s);
    s = cgroup_of_container(t.root, TEXT("api/json HTTP/1.0\r\nX: "));
    tree_look(s, ERROR_NOT_FOUND);
    s->ops->free(s);
    tree_end(&t);
}

TEST_MAIN(TEST(a_group_of_version_2_is_read), TEST(a_group_of_version_1_is_read),
          TEST(a_unit_is_found_wherever_it_is_and_noticed_when_it_comes_back), TEST(a_group_that_is_not_there_is_said),
          TEST(files_of_nonsense_are_unknown_values), TEST(a_container_is_found_by_its_name),
          TEST(unusable_answers_of_docker_are_said), TEST(without_docker_the_reason_is_said))
