/* SPDX-License-Identifier: MIT */
/* user/json_read_test.c - values out of JSON bodies: pointers, kinds of values, bodies that are hostile or no JSON */
#include "fixture.h"

static cic_response *json(void **state, const char *body)
{
    return fixture_response(*state, text_from(body));
}

/* RFC 6901 section 5 */
static void pointers_find_what_the_rfc_says(void **state)
{
    static const struct {
        const char *pointer;
        long long value;
    } cases[] = {{"/foo/0", -1}, {"/", 0},     {"/a~1b", 1}, {"/c%d", 2}, {"/e^f", 3},
                 {"/g|h", 4},    {"/i\\j", 5}, {"/k\"l", 6}, {"/ ", 7},   {"/m~0n", 8}};
    cic_response *r = json(state, "{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"c%d\": 2, \"e^f\": 3, \"g|h\": 4,"
                                  " \"i\\\\j\": 5, \"k\\\"l\": 6, \" \": 7, \"m~n\": 8}");

    for (size_t i = 0; i < COUNT(cases); i++)
        if (cic_json_int(r, cases[i].pointer, -1) != cases[i].value)
            fail_msg("\"%s\": got %lld, wanted %lld", cases[i].pointer, cic_json_int(r, cases[i].pointer, -1), cases[i].value);
    assert_equal_string("/foo/0", cic_json_str(r, "/foo/0"), "bar");
    assert_equal_string("/foo", cic_json_text(r, "/foo"), "[\"bar\",\"baz\"]");
    assert_true(cic_json_has(r, ""));
    assert_equal_u64("members", cic_json_count(r, ""), 10);
}

static void pointers_that_lead_nowhere_are_absent(void **state)
{
    static const char *const pointers[] = {
        "/none",   "/list/3", "/list/-", "/list/-1",  "/list/01", "/list/ 1", "/list/1x", "/list/", "/list/99999999999999999999",
        "/text/0", "/text/",  "/null/x", "/list/1/2", "no slash", "list",     "/a~2b",    "/a~"};
    cic_response *r = json(state, "{\"list\": [1, 2, 3], \"text\": \"x\", \"null\": null, \"a~2b\": 1, \"a~\": 1, \"list \": 1}");

    for (size_t i = 0; i < COUNT(pointers); i++)
        if (cic_json_has(r, pointers[i]))
            fail_msg("\"%s\" is there", pointers[i]);
    assert_true(cic_json_has(r, "/list/2"));
    assert_true(cic_json_has(r, "/list/0"));
    assert_true(cic_json_has(r, "/null"));
}

static void a_value_of_another_kind_is_absent(void **state)
{
    cic_response *r = json(state, "{\"s\": \"1\", \"i\": 1, \"r\": 1.5, \"t\": true, \"n\": null, \"a\": [1], \"o\": {}}");

    assert_null(cic_json_str(r, "/i"));
    assert_null(cic_json_str(r, "/n"));
    assert_int_equal(cic_json_int(r, "/s", -7), -7);
    assert_int_equal(cic_json_int(r, "/r", -7), -7);
    assert_int_equal(cic_json_int(r, "/t", -7), -7);
    assert_near_double("/i", cic_json_num(r, "/i", -7), 1, 0);
    assert_near_double("/r", cic_json_num(r, "/r", -7), 1.5, 0);
    assert_near_double("/s", cic_json_num(r, "/s", -7), -7, 0);
    assert_true(cic_json_bool(r, "/t", false));
    assert_true(cic_json_bool(r, "/i", true));
    assert_false(cic_json_bool(r, "/n", false));
    assert_equal_u64("array", cic_json_count(r, "/a"), 1);
    assert_equal_u64("object", cic_json_count(r, "/o"), 0);
    assert_equal_u64("text", cic_json_count(r, "/s"), 0);
    assert_equal_u64("absent", cic_json_count(r, "/none"), 0);
    assert_equal_string("null", cic_json_text(r, "/n"), "null");
    assert_null(cic_json_text(r, "/none"));
}

static void integers_of_64_bits_are_exact(void **state)
{
    cic_response *r = json(state, "[9223372036854775807, -9223372036854775808, 9007199254740993, 2.0, 1e3, 2.5]");

    assert_true(cic_json_int(r, "/0", 0) == INT64_MAX);
    assert_true(cic_json_int(r, "/1", 0) == INT64_MIN);
    assert_true(cic_json_int(r, "/2", 0) == 9007199254740993);
    assert_true(cic_json_int(r, "/3", 0) == 2);
    assert_true(cic_json_int(r, "/4", 0) == 1000);
    assert_true(cic_json_int(r, "/5", 0) == 0);
}

static void an_integer_beyond_64_bits_does_not_hide_the_rest(void **state)
{
    cic_response *r = json(state, "{\"huge\": 18446744073709551615, \"id\": 42, \"name\": \"x\"}");

    assert_equal_string("name", cic_json_str(r, "/name"), "x");
    assert_int_equal(cic_json_int(r, "/id", -1), 42);
    assert_int_equal(cic_json_int(r, "/huge", -1), -1);
    assert_near_double("huge", cic_json_num(r, "/huge", -1), 18446744073709551615.0, 1);
}

static void a_scalar_is_a_document(void **state)
{
    assert_equal_string("text", cic_json_str(json(state, "\"caf\xC3\xA9\""), ""), "caf\xC3\xA9");
    assert_int_equal(cic_json_int(json(state, " 17 "), "", 0), 17);
    assert_true(cic_json_has(json(state, "null"), ""));
}

static void a_byte_order_mark_is_ignored(void **state)
{
    assert_int_equal(cic_json_int(json(state, "\xEF\xBB\xBF[5]"), "/0", 0), 5);
}

static void what_is_no_json_has_no_values(void **state)
{
    static const char *const bodies[] = {"",
                                         " ",
                                         "{",
                                         "{]",
                                         "[1,]",
                                         "{\"a\":}",
                                         "nul",
                                         "[1] x",
                                         "<html>",
                                         "\"\xFF\"",
                                         "[\"\\ud800\"]",
                                         "{\"a\": 1",
                                         "'a'",
                                         "[01]",
                                         "[1e999]",
                                         "{\"\\u0000\": 1}",
                                         "\xEF\xBB\xBF"};

    for (size_t i = 0; i < COUNT(bodies); i++) {
        cic_response *r = json(state, bodies[i]);

        if (cic_json_has(r, ""))
            fail_msg("\"%s\" was taken for JSON", bodies[i]);
        assert_int_equal(cic_json_int(r, "/a", 9), 9);
        assert_false(cic_failed(r));
    }
}

static cic_response *nested(void **state, size_t depth, char open, char close)
{
    struct fixture *f = *state;
    char *body = arena_alloc(&f->user.arena, depth * 8 + 1);
    size_t size = 0;

    for (size_t i = 0; i < depth; i++) {
        body[size++] = open;
        if (open == '{' && i + 1 < depth) {
            memcpy(body + size, "\"a\":", 4);
            size += 4;
        }
    }
    for (size_t i = 0; i < depth; i++)
        body[size++] = close;
    return fixture_response(f, (struct text){body, size});
}

static void nesting_ends_at_the_limit(void **state)
{
    assert_true(cic_json_has(nested(state, LIMIT_JSON_DEPTH, '[', ']'), ""));
    assert_true(cic_json_has(nested(state, LIMIT_JSON_DEPTH, '{', '}'), ""));
    assert_false(cic_json_has(nested(state, LIMIT_JSON_DEPTH + 1, '[', ']'), ""));
    assert_false(cic_json_has(nested(state, LIMIT_JSON_DEPTH + 1, '{', '}'), ""));
    assert_false(cic_json_has(nested(state, 1000000, '[', ']'), ""));
    assert_false(cic_json_has(nested(state, 1000000, '[', ' '), ""));
}

static void brackets_in_strings_are_not_nesting(void **state)
{
    struct fixture *f = *state;
    size_t size = 4000;
    char *body = arena_alloc(&f->user.arena, size + 32);

    memcpy(body, "[\"\\\"", 4);
    memset(body + 4, '[', size);
    memcpy(body + 4 + size, "\\\\\"]", 4);
    assert_true(cic_json_has(fixture_response(f, (struct text){body, size + 8}), "/0"));
}

static void values_live_until_the_arena_is_emptied(void **state)
{
    struct fixture *f = *state;
    cic_response *r = json(state, "{\"a\": \"first\", \"b\": \"second\"}");
    const char *a = cic_json_str(r, "/a"), *b = cic_json_str(r, "/b");

    assert_ptr_equal(cic_json_str(r, "/a"), a); /* the document is parsed once */
    assert_equal_string("a", a, "first");
    assert_equal_string("b", b, "second");
    user_forget(&f->user);
    assert_null(f->user.cleanups);
}

/* ---- on a fiber ---- */

struct run {
    void **state;
    struct loop *loop;
    size_t used;
};

static void read_deepest(void *argument)
{
    struct run *run = argument;
    struct fixture *f = *run->state;
    cic_response *r = nested(run->state, LIMIT_JSON_DEPTH, '{', '}');

    assert_true(cic_json_has(r, ""));
    assert_non_null(cic_json_text(r, ""));
    user_forget(&f->user);
    run->used = fiber_stack_used(fiber_current());
    loop_stop(run->loop);
}

static void the_deepest_document_fits_the_stack_of_a_user(void **state)
{
    struct loop *loop = loop_new();
    struct fibers *fibers = fibers_new(loop, &(struct fibers_options){.measure_stacks = true});
    struct run run = {.state = state, .loop = loop};

    fiber_start(fibers, read_deepest, &run, "json");
    loop_run(loop);
    assert_true(run.used > 0);
#ifndef ARENA_POISONS /* sanitizers make frames larger, and stacks too */
    if (run.used > 32 * KIB)
        fail_msg("reading, writing and freeing %d levels took %zu bytes of stack", LIMIT_JSON_DEPTH, run.used);
#endif
    fibers_free(fibers);
    loop_free(loop);
}

TEST_MAIN(WITH_USER(pointers_find_what_the_rfc_says), WITH_USER(pointers_that_lead_nowhere_are_absent),
          WITH_USER(a_value_of_another_kind_is_absent), WITH_USER(integers_of_64_bits_are_exact),
          WITH_USER(an_integer_beyond_64_bits_does_not_hide_the_rest), WITH_USER(a_scalar_is_a_document),
          WITH_USER(a_byte_order_mark_is_ignored), WITH_USER(what_is_no_json_has_no_values), WITH_USER(nesting_ends_at_the_limit),
          WITH_USER(brackets_in_strings_are_not_nesting), WITH_USER(the_deepest_document_fits_the_stack_of_a_user),
          WITH_USER(values_live_until_the_arena_is_emptied))
