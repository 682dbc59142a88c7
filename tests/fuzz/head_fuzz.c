/* SPDX-License-Identifier: MIT */
/* Heads of responses: whole and in pieces they mean the same, and what is found lies within the bytes. */
#include "fuzz.h"

#include "http/head.h"
#include "pieces.h"

#define CAPACITY 32

struct outcome {
    ssize_t result;
    struct http_head head;
    struct http_head_problem problem;
};

static struct outcome parse_whole(struct text bytes, bool is_head, struct http_field *fields)
{
    struct outcome o = {0};
    size_t searched = 0;

    o.result = http_head_parse(bytes, is_head, fields, CAPACITY, &searched, &o.head, &o.problem);
    return o;
}

static struct outcome parse_pieces(struct text bytes, bool is_head, struct http_field *fields)
{
    struct random cuts = pieces_of(bytes);
    struct outcome o = {0};
    size_t searched = 0;
    size_t given = 0;

    while (given < bytes.size && o.result == 0) {
        given += pieces_next(&cuts, bytes.size - given);
        o.result = http_head_parse((struct text){bytes.data, given}, is_head, fields, CAPACITY, &searched, &o.head, &o.problem);
        ensure(searched <= given);
    }
    return o;
}

static bool lies_within(struct text part, struct text all)
{
    return part.data >= all.data && part.data + part.size <= all.data + all.size;
}

static void check_pieces(const struct http_head *head, struct text bytes)
{
    ensure(head->field_count <= CAPACITY);
    ensure(head->status >= 100 && head->status <= 999);
    ensure(lies_within(head->reason, bytes));
    for (size_t i = 0; i < head->field_count; i++) {
        const struct http_field *f = &head->fields[i];

        ensure(lies_within(f->name, bytes) && f->name.size > 0 && text_find(f->name, ':') < 0 && text_find(f->name, ' ') < 0);
        ensure(lies_within(f->value, bytes) && text_equal(f->value, text_trim(f->value)));
        for (size_t k = 0; k < f->value.size; k++)
            ensure((unsigned char)f->value.data[k] >= ' ' || f->value.data[k] == '\t');
        ensure(http_head_find(head, f->name) <= f);
    }
    ensure(head->framing != HTTP_UNTIL_CLOSE || !head->keep_alive);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text bytes = {(const char *)data, size};
    struct http_field fields[2][CAPACITY];
    bool is_head = size % 4 == 0;
    struct outcome whole = parse_whole(bytes, is_head, fields[0]);
    struct outcome pieces = parse_pieces(bytes, is_head, fields[1]);

    ensure(whole.result == pieces.result);
    ensure(whole.result <= (ssize_t)size);
    if (whole.result < 0) {
        ensure(whole.problem.sentence == pieces.problem.sentence);
        ensure(whole.problem.at == pieces.problem.at && whole.problem.at < size);
    } else if (whole.result > 0) {
        check_pieces(&whole.head, (struct text){bytes.data, (size_t)whole.result});
        ensure(whole.head.field_count == pieces.head.field_count);
        ensure(whole.head.framing == pieces.head.framing && whole.head.content_length == pieces.head.content_length);
        ensure(whole.head.keep_alive == pieces.head.keep_alive && whole.head.has_encoding == pieces.head.has_encoding);
    }
    return 0;
}
