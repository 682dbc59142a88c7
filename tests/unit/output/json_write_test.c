/* SPDX-License-Identifier: MIT */
/* output/json_write_test.c - what is written directly is valid JSON, and the same as a tree of values gives */
#include "support.h"

#include <jansson.h>

#include "output/json_value.h"
#include "output/json_write.h"

struct written {
    struct buffer text;
    struct json_writer w;
};

static int set_up(void **state)
{
    struct written *t = calloc(1, sizeof *t); /* memory of the test */

    buffer_init(&t->text, 4 << 20);
    t->w = json_writer_on(&t->text);
    *state = t;
    return 0;
}

static int clean_up(void **state)
{
    struct written *t = *state;

    buffer_free(&t->text);
    free(t);
    return 0;
}

static void commas_stand_between_members_and_elements(void **state)
{
    struct written *t = *state;

    json_write_object(&t->w, NULL);
    json_write_count(&t->w, "a", 1);
    json_write_array(&t->w, "b");
    json_write_object(&t->w, NULL);
    json_write_object_end(&t->w);
    json_write_array(&t->w, NULL);
    json_write_array_end(&t->w);
    json_write_boolean(&t->w, NULL, true);
    json_write_null(&t->w, NULL);
    json_write_array_end(&t->w);
    json_write_value(&t->w, "d", json_pack("[i]", 2));
    json_write_object_end(&t->w);
    assert_equal_string("document", buffer_cstring(&t->text), "{\"a\":1,\"b\":[{},[],true,null],\"d\":[2]}");
}

/* What was written is what the tree makes of the same value; takes it over. */
static void assert_same(struct written *t, const char *name, json_t *value)
{
    char *wanted = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    json_t *made = json_loads(buffer_cstring(&t->text), JSON_DECODE_ANY, NULL),
           *again = json_loads(wanted, JSON_DECODE_ANY, NULL);

    if (!json_equal(made, again))
        fail_msg("%s: got %s, wanted %s", name, buffer_cstring(&t->text), wanted);
    free(wanted); /* memory of a library */
    json_decref(made);
    json_decref(again);
    json_decref(value);
    buffer_clear(&t->text);
    t->w = json_writer_on(&t->text);
}

static void numbers_read_as_those_of_a_tree(void **state)
{
    static const double numbers[] = {
        0,    1,      -1,      0.1,     -0.5,    1e14,          999999999999999,    1e15, 1e16, 1e300,
        1e-9, 5e-324, 1.0 / 3, 2.0 / 3, 12.3456, 123456789.125, 0.30000000000000004};
    struct written *t = *state;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        json_write_number(&t->w, NULL, numbers[i]);
        assert_near_double(buffer_cstring(&t->text), strtod(buffer_cstring(&t->text), NULL), numbers[i],
                           fabs(numbers[i]) * 1e-14);
        assert_same(t, "number", json_value_number(numbers[i]));
    }
    json_write_number(&t->w, NULL, NAN);
    assert_same(t, "not a number", json_value_number(NAN));
    json_write_number(&t->w, NULL, -INFINITY);
    assert_same(t, "infinite", json_value_number(-INFINITY));
    json_write_count(&t->w, NULL, UINT64_MAX);
    assert_same(t, "count", json_value_count(UINT64_MAX));
}

/* The nearest double of any such decimal comes back. */
static void decimals_of_fifteen_digits_are_kept(void **state)
{
    struct written *t = *state;
    uint64_t random = 7;

    for (size_t round = 0; round < 200000; round++) {
        char decimal[48];
        double wanted;

        random = random * 6364136223846793005 + 1442695040888963407;
        snprintf(decimal, sizeof decimal, "%" PRIu64 "e%d", (random >> 12) % 1000000000000000, -(int)(random % 22));
        wanted = strtod(decimal, NULL);
        json_write_number(&t->w, NULL, wanted);
        if (strtod(buffer_cstring(&t->text), NULL) != wanted)
            fail_msg("%s became %s", decimal, buffer_cstring(&t->text));
        buffer_clear(&t->text);
        t->w = json_writer_on(&t->text);
    }
}

static void any_double_is_right_to_fifteen_digits(void **state)
{
    struct written *t = *state;
    uint64_t random = 11;

    for (size_t round = 0; round < 200000; round++) {
        double wanted, got;

        random = random * 6364136223846793005 + 1442695040888963407;
        wanted = ldexp((double)(random >> 11), (int)(random % 90) - 75);
        json_write_number(&t->w, NULL, round % 2 ? wanted : -wanted);
        got = fabs(strtod(buffer_cstring(&t->text), NULL));
        if (!(fabs(got - wanted) <= wanted * 1e-14))
            fail_msg("%.17g became %s", wanted, buffer_cstring(&t->text));
        buffer_clear(&t->text);
        t->w = json_writer_on(&t->text);
    }
}

static void milliseconds_keep_each_nanosecond(void **state)
{
    static const uint64_t nanos[] = {0, 1, 99, 100, 999999, 1000000, 1500000, 12345678, 3599999999999};
    struct written *t = *state;

    for (size_t i = 0; i < COUNT(nanos); i++) {
        json_write_milliseconds(&t->w, NULL, nanos[i]);
        assert_near_double(buffer_cstring(&t->text), strtod(buffer_cstring(&t->text), NULL) * 1e6, (double)nanos[i], 1e-3);
        buffer_clear(&t->text);
        t->w = json_writer_on(&t->text);
    }
    json_write_milliseconds(&t->w, NULL, DURATION_UNBOUNDED);
    assert_same(t, "unbounded", json_value_milliseconds(DURATION_UNBOUNDED));
}

static void text_of_any_bytes_reads_as_that_of_a_tree(void **state)
{
    struct written *t = *state;
    unsigned random = 7;
    char bytes[64];

    for (size_t round = 0; round < 2000; round++) {
        size_t size = round % sizeof bytes;
        json_t *tree = NULL, *read;
        char *wanted;

        for (size_t i = 0; i < size; i++) {
            random = random * 1103515245 + 12345;
            bytes[i] = (char)(random >> 16);
        }
        json_write_text(&t->w, NULL, (struct text){bytes, size});
        read = json_loads(buffer_cstring(&t->text), JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        tree = json_value_text((struct text){bytes, size});
        wanted = json_dumps(tree, JSON_ENCODE_ANY);
        if (!read || !json_equal(read, tree))
            fail_msg("round %zu: %s, wanted %s", round, buffer_cstring(&t->text), wanted);
        free(wanted); /* memory of a library */
        json_decref(read);
        json_decref(tree);
        buffer_clear(&t->text);
        t->w = json_writer_on(&t->text);
    }
}

static void no_line_break_and_no_raw_control_gets_through(void **state)
{
    struct written *t = *state;

    for (int c = 1; c < 0x20; c++) {
        char byte = (char)c;

        json_write_text(&t->w, NULL, (struct text){&byte, 1});
    }
    for (size_t i = 0; i < t->text.size; i++)
        if ((unsigned char)t->text.data[i] < 0x20)
            fail_msg("byte %#x at %zu", (unsigned)t->text.data[i], i);
}

static void times_are_utc_or_null(void **state)
{
    struct written *t = *state;

    json_write_time(&t->w, NULL, 1787392800123456789);
    assert_same(t, "time", json_value_time(1787392800123456789));
    json_write_time(&t->w, NULL, 0);
    assert_same(t, "no time", json_value_time(0));
    json_write_masked(&t->w, NULL, "http://joe:secret@host/");
    assert_same(t, "masked", json_value_masked("http://joe:secret@host/"));
    json_write_masked(&t->w, NULL, NULL);
    assert_same(t, "masked nothing", json_value_masked(NULL));
}

#define WRITTEN(test) TEST_WITH(test, set_up, clean_up)

TEST_MAIN(WRITTEN(commas_stand_between_members_and_elements), WRITTEN(numbers_read_as_those_of_a_tree),
          WRITTEN(decimals_of_fifteen_digits_are_kept), WRITTEN(any_double_is_right_to_fifteen_digits),
          WRITTEN(milliseconds_keep_each_nanosecond), WRITTEN(text_of_any_bytes_reads_as_that_of_a_tree),
          WRITTEN(no_line_break_and_no_raw_control_gets_through), WRITTEN(times_are_utc_or_null))
