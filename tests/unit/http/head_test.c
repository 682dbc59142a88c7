/* SPDX-License-Identifier: MIT */
/* What the text cases of responses do not show: pieces, places, and the work of heads that trickle in. */
#include "support.h"

#include "base/clock.h"
#include "http/head.h"

#define ORDINARY                                                                                           \
    "HTTP/1.1 200 Fine\r\nServer: x\r\nDate: Fri, 21 Nov 2026 00:27:39 GMT\r\nContent-Type: text/html\r\n" \
    "Content-Length: 612\r\nConnection: keep-alive\r\nETag: \"5f7d8e2a-264\"\r\n\r\n"

static struct http_field fields[LIMIT_RESPONSE_HEADERS];

static ssize_t parse(struct text bytes, struct http_head *head, struct http_head_problem *problem)
{
    size_t searched = 0;

    return http_head_parse(bytes, false, fields, COUNT(fields), &searched, head, problem);
}

static void pieces_point_into_the_bytes_that_were_given(void **state)
{
    struct text bytes = TEXT(ORDINARY "body");
    struct http_head_problem problem;
    struct http_head head;

    assert_equal_u64("size", (uint64_t)parse(bytes, &head, &problem), sizeof ORDINARY - 1);
    assert_int_equal(head.minor_version, 1);
    assert_true(text_equal(head.reason, TEXT("Fine")));
    assert_ptr_equal(head.reason.data, bytes.data + 13);
    assert_equal_u64("fields", head.field_count, 6);
    for (size_t i = 0; i < head.field_count; i++) {
        assert_true(head.fields[i].name.data > bytes.data && head.fields[i].name.data < bytes.data + sizeof ORDINARY);
        assert_true(head.fields[i].value.data > head.fields[i].name.data);
    }
    assert_equal_u64("length", head.content_length, 612);
}

static void a_field_is_found_without_case(void **state)
{
    struct http_head_problem problem;
    struct http_head head;

    assert_true(parse(TEXT(ORDINARY), &head, &problem) > 0);
    assert_ptr_equal(http_head_find(&head, TEXT("eTAG")), &head.fields[5]);
    assert_null(http_head_find(&head, TEXT("ETag2")));
    assert_null(http_head_find(&head, TEXT("")));
}

static void the_search_goes_on_where_it_stopped(void **state)
{
    static const char all[] = ORDINARY;
    struct http_head_problem problem;
    struct http_head head;
    size_t searched = 0;
    ssize_t size = 0;

    for (size_t given = 0; given < sizeof all - 1; given++) {
        size = http_head_parse((struct text){all, given}, false, fields, COUNT(fields), &searched, &head, &problem);
        assert_int_equal(size, 0);
        assert_true(searched <= given && searched + 2 >= (given < 13 ? 0 : given));
    }
    size = http_head_parse(TEXT(ORDINARY), false, fields, COUNT(fields), &searched, &head, &problem);
    assert_equal_u64("size", (uint64_t)size, sizeof all - 1);
}

/* In time that is proportional to the size: 256 KiB that arrive byte by byte would take half a minute if each call began anew. */
static void a_head_that_trickles_in_costs_linear_time(void **state)
{
    struct http_head_problem problem;
    struct http_head head;
    struct buffer bytes;
    size_t searched = 0;
    uint64_t started = clock_process_cpu();

    buffer_init(&bytes, 2 * LIMIT_RESPONSE_HEAD);
    buffer_string(&bytes, "HTTP/1.1 200 OK\r\n");
    while (bytes.size < LIMIT_RESPONSE_HEAD) {
        buffer_string(&bytes, bytes.size % 3 ? "\n" : "x"); /* never two line breaks in a row after the first */
        if (bytes.data[bytes.size - 1] == '\n')
            buffer_string(&bytes, "y");
    }
    for (size_t given = 1; given <= bytes.size; given++)
        (void)!http_head_parse((struct text){bytes.data, given}, false, fields, COUNT(fields), &searched, &head, &problem);
    assert_true(clock_process_cpu() - started < 5 * NANOS_PER_SECOND);
    buffer_free(&bytes);
}

static void bytes_behind_the_head_are_not_looked_at(void **state)
{
    char bytes[] = "HTTP/1.1 204 No\r\n\r\n\0\xff\x80garbage: \r";
    struct http_head_problem problem;
    struct http_head head;

    assert_int_equal(parse((struct text){bytes, sizeof bytes - 1}, &head, &problem), 19);
}

/* Each byte value in each place of a small head: the parser says complete, more or wrong, and its place lies within the bytes. */
static void any_changed_byte_is_answered_within_the_bytes(void **state)
{
    static const char good[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\n";

    for (size_t at = 0; at < sizeof good - 1; at++) {
        for (int value = 0; value < 256; value++) {
            struct http_head_problem problem = {NULL, SIZE_MAX};
            struct http_head head;
            char bytes[sizeof good];
            ssize_t size;

            memcpy(bytes, good, sizeof good);
            bytes[at] = (char)value;
            size = parse((struct text){bytes, sizeof good - 1}, &head, &problem);
            if (size > (ssize_t)sizeof good - 1 || (size < 0 && (!problem.sentence || problem.at >= sizeof good)))
                fail_msg("byte %zu as %d: %zd at %zu", at, value, size, problem.at);
        }
    }
}

static void the_callers_room_for_fields_is_respected(void **state)
{
    struct http_field few[2] = {0};
    struct http_head_problem problem;
    struct http_head head;
    size_t searched = 0;
    struct text three = TEXT("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n");

    assert_int_equal(http_head_parse(three, false, few, 2, &searched, &head, &problem), -ERROR_HEADERS_TOO_LARGE);
    assert_equal_u64("at", problem.at, 29);
}

TEST_MAIN(TEST(pieces_point_into_the_bytes_that_were_given), TEST(a_field_is_found_without_case),
          TEST(the_search_goes_on_where_it_stopped), TEST(a_head_that_trickles_in_costs_linear_time),
          TEST(bytes_behind_the_head_are_not_looked_at), TEST(any_changed_byte_is_answered_within_the_bytes),
          TEST(the_callers_room_for_fields_is_respected))
