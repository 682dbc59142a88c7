/* SPDX-License-Identifier: MIT */
/* output/live_frame_test.c - the picture as exact text, and at any size with any content */
#include "text_scene.h"

#include "base/utf8.h"
#include "output/escape.h"
#include "output/live_frame.h"
#include "verdict/capacity_report.h"

static const char *render(unsigned columns, unsigned rows, bool colour)
{
    struct live_frame frame = {&f.info, &f.snapshot, {columns, rows}, colour, false};

    buffer_clear(&out);
    live_frame_render(&frame, &out);
    return buffer_cstring(&out);
}

/* Counts the lines, and fails on one that is wider than the terminal. */
static unsigned count_lines(unsigned columns)
{
    struct text rest = buffer_view(&out);
    unsigned lines = 0;

    for (; rest.data && rest.size > 0; lines++) {
        struct text line = text_cut(&rest, '\n');

        if (utf8_width(line) > columns)
            fail_msg("%u columns: \"%.*s\" is wider", columns, (int)line.size, line.data);
    }
    return lines;
}

static void a_large_terminal_shows_everything_with_room_between(void **state)
{
    static const char wanted[] =
        "api.c                                                                          http://localhost:8000\n"
        "running   10 of 10 users  #####........... 0:20 of 1:00, 0:40 left\n"
        "\n"
        "requests/s              10.0  _.:-=+*#_.:-=+*#_.:-\n"
        "failures/s               5.5  _#_#_#_#_#_#_#_#_#_#\n"
        "100 requests, 55 failures (55.00 %)\n"
        "\n"
        "response time          p50     p90     p95     p99     max\n"
        "last 10 s          11.0 ms 11.0 ms 11.0 ms 11.0 ms 50.0 ms\n"
        "whole run          12.3 ms 12.3 ms 12.3 ms 12.3 ms 98.7 ms\n"
        "\n"
        "method  name                             requests   failed     req/s     p50     p95     p99     max\n"
        "GET     /items                                 40        0       4.0 12.3 ms 12.3 ms 12.3 ms 98.7 ms\n"
        "POST    /data                                  60       55       6.0 12.3 ms 12.3 ms 12.3 ms 98.7 ms\n"
        "        55 x POST /data: 403 Forbidden\n"
        "\n"
        "generator: cpu 25 %, late p99 200 us, max 3.00 ms, 8 connections, 20.0 MiB\n";

    assert_equal_string("frame", render(100, 40, false), wanted);
}

static void the_smallest_terminal_shows_all_sections_without_room(void **state)
{
    static const char wanted[] = "api.c                                  http://localhost:8000\n"
                                 "running   10 of 10 users  ###....... 0:20 of 1:00, 0:40 left\n"
                                 "requests/s              10.0  _.:-=+*#_.:-=+*#_.:-\n"
                                 "failures/s               5.5  _#_#_#_#_#_#_#_#_#_#\n"
                                 "100 requests, 55 failures (55.00 %)\n"
                                 "response time          p50     p90     p95     p99     max\n"
                                 "last 10 s          11.0 ms 11.0 ms 11.0 ms 11.0 ms 50.0 ms\n"
                                 "whole run          12.3 ms 12.3 ms 12.3 ms 12.3 ms 98.7 ms\n"
                                 "method  name                       requests   failed     p95\n"
                                 "GET     /items                           40        0 12.3 ms\n"
                                 "POST    /data                            60       55 12.3 ms\n"
                                 "        55 x POST /data: 403 Forbidden\n"
                                 "generator: cpu 25 %, late p99 200 us, max 3.00 ms, 8 connec~\n";

    assert_equal_string("frame", render(60, 15, false), wanted);
}

static void below_that_one_line_remains(void **state)
{
    assert_equal_string("low", render(100, 14, false), "10 users, 10.0 req/s, 55 failures, p95 12.3 ms\n");
    assert_equal_string("narrow", render(20, 50, false), "10 users, 10.0 req/~\n");
    assert_equal_string("nothing", render(0, 0, false), "\n");
}

static void any_size_holds_any_run(void **state)
{
    static struct snapshot_row rows[300];
    static struct snapshot_error errors[40];

    for (size_t i = 0; i < COUNT(rows); i++)
        fixture_row(&rows[i], TEXT("\x1b[31m数据"), TEXT("/a very long name that no terminal has room for, with 数据 and \xff"),
                    UINT64_MAX / 200, 9);
    for (size_t i = 0; i < COUNT(errors); i++)
        errors[i] = (struct snapshot_error){
            TEXT("GET"), TEXT("/\nx"), TEXT("no\tdescriptor"), ERROR_NO_DESCRIPTORS, 0, i * 1000000000000, 0, 0};
    f.snapshot.rows = rows;
    f.snapshot.errors = errors;
    f.info.host = "http://a-host-with-a-very-long-name.of-a-very-long-domain.example:8000/and/a/path/that/does/not/end";
    f.snapshot.total.service.quantile_ns[QUANTILE_99] = NANOS_PER_SECOND;
    for (unsigned columns = 0; columns < 200; columns += 7)
        for (unsigned rows_of_terminal = 0; rows_of_terminal < 80; rows_of_terminal += 3)
            for (size_t count = 0; count <= COUNT(rows); count += 100) {
                f.snapshot.row_count = count;
                f.snapshot.error_count = MIN(count, COUNT(errors));
                render(columns, rows_of_terminal, false);
                assert_in_range(count_lines(columns), 1, MAX(rows_of_terminal, 2u) - 1);
                assert_null(memchr(out.data, 0x1b, out.size));
            }
}

static void names_that_do_not_fit_are_counted(void **state)
{
    static struct snapshot_row rows[30];

    for (size_t i = 0; i < COUNT(rows); i++)
        fixture_row(&rows[i], TEXT("GET"), TEXT("/x"), 1, 0);
    f.snapshot.rows = rows;
    f.snapshot.row_count = COUNT(rows);
    f.snapshot.error_count = 0;
    assert_non_null(strstr(render(80, 25, false), "\n... 21 more\n"));
    assert_equal_u64("lines", count_lines(80), 24);
}

static void service_time_appears_only_when_it_differs(void **state)
{
    assert_null(strstr(render(80, 24, false), "service time"));
    f.snapshot.total.service = fixture_durations(100, 2, 3);
    assert_non_null(strstr(render(80, 24, false), "\nservice time       2.00 ms 2.00 ms 2.00 ms 2.00 ms 3.00 ms\n"));
}

static void a_generator_at_its_end_is_warned_of(void **state)
{
    f.snapshot.progress.cpu = 0.97;
    assert_non_null(strstr(render(80, 24, false), "\nwarning: this process is out of CPU; response times include its delays\n"));
    f.errors[0].error = ERROR_NO_PORTS;
    assert_non_null(strstr(render(80, 24, false), "\nwarning: this machine ran out of local ports\n"));
}

static void a_run_without_an_end_shows_the_time_only(void **state)
{
    f.snapshot.progress.run_time_s = 0;
    assert_non_null(strstr(render(80, 24, false), "\nrunning   10 of 10 users  0:20\n"));
}

static void a_run_that_has_not_begun_can_be_drawn(void **state)
{
    fixture_free(&f);
    fixture_init_empty(&f);
    f.info.host = NULL;
    assert_non_null(strstr(render(80, 24, false), "0 requests, 0 failures (0.00 %)\n"));
    assert_non_null(strstr(render(80, 24, false), "whole run                -       -       -       -       -\n"));
}

static void colours_do_not_change_the_text(void **state)
{
    char *plain = strdup(render(100, 40, false)); /* memory of a library */
    struct buffer stripped;

    buffer_init(&stripped, 1 << 20);
    render(100, 40, true);
    assert_non_null(strstr(buffer_cstring(&out), "\x1b[31m"));
    for (const char *c = buffer_cstring(&out); *c; c++) {
        if (*c == '\x1b')
            c = strchr(c, 'm');
        else
            buffer_byte(&stripped, *c);
    }
    assert_equal_string("without escapes", buffer_cstring(&stripped), plain);
    buffer_free(&stripped);
    free(plain); /* memory of a library */
}

#define WITH_RUN(test) TEST_WITH(test, set_up, clean_up)

static void a_search_for_the_capacity_says_what_it_is_doing(void **state)
{
    static struct capacity_report report = {.progress = "level 3, 64 users: measuring, 5 of 21 s; 4:20 left"};

    f.info.capacity = &report;
    assert_non_null(strstr(render(100, 40, false), "\nlevel 3, 64 users: measuring, 5 of 21 s; 4:20 left\n"));
    for (unsigned rows = 10; rows < 40; rows++) {
        render(80, rows, false);
        if (count_lines(80) >= rows)
            fail_msg("%u rows: the picture has %u lines", rows, count_lines(80));
    }
}

TEST_MAIN(WITH_RUN(a_large_terminal_shows_everything_with_room_between),
          WITH_RUN(the_smallest_terminal_shows_all_sections_without_room), WITH_RUN(below_that_one_line_remains),
          WITH_RUN(any_size_holds_any_run), WITH_RUN(names_that_do_not_fit_are_counted),
          WITH_RUN(service_time_appears_only_when_it_differs), WITH_RUN(a_generator_at_its_end_is_warned_of),
          WITH_RUN(a_run_without_an_end_shows_the_time_only), WITH_RUN(a_run_that_has_not_begun_can_be_drawn),
          WITH_RUN(colours_do_not_change_the_text), WITH_RUN(a_search_for_the_capacity_says_what_it_is_doing))
