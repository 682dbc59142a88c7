/* SPDX-License-Identifier: MIT */
/* check_table_test.c - checks and verdict for people: exact text, what is too wide, what is missing */
#include "output/check_table.h"

#include "judgement_fixture.h"

static const char *drawn(const struct judgement *j, void (*draw)(const struct judgement *j, struct canvas *c), unsigned columns)
{
    static struct buffer out;
    struct canvas c;

    buffer_free(&out);
    buffer_init(&out, 100000);
    canvas_init(&c, &out, columns, false);
    draw(j, &c);
    return buffer_cstring(&out);
}

static void draw_table(const struct judgement *j, struct canvas *c)
{
    check_table_draw(j, true, c);
}

static void draw_live(const struct judgement *j, struct canvas *c)
{
    check_table_draw_live(j, false, c);
}

static void the_table_has_marks_values_limits_margins_and_notes(void **state)
{
    struct judgement_fixture f;

    judgement_fixture_init(&f);
    assert_equal_string("table", drawn(&f.judgement, draw_table, 80),
                        "checks                                             value       limit      margin\n"
                        "✓ p95 < 200ms                                     150 ms      200 ms       +25 %\n"
                        "✗ fail_ratio < 1% for \"<b>&'\\x1b\"                    3 %         1 %      -200 %\n"
                        "    ended the run\n"
                        "✗ p99 < 1s for AuthUser                                -      1.00 s           -\n"
                        "    no requests\n"
                        "\n");
}

static void the_verdict_has_its_reasons(void **state)
{
    struct judgement_fixture f;

    judgement_fixture_init(&f);
    assert_equal_string("verdict", drawn(&f.judgement, check_table_draw_validity, 100),
                        "verdict           DEGRADED\n"
                        "                  * busy (limit 80 %): use less\n"
                        "\n");
}

static void the_live_view_gets_as_many_lines_as_it_was_told(void **state)
{
    struct judgement_fixture f;

    judgement_fixture_init(&f);
    assert_equal_string("live", drawn(&f.judgement, draw_live, 80),
                        "checks: 1 pass, 2 fail, 0 wait for numbers\n"
                        "x 3 %  fail_ratio < 1% for \"<b>&'\\x1b\"\n"
                        "x -  p99 < 1s for AuthUser\n"
                        "DEGRADED: busy (limit 80 %): use less\n");
    assert_int_equal(check_table_live_lines(&f.judgement), 4);
    assert_int_equal(check_table_live_lines(NULL), 0);
}

static void without_a_judge_nothing_is_drawn(void **state)
{
    assert_equal_string("table", drawn(NULL, draw_table, 80), "");
    assert_equal_string("verdict", drawn(NULL, check_table_draw_validity, 80), "");
    assert_equal_string("live", drawn(NULL, draw_live, 80), "");
}

TEST_MAIN(TEST(the_table_has_marks_values_limits_margins_and_notes), TEST(the_verdict_has_its_reasons),
          TEST(the_live_view_gets_as_many_lines_as_it_was_told), TEST(without_a_judge_nothing_is_drawn))
