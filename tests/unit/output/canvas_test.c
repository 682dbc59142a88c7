/* SPDX-License-Identifier: MIT */
/* output/canvas_test.c - lines, columns, styles and breaking of the canvas */
#include "support.h"

#include "output/canvas.h"

static struct buffer out;
static struct canvas canvas;

static int set_up(void **state)
{
    buffer_init(&out, 4096);
    canvas_init(&canvas, &out, 20, false);
    return 0;
}

static int clean_up(void **state)
{
    buffer_free(&out);
    return 0;
}

static void lines_are_cut_at_the_edge(void **state)
{
    canvas_text(&canvas, STYLE_PLAIN, TEXT("0123456789012345678"));
    canvas_text(&canvas, STYLE_PLAIN, TEXT("xyz"));
    canvas_text(&canvas, STYLE_PLAIN, TEXT("lost"));
    canvas_end(&canvas);
    assert_equal_string("line", buffer_cstring(&out), "0123456789012345678~\n");
    assert_equal_u64("lines", canvas.lines, 1);
}

static void cells_align_and_lines_end_without_blanks(void **state)
{
    canvas_cell(&canvas, STYLE_PLAIN, 6, TEXT("数据"));
    canvas_right(&canvas, STYLE_PLAIN, 5, "12");
    canvas_cell(&canvas, STYLE_PLAIN, 6, TEXT("abcdefgh"));
    canvas_to(&canvas, 18);
    canvas_end(&canvas);
    assert_equal_string("line", buffer_cstring(&out), "数据     12abcde~\n");
}

static void text_that_reaches_a_column_is_followed_by_one_blank(void **state)
{
    canvas_text(&canvas, STYLE_PLAIN, TEXT("abcdef"));
    canvas_to(&canvas, 4);
    canvas_text(&canvas, STYLE_PLAIN, TEXT("x"));
    canvas_end(&canvas);
    assert_equal_string("line", buffer_cstring(&out), "abcdef x\n");
}

static void styles_are_escape_sequences_only_with_colours(void **state)
{
    canvas_text(&canvas, STYLE_RED, TEXT("a"));
    canvas_end(&canvas);
    canvas.colour = true;
    canvas_text(&canvas, STYLE_RED, TEXT("b\x1b[0m"));
    canvas_text(&canvas, STYLE_PLAIN, TEXT("c"));
    canvas_end(&canvas);
    assert_equal_string("lines", buffer_cstring(&out), "a\n\x1b[31mb\\x1b[0m\x1b[0mc\n");
}

static void long_text_is_broken_between_words(void **state)
{
    canvas_text(&canvas, STYLE_PLAIN, TEXT("* "));
    canvas_wrapped(&canvas, STYLE_PLAIN, 2, TEXT("one two three four five averyveryverylongword\x07 six"));
    assert_equal_string("lines", buffer_cstring(&out), "* one two three four\n  five\n  averyveryverylong~\n  six\n");
}

#define ON_CANVAS(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(ON_CANVAS(lines_are_cut_at_the_edge), ON_CANVAS(cells_align_and_lines_end_without_blanks),
          ON_CANVAS(text_that_reaches_a_column_is_followed_by_one_blank),
          ON_CANVAS(styles_are_escape_sequences_only_with_colours), ON_CANVAS(long_text_is_broken_between_words))
