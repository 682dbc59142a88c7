/* SPDX-License-Identifier: MIT */
/* traffic_table_test.c - shares of user classes, and answers by endpoint */
#include "output/traffic_table.h"

#include "fixture.h"

static const char *drawn(void (*draw)(const struct snapshot *s, struct canvas *c), const struct snapshot *s)
{
    static char text[20000];
    struct canvas c;
    struct buffer out;

    buffer_init(&out, sizeof text);
    canvas_init(&c, &out, 110, false);
    draw(s, &c);
    snprintf(text, sizeof text, "%s", buffer_cstring(&out));
    buffer_free(&out);
    return text;
}

static void each_class_has_its_share_of_the_requests(void **state)
{
    struct class_count classes[] = {{.name = TEXT("AuthUser"), .requests = 75, .failed = 5},
                                    {.name = TEXT("Idle")},
                                    {.name = TEXT("PaymentUser"), .requests = 25}};
    struct snapshot s = {.progress = {.classes = classes, .class_count = 3}, .total = {.requests = 100}};

    assert_string_equal(drawn(traffic_table_draw_classes, &s),
                        "user class                                     requests      share     failed\n"
                        "AuthUser                                             75    75.00 %          5\n"
                        "Idle                                                  0     0.00 %          0\n"
                        "PaymentUser                                          25    25.00 %          0\n\n");
}

static void one_class_and_a_run_without_requests_have_no_table(void **state)
{
    struct class_count classes[2] = {{.name = TEXT("A")}, {.name = TEXT("B")}};
    struct snapshot s = {.progress = {.classes = classes, .class_count = 2}};

    assert_string_equal(drawn(traffic_table_draw_classes, &s), "");
    s.total.requests = 5;
    s.progress.class_count = 1;
    assert_string_equal(drawn(traffic_table_draw_classes, &s), "");
}

static void answers_are_told_apart_by_whose_fault_they_are_and_the_worst_endpoint_comes_first(void **state)
{
    struct status_count few[] = {{0, 1}, {200, 90}, {302, 2}, {404, 3}};
    struct status_count many[] = {{201, 10}, {400, 5}, {429, 20}, {499, 1}, {500, 7}, {503, 2}};
    struct status_count fine[] = {{200, 1000}, {399, 1}};
    struct snapshot_row rows[] = {
        {.method = TEXT("GET"), .name = TEXT("/few"), .statuses = few, .status_count = COUNT(few)},
        {.method = TEXT("GET"), .name = TEXT("/fine"), .statuses = fine, .status_count = COUNT(fine)},
        {.method = TEXT("POST"), .name = TEXT("/\x1b[2J"), .statuses = many, .status_count = COUNT(many)}};
    struct snapshot s = {.rows = rows, .row_count = COUNT(rows)};
    const char *text = drawn(traffic_table_draw_answers, &s);

    assert_non_null(
        strstr(text, "answers by endpoint                           below 400        4xx        429        5xx       none\n"));
    assert_non_null(
        strstr(text, "         10          6         20          9          0\n"
                     "GET /few                                             92          3          0          0          1\n"));
    assert_null(strstr(text, "/fine"));
    assert_null(strchr(text, '\x1b'));
}

static void a_run_of_good_answers_has_no_table_and_a_bad_one_not_more_than_twenty_lines(void **state)
{
    static struct status_count fine[] = {{200, 5}}, bad[] = {{500, 1}};
    static struct snapshot_row rows[30];
    struct snapshot s = {.rows = rows, .row_count = COUNT(rows)};

    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i] = (struct snapshot_row){.method = TEXT("GET"), .name = TEXT("/a"), .statuses = fine, .status_count = 1};
    assert_string_equal(drawn(traffic_table_draw_answers, &s), "");
    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i].statuses = bad;
    assert_non_null(strstr(drawn(traffic_table_draw_answers, &s), "\n... 10 more endpoints\n"));
}

TEST_MAIN(TEST(each_class_has_its_share_of_the_requests), TEST(one_class_and_a_run_without_requests_have_no_table),
          TEST(answers_are_told_apart_by_whose_fault_they_are_and_the_worst_endpoint_comes_first),
          TEST(a_run_of_good_answers_has_no_table_and_a_bad_one_not_more_than_twenty_lines))
