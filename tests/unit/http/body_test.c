/* SPDX-License-Identifier: MIT */
/* Forms, multipart and base64. */
#include "support.h"

#include "http/body.h"

static struct buffer out;

static int set_up(void **state)
{
    buffer_init(&out, 1 << 20);
    return 0;
}

static int clean_up(void **state)
{
    buffer_free(&out);
    return 0;
}

static void form_fields_are_joined_and_encoded(void **state)
{
    body_form_field(&out, TEXT("name"), TEXT("J\xc3\xbcrgen & co"));
    body_form_field(&out, TEXT("a=b"), TEXT("1+1=2"));
    body_form_field(&out, TEXT("empty"), TEXT(""));
    assert_equal_string("form", buffer_cstring(&out), "name=J%C3%BCrgen+%26+co&a%3Db=1%2B1%3D2&empty=");
}

static void a_multipart_body_has_the_form_of_the_rfc(void **state)
{
    assert_int_equal(body_multipart_part(&out, "XX", TEXT("field"), TEXT(""), TEXT(""), TEXT("value")), OK);
    assert_int_equal(body_multipart_part(&out, "XX", TEXT("file"), TEXT("a.txt"), TEXT("text/plain"), TEXT("1\r\n2")), OK);
    body_multipart_end(&out, "XX");
    assert_equal_string("body", buffer_cstring(&out),
                        "--XX\r\n"
                        "Content-Disposition: form-data; name=\"field\"\r\n"
                        "\r\n"
                        "value\r\n"
                        "--XX\r\n"
                        "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                        "Content-Type: text/plain\r\n"
                        "\r\n"
                        "1\r\n2\r\n"
                        "--XX--\r\n");
}

static void names_cannot_leave_their_quotes(void **state)
{
    assert_int_equal(body_multipart_part(&out, "X", TEXT("a\"\r\nB: c"), TEXT("50%\".txt"), TEXT(""), TEXT("")), OK);
    assert_non_null(strstr(buffer_cstring(&out), "name=\"a%22%0D%0AB: c\"; filename=\"50%%22.txt\"\r\n\r\n"));
}

static void a_content_type_cannot_add_a_header(void **state)
{
    assert_int_equal(body_multipart_part(&out, "X", TEXT("a"), TEXT(""), TEXT("text/plain\r\nB: c"), TEXT("")),
                     ERROR_BAD_REQUEST);
    assert_equal_u64("written", out.size, 0);
}

static void content_is_sent_byte_for_byte(void **state)
{
    static const char content[] = "\0\r\n--X\xff";

    assert_int_equal(body_multipart_part(&out, "Y", TEXT("a"), TEXT(""), TEXT(""), (struct text){content, sizeof content - 1}),
                     OK);
    assert_memory_equal(out.data + out.size - 2 - (sizeof content - 1), content, sizeof content - 1);
}

static void boundaries_are_letters_and_digits_and_differ(void **state)
{
    char a[BODY_BOUNDARY], b[BODY_BOUNDARY], again[BODY_BOUNDARY];
    struct random r;

    random_init(&r, 1, 2);
    body_multipart_boundary(&r, a);
    body_multipart_boundary(&r, b);
    random_init(&r, 1, 2);
    body_multipart_boundary(&r, again);
    assert_equal_u64("size", strlen(a), 24);
    assert_equal_u64("letters and digits", strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), 24);
    assert_string_not_equal(a, b);
    assert_equal_string("the same seed", again, a);
}

/* RFC 4648 section 10. */
static void a_full_buffer_overflows_and_stays_within_its_maximum(void **state)
{
    struct buffer small;

    buffer_init(&small, 10);
    body_form_field(&small, TEXT("a"), TEXT("123456789"));
    assert_true(small.overflowed);
    assert_true(small.size <= 10);
    buffer_free(&small);
}

#define BODY_TEST(function) TEST_WITH(function, set_up, clean_up)

TEST_MAIN(BODY_TEST(form_fields_are_joined_and_encoded), BODY_TEST(a_multipart_body_has_the_form_of_the_rfc),
          BODY_TEST(names_cannot_leave_their_quotes), BODY_TEST(a_content_type_cannot_add_a_header),
          BODY_TEST(content_is_sent_byte_for_byte), BODY_TEST(boundaries_are_letters_and_digits_and_differ),
          BODY_TEST(a_full_buffer_overflows_and_stays_within_its_maximum))
