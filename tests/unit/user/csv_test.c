/* SPDX-License-Identifier: MIT */
/* user/csv_test.c - CSV as RFC 4180 has it, and what is none, with its line */
#include "support.h"

#include "base/mem.h"
#include "base/random.h"
#include "user/csv.h"

/* Memory of exactly the size, and the one byte that csv_read asks for: reads beyond are found by the sanitizers. */
static char *copy_of(const char *text, size_t size)
{
    char *copy = mem_alloc(size + 1);

    memcpy(copy, text, size);
    return copy;
}

/* All values, header first, as "a|b;c|d;". */
static void assert_csv(const char *text, const char *wanted)
{
    char *copy = copy_of(text, strlen(text)), got[512];
    const char *problem;
    struct csv csv;
    size_t line, size = 0;

    if (!csv_read(&csv, copy, strlen(text), &line, &problem))
        fail_msg("\"%s\", line %zu: %s", text, line, problem);
    for (size_t r = 0; r <= csv.count; r++)
        for (size_t c = 0; c < csv.columns; c++)
            size += (size_t)snprintf(got + size, sizeof got - size, "%s%c", csv_value(r ? csv.rows[r - 1] : csv.names, c),
                                     c + 1 < csv.columns ? '|' : ';');
    assert_equal_string(text, got, wanted);
    csv_free(&csv);
    mem_free(copy);
}

static void rows_and_values_are_read(void **state)
{
    assert_csv("a,b\n1,2\n3,4\n", "a|b;1|2;3|4;");
    assert_csv("a,b\r\n1,2\r\n", "a|b;1|2;");
    assert_csv("a,b\n1,2", "a|b;1|2;");
    assert_csv("a\n1", "a;1;");
    assert_csv("a,b\n,\n", "a|b;|;");
    assert_csv("a, b \n 1,2 \n", "a| b ; 1|2 ;");
    assert_csv("a,b\n", "a|b;");
    assert_csv("a,b", "a|b;");
}

static void quotes_hold_anything(void **state)
{
    assert_csv("a,b\n\"1,5\",\"x\"\"y\"\n", "a|b;1,5|x\"y;");
    assert_csv("a,b\n\"two\nlines\",\"\"\n", "a|b;two\nlines|;");
    assert_csv("\"a\",\"b\"\r\n\"\r\n\",\"\"\"\"\r\n", "a|b;\r\n|\";");
    assert_csv("a\n\"x\"", "a;x;");
}

static void empty_lines_and_a_byte_order_mark_are_skipped(void **state)
{
    assert_csv("\xEF\xBB\xBF\x61,b\n1,2\n", "a|b;1|2;");
    assert_csv("\n\na,b\n\n1,2\r\n\r\n3,4\n\n\n", "a|b;1|2;3|4;");
    assert_csv("a\n\"\"\nx\n", "a;;x;");
}

static void what_is_no_csv_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text;
        size_t size; /* 0: to its zero */
        size_t line;
        const char *part;
    } cases[] = {
        {"", 0, 1, "the file is empty"},
        {"\n\r\n\n", 0, 4, "the file is empty"},
        {"\xEF\xBB\xBF", 0, 1, "the file is empty"},
        {"a,b\n1\n", 0, 2, "fewer values than columns"},
        {"a,b\n1,2\n\n1,2,3\n", 0, 4, "more values than columns"},
        {"a,b\n1,2\n\"x\ny\",\"open\nnext\n", 0, 4, "never closed"},
        {"a,b\n\"x\ny\",1\n1,2,3\n", 0, 4, "more values"},
        {"a\n\"x\"y\n", 0, 2, "follows a closing quote"},
        {"a\nx\"y\n", 0, 2, "a quote inside of a value"},
        {"a\nx\ry\n", 0, 2, "without a line feed"},
        {"a\nx\r", 0, 2, "without a line feed"},
        {"a,b,a\n1,2,3\n", 0, 1, "two columns have the same name"},
        {"a\nx\0y\n", 6, 2, "a zero byte"},
        {"a\n\"x\0y\"\n", 8, 2, "a zero byte"},
        {"a\0,\0b\0\n\0", 8, 1, "a zero byte"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t size = cases[i].size ? cases[i].size : strlen(cases[i].text), line = 0;
        char *copy = copy_of(cases[i].text, size);
        const char *problem = "";
        struct csv csv;

        if (csv_read(&csv, copy, size, &line, &problem))
            fail_msg("case %zu was read", i);
        if (line != cases[i].line || !strstr(problem, cases[i].part))
            fail_msg("case %zu: line %zu, \"%s\"; wanted line %zu, \"%s\"", i, line, problem, cases[i].line, cases[i].part);
        mem_free(copy);
    }
}

static void columns_are_found_by_name(void **state)
{
    char *copy = copy_of("name,age,\n", 10);
    const char *problem;
    struct csv csv;
    size_t line;

    assert_true(csv_read(&csv, copy, 10, &line, &problem));
    assert_equal_u64("columns", csv.columns, 3);
    assert_equal_u64("age", csv_column(&csv, "age"), 1);
    assert_equal_u64("none", csv_column(&csv, "Age"), 3);
    assert_equal_u64("empty", csv_column(&csv, ""), 2);
    csv_free(&csv);
    mem_free(copy);
}

static void random_bytes_do_no_harm(void **state)
{
    static const char letters[] = "a,,\"\"\n\r\r\n\nx\xEF\xBB\xBF\0";
    struct random random;

    random_init(&random, 3, 0);
    for (int i = 0; i < 20000; i++) {
        size_t size = (size_t)random_between(&random, 0, 40), line;
        char *copy = mem_alloc(size + 1);
        const char *problem;
        struct csv csv;

        for (size_t k = 0; k < size; k++)
            copy[k] = letters[random_below(&random, sizeof letters - 1)];
        if (csv_read(&csv, copy, size, &line, &problem)) {
            for (size_t r = 0; r < csv.count; r++)
                assert_true(csv_value(csv.rows[r], csv.columns - 1) <= copy + size);
            csv_free(&csv);
        }
        mem_free(copy);
    }
}

TEST_MAIN(TEST(rows_and_values_are_read), TEST(quotes_hold_anything), TEST(empty_lines_and_a_byte_order_mark_are_skipped),
          TEST(what_is_no_csv_is_refused_with_its_line), TEST(columns_are_found_by_name), TEST(random_bytes_do_no_harm))
