/* SPDX-License-Identifier: MIT */
/* http/head.c - the head of a response, from bytes to pieces; see head.h
 *
 * Three passes over bytes that are in the first cache by then: the fixed front, which may be wrong long before the head is
 * complete; the search for the empty line, resumed where it stopped; then the lines. Names go through a table byte by byte,
 * values eight bytes at a time.
 */
#include "http/head.h"

#include <endian.h>

#include "http/framing.h"
#include "http/octet.h"
#include "http/status_line.h"

#define EACH_BYTE(value) (UINT64_MAX / 255 * (value))
#define HIGH_BITS        EACH_BYTE(0x80)

/* Marks control characters (below 0x20, and 0x7f) by the high bit of their byte. Marks above the lowest one may be false, since
 * the subtractions borrow. */
static uint64_t mark_controls(uint64_t bytes)
{
    uint64_t against_del = bytes ^ EACH_BYTE(0x7f);

    return (((bytes - EACH_BYTE(0x20)) & ~bytes) | ((against_del - EACH_BYTE(1)) & ~against_del)) & HIGH_BITS;
}

/* The first byte that may not stand in a field value, CR and LF among them; `end` when there is none. */
static const char *skip_value(const char *at, const char *end)
{
    uint64_t bytes;

    for (;;) {
        while (end - at >= (ptrdiff_t)sizeof bytes) {
            memcpy(&bytes, at, sizeof bytes);
            bytes = mark_controls(le64toh(bytes));
            if (bytes) {
                at += __builtin_ctzll(bytes) / 8;
                break;
            }
            at += sizeof bytes;
        }
        while (at < end && !octet_is_control(*at))
            at++;
        if (at == end || *at != '\t')
            return at;
        at++;
    }
}

/* The size of the head, or 0 when its end is not among the bytes; then *searched is where to go on. */
static size_t find_end(struct text bytes, size_t *searched)
{
    const char *end = bytes.data + bytes.size;
    const char *at = bytes.data + *searched;

    for (;;) {
        const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

        if (!newline) {
            *searched = bytes.size;
            return 0;
        }
        at = newline + 1;
        if (at < end && *at == '\r')
            at++;
        if (at == end) {
            *searched = (size_t)(newline - bytes.data);
            return 0;
        }
        if (*at == '\n')
            return (size_t)(at + 1 - bytes.data);
        at = newline + 1;
    }
}

static const char *wrong(struct framing_fault *fault, const char *where, const char *sentence)
{
    *fault = (struct framing_fault){sentence, where};
    return NULL;
}

/* `at` is the first byte that does not belong to the line's text: behind the line break, or NULL with the fault. */
static const char *end_line(const char *at, const char *control, struct framing_fault *fault)
{
    if (*at == '\n')
        return at + 1;
    if (*at != '\r')
        return wrong(fault, at, control);
    return at[1] == '\n' ? at + 2 : wrong(fault, at, "CR without LF in the head");
}

static const char *parse_reason(const char *at, const char *end, struct text *reason, struct framing_fault *fault)
{
    const char *stop = skip_value(at, end);

    *reason = text_trim((struct text){at, (size_t)(stop - at)});
    return end_line(stop, "control character in the reason of the status line", fault);
}

/* A field's name ended at `at`, but not with a colon. */
static const char *bad_name(const char *line, const char *at, bool is_first, struct framing_fault *fault)
{
    const char *next = at;

    if (at == line && (*at == ' ' || *at == '\t'))
        return wrong(fault, at, is_first ? "space before the first header" : "header continued on a second line");
    if (*at == ':')
        return wrong(fault, at, "header without a name");
    if (*at == '\r' || *at == '\n')
        return wrong(fault, at, "header without a colon");
    while (*next == ' ' || *next == '\t')
        next++;
    if (next > at && *next == ':')
        return wrong(fault, at, "space before the colon of a header");
    return wrong(fault, at,
                 octet_is_control(*at) ? "control character in a header name" : "character not allowed in a header name");
}

/* One line of the head, which is complete: a line break comes before `end`. */
static const char *parse_field(const char *line, const char *end, bool is_first, struct http_field *field,
                               struct framing_fault *fault)
{
    const char *at = line;
    const char *stop;

    while (octet_is(*at, OCTET_TOKEN))
        at++;
    if (*at != ':' || at == line)
        return bad_name(line, at, is_first, fault);
    field->name = (struct text){line, (size_t)(at - line)};
    at++;
    while (*at == ' ' || *at == '\t')
        at++;
    stop = skip_value(at, end);
    field->value = (struct text){at, (size_t)(stop - at)};
    while (field->value.size > 0 && (at[field->value.size - 1] == ' ' || at[field->value.size - 1] == '\t'))
        field->value.size--;
    return end_line(stop, "control character in a header", fault);
}

static ssize_t fail(enum error error, struct text bytes, const struct framing_fault *fault, struct http_head_problem *problem)
{
    *problem = (struct http_head_problem){fault->sentence, (size_t)(fault->where - bytes.data)};
    return -(ssize_t)error;
}

/* The lines of a complete head of `size` bytes behind the status code. */
static ssize_t parse_lines(struct text bytes, size_t behind_status, size_t size, size_t field_capacity, bool request_is_head,
                           struct http_head *out, struct http_head_problem *problem)
{
    const char *end = bytes.data + size;
    struct framing notes = {0};
    struct framing_fault fault;
    const char *at = parse_reason(bytes.data + behind_status, end, &out->reason, &fault);

    while (at && *at != '\n' && !(*at == '\r' && at[1] == '\n')) {
        struct http_field *field = &out->fields[out->field_count];

        if (out->field_count == field_capacity) {
            fault = (struct framing_fault){"more headers than the limit", at};
            return fail(ERROR_HEADERS_TOO_LARGE, bytes, &fault, problem);
        }
        at = parse_field(at, end, out->field_count == 0, field, &fault);
        if (at && !framing_note(&notes, field, &fault))
            at = NULL;
        out->field_count++;
    }
    if (!at)
        return fail(ERROR_MALFORMED_RESPONSE, bytes, &fault, problem);
    framing_decide(&notes, request_is_head, out);
    return (ssize_t)size;
}

ssize_t http_head_parse(struct text bytes, bool request_is_head, struct http_field *fields, size_t field_capacity,
                        size_t *searched, struct http_head *out, struct http_head_problem *problem)
{
    ssize_t behind_status;
    size_t size;

    *out = (struct http_head){.fields = fields};
    behind_status = status_line_parse(bytes, out, problem);
    if (behind_status <= 0)
        return behind_status;
    size = find_end(bytes, searched);
    if (size > LIMIT_RESPONSE_HEAD || (size == 0 && bytes.size > LIMIT_RESPONSE_HEAD)) {
        *problem = (struct http_head_problem){"head larger than the limit", LIMIT_RESPONSE_HEAD};
        return -ERROR_HEADERS_TOO_LARGE;
    }
    if (size == 0)
        return 0;
    return parse_lines(bytes, (size_t)behind_status, size, field_capacity, request_is_head, out, problem);
}

const struct http_field *http_head_find(const struct http_head *head, struct text name)
{
    for (size_t i = 0; i < head->field_count; i++) {
        if (text_equal_nocase(head->fields[i].name, name))
            return &head->fields[i];
    }
    return NULL;
}
