/* SPDX-License-Identifier: MIT */
/* texts_test.c - /metrics pages and Redis' INFO, well-formed and hostile; what users write behind --monitor */
#include "monitor/metrics_text.h"
#include "monitor/redis_text.h"
#include "monitor/spec.h"

#include "support.h"

static struct usage page(const char *text, bool wanted)
{
    struct usage usage = usage_nothing();

    if (metrics_text_read(text_from(text), &usage) != wanted)
        fail_msg("%s: wanted %s", text, wanted ? "metrics" : "none");
    return usage;
}

static void the_metrics_of_a_process_are_read(void **state)
{
    struct usage u = page("# HELP process_cpu_seconds_total Total user and system CPU time.\n"
                          "# TYPE process_cpu_seconds_total counter\n"
                          "process_cpu_seconds_total 12.47\r\n"
                          "process_open_fds 1.2e+01\n"
                          "process_resident_memory_bytes 3.4168832e+07 1395066363000\n"
                          "process_start_time_seconds 1.5e+09\n"
                          "http_requests_total{code=\"200\"} 10\n",
                          true);

    assert_near_double("CPU", u.cpu_s, 12.47, 0);
    assert_near_double("fds", u.fds, 12, 0);
    assert_near_double("memory", u.memory, 34168832, 0);
    assert_equal_u64("identity", u.identity, 1500000000000);
    assert_true(isnan(u.threads));
}

static void samples_with_labels_are_added_up(void **state)
{
    struct usage u = page("process_resident_memory_bytes{pid=\"1\",name=\"a\\\"} b\"} 100\n"
                          "process_resident_memory_bytes{pid=\"2\"} 50",
                          true);

    assert_near_double("memory", u.memory, 150, 0);
}

static void hostile_pages_give_nothing(void **state)
{
    static const char *const pages[] = {
        "",
        "process_open_fds",
        "process_open_fds ",
        "process_open_fds NaN",
        "process_open_fds +Inf",
        "process_open_fds -1",
        "process_open_fds 1x",
        "process_open_fds{ 1",
        "process_open_fds{a=\"} 1",
        "process_open_fds{a=\"\\\"} 1",
        "process_open_fds_total 5",
        "process_open_fdsx 5",
        "\nprocess_\n\n{}\n",
        "<html><body>process_open_fds 5</body></html>",
        "process_start_time_seconds 99",
    };

    for (size_t i = 0; i < COUNT(pages); i++)
        page(pages[i], false);
}

static void an_endless_line_is_passed_over(void **state)
{
    struct usage usage = usage_nothing();
    struct buffer b;

    buffer_init(&b, 1 << 20);
    buffer_string(&b, "process_open_fds{a=\"");
    for (size_t i = 0; i < 100000; i++)
        buffer_byte(&b, 'x');
    buffer_string(&b, "\"} 5\nprocess_open_fds 3");
    assert_true(metrics_text_read(buffer_view(&b), &usage));
    assert_near_double("fds", usage.fds, 3, 0);
    buffer_free(&b);
}

static void replies_of_redis_are_measured(void **state)
{
    struct text body;

    assert_equal_u64("simple", redis_text_reply(TEXT("+OK\r\n"), &body), 5);
    assert_true(text_equal(body, TEXT("OK")));
    assert_equal_u64("bulk", redis_text_reply(TEXT("$5\r\nhello\r\nmore"), &body), 11);
    assert_true(text_equal(body, TEXT("hello")));
    assert_equal_u64("part", redis_text_reply(TEXT("$5\r\nhel"), &body), 0);
    assert_equal_u64("part of the head", redis_text_reply(TEXT("$5"), &body), 0);
    assert_equal_u64("nothing", redis_text_reply(TEXT(""), &body), 0);
    assert_true(redis_text_reply(TEXT("HTTP/1.1 400 Bad Request\r\n"), &body) == SIZE_MAX);
    assert_true(redis_text_reply(TEXT("$-1\r\n"), &body) == SIZE_MAX);
    assert_true(redis_text_reply(TEXT("$99999999999\r\n"), &body) == SIZE_MAX);
    assert_true(redis_text_reply(TEXT("*1\r\n"), &body) == SIZE_MAX);
}

static void info_of_redis_is_read(void **state)
{
    struct usage u = usage_nothing(), v = usage_nothing();

    assert_true(redis_text_info(TEXT("# Server\r\nredis_version:7.0.15\r\nrun_id:abc\r\n# Clients\r\nconnected_clients:3\r\n"
                                     "maxclients:10000\r\nused_memory:1000\r\nused_memory_human:1K\r\nmaxmemory:0\r\n"
                                     "keyspace_hits:70\r\nkeyspace_misses:30\r\nused_cpu_sys:1.5\r\nused_cpu_user:2.5\r\n"
                                     "used_cpu_sys_children:9\r\n"),
                                &u));
    assert_near_double("memory", u.memory, 1000, 0);
    assert_true(isnan(u.memory_limit));
    assert_near_double("clients", u.connections, 3, 0);
    assert_near_double("of", u.connections_limit, 10000, 0);
    assert_near_double("hits", u.hits, 70, 0);
    assert_near_double("misses", u.misses, 30, 0);
    assert_near_double("CPU", u.cpu_s, 4, 0);
    assert_true(u.identity != 0);
    assert_false(redis_text_info(TEXT("nothing of the kind"), &v));
    assert_false(redis_text_info(TEXT(":::\r\nused_memory:-5\r\nconnected_clients:x\r\n"), &v));
    assert_false(redis_text_info(TEXT(""), &v));
}

static void what_may_be_watched_is_read(void **state)
{
    static const struct {
        const char *text, *name, *argument;
        enum monitor_kind kind;
    } good[] = {
        {"api=pid:4711", "api", "4711", MONITOR_PID},
        {"web-1=exe:nginx", "web-1", "nginx", MONITOR_EXE},
        {"g=cgroup:/system.slice/x.service", "g", "/system.slice/x.service", MONITOR_CGROUP},
        {"u=systemd:postgresql@15-main", "u", "postgresql@15-main", MONITOR_SYSTEMD},
        {"c=docker:shop-api-1", "c", "shop-api-1", MONITOR_DOCKER},
        {"m=https://a:b@host:9/x?y=z", "m", "https://a:b@host:9/x?y=z", MONITOR_PAGE},
        {"db=postgresql://u@h/d", "db", "postgresql://u@h/d", MONITOR_POSTGRES},
        {"cache=redis://h:6379", "cache", "redis://h:6379", MONITOR_REDIS},
    };
    struct monitor_problem problem;
    struct monitor_spec spec;

    for (size_t i = 0; i < COUNT(good); i++) {
        if (!monitor_spec_read(text_from(good[i].text), &spec, &problem))
            fail_msg("%s: %s", good[i].text, problem.sentence);
        assert_true(spec.kind == good[i].kind);
        assert_true(text_equal(spec.name, text_from(good[i].name)));
        assert_true(text_equal(spec.argument, text_from(good[i].argument)));
    }
}

static void what_may_not_be_watched_is_marked(void **state)
{
    static const struct {
        const char *text, *sentence;
        size_t at, size;
    } bad[] = {
        {"", "a name is missing", 0, 1},
        {"pid:12", "a name is missing", 0, 6},
        {"=pid:12", "not a name", 0, 1},
        {"a b=pid:12", "not a name", 0, 3},
        {"generator=pid:12", "this name is taken", 0, 9},
        {"api=4711", "this cannot be watched", 4, 4},
        {"api=ftp://x", "this cannot be watched", 4, 7},
        {"api=", "this cannot be watched", 4, 1},
        {"api=pid:", "it ends here", 8, 1},
        {"api=pid:0", "not the number of a process", 8, 1},
        {"api=pid:12x", "not the number of a process", 8, 3},
        {"api=pid:99999999999", "not the number of a process", 8, 11},
        {"api=exe:/usr/bin/x", "this is a path", 8, 10},
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct monitor_problem problem = {0};
        struct monitor_spec spec;

        if (monitor_spec_read(text_from(bad[i].text), &spec, &problem))
            fail_msg("%s was read", bad[i].text);
        assert_equal_string(bad[i].text, problem.sentence, bad[i].sentence);
        assert_equal_u64(bad[i].text, problem.at, bad[i].at);
        assert_equal_u64(bad[i].text, problem.size, bad[i].size);
    }
}

TEST_MAIN(TEST(the_metrics_of_a_process_are_read), TEST(samples_with_labels_are_added_up), TEST(hostile_pages_give_nothing),
          TEST(an_endless_line_is_passed_over), TEST(replies_of_redis_are_measured), TEST(info_of_redis_is_read),
          TEST(what_may_be_watched_is_read), TEST(what_may_not_be_watched_is_marked))
