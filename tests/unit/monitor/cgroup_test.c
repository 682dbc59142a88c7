/* SPDX-License-Identifier: MIT */
/* cgroup_test.c - control groups of both versions on trees of our own; containers with a Docker of our own */
#include "monitor/cgroup.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

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

/* Files as kernel 6.1 and systemd 252 of Debian 12 write them: `systemctl show -p ControlGroup nginx` says
 * "ControlGroup=/system.slice/nginx.service". */
static void files_of_a_kernel_and_units_of_systemd_are_read(void **state)
{
    static const char cpu_stat[] = "usage_usec 3186934\nuser_usec 2081934\nsystem_usec 1105000\ncore_sched.force_idle_usec 0\n"
                                   "nr_periods 12\nnr_throttled 3\nthrottled_usec 99\nnr_bursts 0\nburst_usec 0\n";
    static const char memory_stat[] =
        "anon 5812224\nfile 20238336\nkernel 2248704\nkernel_stack 131072\npagetables 458752\nsec_pagetables 0\npercpu 1152\n"
        "sock 0\nvmalloc 0\nshmem 8192\nzswap 0\nzswapped 0\nfile_mapped 9461760\nfile_dirty 0\nfile_writeback 0\nswapcached 0\n"
        "anon_thp 0\nfile_thp 0\nshmem_thp 0\ninactive_anon 5804032\nactive_anon 8192\ninactive_file 15728640\nactive_file "
        "4501504\n"
        "unevictable 0\nslab_reclaimable 1392640\nslab_unreclaimable 196608\nslab 1589248\nworkingset_refault_anon 0\npgfault "
        "81234\n";
    static const struct {
        const char *asked, *folder;
    } units[] = {
        {"nginx", "system.slice/nginx.service"},
        {"nginx.service", "system.slice/nginx.service"},
        {"getty@tty1", "system.slice/system-getty.slice/getty@tty1.service"},
        {"shop.v2", "user.slice/user-1000.slice/user@1000.service/app.slice/shop.v2.service"},
        {"my\\x2dshop.scope", "machine.slice/my\\x2dshop.scope"},
        {"machine.slice", "machine.slice"},
    };

    for (size_t i = 0; i < COUNT(units); i++) {
        char path[256];
        struct source *s;
        struct usage usage;
        struct tree t;

        tree_begin(&t);
        tree_put(&t, "sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma misc\n");
        tree_put(&t, "sys/fs/cgroup/system.slice/other.service/memory.current", "1\n");
#define PUT(name, content)                                                  \
    snprintf(path, sizeof path, "sys/fs/cgroup/%s/" name, units[i].folder); \
    tree_put(&t, path, "%s", content)
        PUT("cpu.stat", cpu_stat);
        PUT("memory.stat", memory_stat);
        PUT("memory.current", "28311552\n");
        PUT("memory.max", "268435456\n");
        PUT("io.stat", "253:0 rbytes=1458176 wbytes=24576 rios=77 wios=6 dbytes=0 dios=0\n8:0 rbytes=8192 wbytes=0 rios=1 wios=0 "
                       "dbytes=0 dios=0\n7:0 \n");
        PUT("cgroup.procs", "10\n");
#undef PUT
        tree_process(&t, 10, "nginx", 1, 1, 1, 0);
        s = cgroup_of_unit(t.root, text_from(units[i].asked));
        usage = tree_look(s, OK);
        assert_near_double(units[i].asked, usage.cpu_s, 3.186934, 1e-9);
        assert_near_double(units[i].asked, usage.memory, 28311552 - 15728640, 0);
        assert_near_double(units[i].asked, usage.memory_limit, 268435456, 0);
        assert_near_double(units[i].asked, usage.read, 1466368, 0);
        assert_near_double(units[i].asked, usage.written, 24576, 0);
        assert_near_double(units[i].asked, usage.threads, 2, 0);
        assert_true(tree_look(s, OK).identity == usage.identity);
        s->ops->free(s);
        tree_end(&t);
    }
}

/* In version 1, a unit without MemoryAccounting= has no group in the tree of memory. */
static void a_unit_without_a_group_for_memory_stays_the_same_unit(void **state)
{
    struct source *s;
    struct usage usage;
    struct tree t;

    tree_begin(&t);
    tree_put(&t, "sys/fs/cgroup/systemd/system.slice/api.service/cgroup.procs", "10\n");
    tree_put(&t, "sys/fs/cgroup/cpuacct/system.slice/api.service/cpuacct.usage", "2500000000\n");
    tree_put(&t, "sys/fs/cgroup/cpuacct/system.slice/api.service/cgroup.procs", "10\n");
    tree_process(&t, 10, "api", 1, 1, 1, 0);
    s = cgroup_of_unit(t.root, TEXT("api"));
    usage = tree_look(s, OK);
    assert_near_double("CPU", usage.cpu_s, 2.5, 1e-9);
    assert_near_double("threads", usage.threads, 2, 0);
    assert_true(isnan(usage.memory));
    assert_true(tree_look(s, OK).identity == usage.identity);
    s->ops->free(s);
    tree_end(&t);
}

static void a_group_that_goes_between_two_files_leaves_gaps(void **state)
{
    struct source *s;
    struct usage usage;
    struct tree t;

    tree_begin(&t);
    put_version_2(&t, 100);
    s = cgroup_of_path(t.root, TEXT("/system.slice/api.service"));
    tree_look(s, OK);
    tree_remove(&t, "sys/fs/cgroup/system.slice/api.service");
    tree_put(&t, GROUP "memory.current", "10000000\n"); /* all that is left of it */
    usage = tree_look(s, OK);
    assert_true(isnan(usage.cpu_s) && isnan(usage.read) && isnan(usage.written));
    assert_near_double("memory", usage.memory, 10000000, 0);
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

#define ID "4a1f5b6c7d8e9f00112233445566778899aabbccddeeff00112233445566aa01"

/* As Docker Engine 28 (API 1.50) answers GET /containers/NAME/json, shortened where lists repeat. */
static const char inspected[] =
    "HTTP/1.0 200 OK\r\nApi-Version: 1.50\r\nContent-Type: application/json\r\nDocker-Experimental: false\r\nOstype: linux\r\n"
    "Server: Docker/28.2.2 (linux)\r\nDate: Sat, 21 Nov 2026 07:00:00 GMT\r\n\r\n"
    "{\"Id\":\"" ID "\",\"Created\":\"2026-11-20T10:00:00.123456789Z\",\"Path\":\"/entry\",\"Args\":[\"Pid\",\"99\"],"
    "\"State\":{\"Status\":\"running\",\"Running\":true,\"Paused\":false,\"Restarting\":false,\"OOMKilled\":false,\"Dead\":false,"
    "\"Pid\":10,\"ExitCode\":0,\"Error\":\"\",\"StartedAt\":\"2026-11-20T10:00:01.5Z\",\"FinishedAt\":\"0001-01-01T00:00:00Z\"},"
    "\"Image\":\"sha256:00\",\"Name\":\"/"
    "shop-api-1\",\"RestartCount\":0,\"HostConfig\":{\"PidMode\":\"\",\"CgroupnsMode\":\"private\","
    "\"PidsLimit\":null,\"Memory\":0},\"Config\":{\"Hostname\":\"4a1f5b6c7d8e\",\"Env\":[\"A=\\u00e9\"],\"Labels\":{}}}\n";

/* Both of Docker's drivers, one container with systemd inside, and one of Podman. */
static void the_group_of_a_container_is_its_own_wherever_its_first_process_is(void **state)
{
    static const struct {
        const char *group, *of_process;
    } places[] = {
        {"system.slice/docker-" ID ".scope", "/system.slice/docker-" ID ".scope"},
        {"docker/" ID, "/docker/" ID},
        {"system.slice/docker-" ID ".scope", "/system.slice/docker-" ID ".scope/init.scope"},
        {"machine.slice/libpod-" ID ".scope", "/machine.slice/libpod-" ID ".scope/container"},
    };

    for (size_t i = 0; i < COUNT(places); i++) {
        char path[256];
        struct tree t;
        struct docker d;
        struct source *s;

        tree_begin(&t);
        tree_put(&t, "sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n");
        snprintf(path, sizeof path, "sys/fs/cgroup%s/memory.current", places[i].of_process);
        tree_put(&t, path, "1\n");
        snprintf(path, sizeof path, "sys/fs/cgroup/%s/memory.current", places[i].group);
        tree_put(&t, path, "7000000\n");
        tree_put(&t, "proc/10/cgroup", "0::%s\n", places[i].of_process);
        docker_open(&d, &t, inspected);
        s = cgroup_of_container(t.root, TEXT("shop-api-1"));
        assert_near_double(places[i].of_process, tree_look(s, OK).memory, 7000000, 0);
        docker_close(&d);
        s->ops->free(s);
        tree_end(&t);
    }
}

/* It is stopped, which removes its group; then started anew, with another id. */
static void a_container_that_goes_in_the_middle_is_a_gap_until_it_is_back(void **state)
{
    struct tree t;
    struct docker d;
    struct source *s;
    uint64_t first;

    tree_begin(&t);
    tree_put(&t, "sys/fs/cgroup/cgroup.controllers", "cpu io memory pids\n");
    tree_put(&t, "sys/fs/cgroup/docker/" ID "/memory.current", "7000000\n");
    tree_put(&t, "proc/10/cgroup", "0::/docker/" ID "\n");
    docker_open(&d, &t, inspected);
    s = cgroup_of_container(t.root, TEXT("shop-api-1"));
    first = tree_look(s, OK).identity;
    docker_close(&d);
    tree_remove(&t, "sys/fs/cgroup/docker/" ID);

    docker_open(&d, &t, inspected); /* Docker still names the process, which is no longer in a group that is there */
    tree_look(s, ERROR_NOT_FOUND);
    docker_close(&d);
    docker_open(&d, &t, "HTTP/1.0 200 OK\r\n\r\n{\"Id\": \"" ID "\", \"State\": {\"Status\": \"exited\", \"Pid\": 0}}");
    tree_look(s, ERROR_NOT_FOUND);
    assert_non_null(strstr(s->problem, "no running container \"shop-api-1\""));
    docker_close(&d);

    tree_put(&t, "sys/fs/cgroup/docker/77/memory.current", "8000000\n");
    tree_put(&t, "proc/11/cgroup", "0::/docker/77\n");
    docker_open(&d, &t, "HTTP/1.0 200 OK\r\n\r\n{\"Id\": \"77\", \"State\": {\"Pid\": 11}}");
    assert_true(tree_look(s, OK).identity != first);
    docker_close(&d);
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
        {"HTTP/1.0 200 OK\r\n\r\n{\"Id\": 5, \"State\": {\"Pid\": \"10\"}}", ERROR_IO},
        {"HTTP/1.0 200 OK\r\n\r\n{\"State\": [10]}", ERROR_IO},
        {"HTTP/1.0 200 OK\r\n\r\n{\"Id\": \"a\", \"State\": {\"Pid\": 4000000}}", ERROR_NOT_FOUND}, /* it has just ended */
        {"HTTP/1.0 200 OK\r\n\r\n\xff\xfe\x01", ERROR_IO},
        {"HTTP/1.0 403 Forbidden\r\n\r\n{\"message\": \"authorization denied\"}", ERROR_IO},
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

/* Docker's socket belongs to root and its group. Root is let through everywhere, so a test as root is somebody else meanwhile. */
static void without_permission_for_docker_that_is_said(void **state)
{
    static const uid_t nobody = 65534;
    uid_t self = geteuid();
    char path[PATH_MAX];
    struct docker d;
    struct source *s;
    struct tree t;

    tree_begin(&t);
    docker_open(&d, &t, "");
    if (snprintf(path, sizeof path, "%s/var/run/docker.sock", t.root) >= (int)sizeof path)
        fail_msg("%s is too long", t.root);
    assert_int_equal(chmod(path, 0), 0);
    s = cgroup_of_container(t.root, TEXT("api"));
    assert_true(self != 0 || seteuid(nobody) == 0);
    tree_look(s, ERROR_IO);
    assert_true(self != 0 || seteuid(self) == 0);
    assert_non_null(strstr(s->problem, "Permission denied"));
    s->ops->free(s);
    assert_int_equal(pthread_cancel(d.thread), 0);
    docker_close(&d);
    tree_end(&t);
}

static void without_docker_the_reason_is_said(void **state)
{
    struct docker d;
    struct tree t;
    struct source *s;

    tree_begin(&t);
    s = cgroup_of_container(t.root, TEXT("api"));
    tree_look(s, ERROR_IO);
    assert_non_null(strstr(s->problem, "/var/run/docker.sock"));
    docker_open(&d, &t, "");
    assert_int_equal(pthread_cancel(d.thread), 0);
    docker_close(&d); /* the file of the socket stays, nobody listens: Docker was stopped */
    tree_look(s, ERROR_IO);
    assert_non_null(strstr(s->problem, "Connection refused"));
    s->ops->free(s);
    s = cgroup_of_container(t.root, TEXT("api/json HTTP/1.0\r\nX: "));
    tree_look(s, ERROR_NOT_FOUND);
    s->ops->free(s);
    tree_end(&t);
}

TEST_MAIN(TEST(a_group_of_version_2_is_read), TEST(a_group_of_version_1_is_read),
          TEST(a_unit_is_found_wherever_it_is_and_noticed_when_it_comes_back), TEST(a_group_that_is_not_there_is_said),
          TEST(files_of_nonsense_are_unknown_values), TEST(a_container_is_found_by_its_name),
          TEST(files_of_a_kernel_and_units_of_systemd_are_read), TEST(a_unit_without_a_group_for_memory_stays_the_same_unit),
          TEST(a_group_that_goes_between_two_files_leaves_gaps),
          TEST(the_group_of_a_container_is_its_own_wherever_its_first_process_is),
          TEST(a_container_that_goes_in_the_middle_is_a_gap_until_it_is_back), TEST(unusable_answers_of_docker_are_said),
          TEST(without_permission_for_docker_that_is_said), TEST(without_docker_the_reason_is_said))
