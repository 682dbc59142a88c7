/* SPDX-License-Identifier: MIT */
/* comparison_table_test.c - a comparison as lines, and its short texts */
#include "comparison_fixture.h"

#include "output/comparison_table.h"
#include "output/comparison_texts.h"

static void draw(const struct comparison *c, unsigned columns, bool unicode, bool all, bool colour, struct buffer *out)
{
    struct canvas canvas;

    buffer_init(out, 1 << 20);
    canvas_init(&canvas, out, columns, colour);
    comparison_table_draw(c, unicode, all, &canvas);
}

static void the_worst_comes_first_and_the_result_last(void **state)
{
    struct comparison_fixture f;
    struct buffer out;

    comparison_fixture_init(&f);
    draw(&f.comparison, 100, true, false, false, &out);
    assert_equal_string("table", buffer_cstring(&out),
                        "after|.json against run 1 (before)\n"
                        "\n"
                        "  request                        metric             base       now    change  95 % sure\n"
                        "✗ GET /items                     p95              120 ms    151 ms   +25.8 %  +20.1 % to +31.7 %\n"
                        "✓ GET /items                     fail_ratio          5 %       1 %     -4 pp  -6 pp to -2 pp\n"
                        "? P|T <b>\\x1b[1m&'               p95                   -         -         -  too few requests\n"
                        "· P|T <b>\\x1b[1m&'               rps              10.0/s   145.0/s    x 14.5  another load\n"
                        "= GET /items                     rps           1,234.5/s 1,236.7/s   +0.18 %  none above 3.2 %\n"
                        "= P|T <b>\\x1b[1m&'               fail_ratio          0 %       0 %     +0 pp  none above 0.4 pp\n"
                        "\n"
                        "only in the base: GET /gone\n"
                        "* another host: \"a|b\" and more\n"
                        "\n"
                        "✗ regression: 1 of 4 numbers got worse, most of all p95 of GET /items: 120 ms -> 151 ms (+25.8 %);\n"
                        "  not enough data for 1 more\n"
                        "\n");
    buffer_free(&out);
}

static void each_line_fits_and_plain_marks_are_ascii(void **state)
{
    struct comparison_fixture f;
    struct buffer out;
    struct text rest;

    comparison_fixture_init(&f);
    draw(&f.comparison, 60, false, true, false, &out);
    rest = buffer_view(&out);
    while (rest.data) {
        struct text line = text_cut(&rest, '\n');

        if (line.size > 60)
            fail_msg("%zu bytes: %.*s", line.size, (int)line.size, line.data);
    }
    for (size_t i = 0; i < out.size; i++)
        assert_true((unsigned char)out.data[i] < 0x7F && out.data[i] != '\x1b');
    assert_non_null(strstr(buffer_cstring(&out), "    +20.1 % to +31.7 %\n")); /* below its row where there is no column */
    buffer_free(&out);
}

static void colours_appear_only_where_they_are_wanted(void **state)
{
    struct comparison_fixture f;
    struct buffer out;

    comparison_fixture_init(&f);
    draw(&f.comparison, 100, true, false, true, &out);
    assert_non_null(strstr(buffer_cstring(&out), "\x1b[31m"));
    buffer_free(&out);
}

static void a_long_table_is_cut_unless_all_is_wanted(void **state)
{
    struct comparison_rank many[60];
    struct comparison_fixture f;
    struct buffer out;

    comparison_fixture_init(&f);
    for (size_t i = 0; i < COUNT(many); i++)
        many[i] = f.ranked[i == 0 ? 0 : 4];
    f.comparison.ranked = many;
    f.comparison.ranked_count = COUNT(many);
    draw(&f.comparison, 100, true, false, false, &out);
    assert_non_null(strstr(buffer_cstring(&out), "  44 more: 44 no difference\n"));
    buffer_free(&out);
    draw(&f.comparison, 100, true, true, false, &out);
    assert_null(strstr(buffer_cstring(&out), " more: "));
    buffer_free(&out);
}

static void nothing_to_compare_is_said(void **state)
{
    struct comparison empty = {.base_label = "a", .now_label = "b"};
    struct buffer out;

    draw(&empty, 80, true, false, false, &out);
    assert_equal_string("table", buffer_cstring(&out), "b against a\n\n? not enough data: there is nothing to compare\n\n");
    buffer_free(&out);
}

static void changes_have_signs_units_and_factors(void **state)
{
    struct comparison_fixture f;
    struct compared_metric m;
    char out[COMPARISON_TEXT];

    comparison_fixture_init(&f);
    m = *f.ranked[0].metric;
    static const struct {
        double relative;
        const char *text;
    } table[] = {{0, "+0 %"}, {-0.00001, "+0 %"}, {-0.5, "-50 %"}, {1.5, "+150 %"}, {8.99, "+899 %"},
                 {9, "x 10"}, {213, "x 214"},     {INFINITY, "-"}, {NAN, "-"},      {0.00123, "+0.123 %"}};
    for (size_t i = 0; i < COUNT(table); i++) {
        m.relative = table[i].relative;
        assert_equal_string("change", comparison_text_change(&m, out), table[i].text);
    }
    assert_equal_string("time beyond an hour", comparison_text_value(m.metric, INFINITY, out), "-");
    m.relative_low = m.relative_high = NAN;
    assert_equal_string("no interval", comparison_text_remark(&m, out), "-");
}

TEST_MAIN(TEST(the_worst_comes_first_and_the_result_last), TEST(each_line_fits_and_plain_marks_are_ascii),
          TEST(colours_appear_only_where_they_are_wanted), TEST(a_long_table_is_cut_unless_all_is_wanted),
          TEST(nothing_to_compare_is_said), TEST(changes_have_signs_units_and_factors))
