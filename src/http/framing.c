/* SPDX-License-Identifier: MIT */
/* http/framing.c - where the body of a response ends; see framing.h */
#include "http/framing.h"

#include "http/octet.h"

static bool wrong(struct framing_fault *fault, const char *where, const char *sentence)
{
    *fault = (struct framing_fault){sentence, where};
    return false;
}

/* One length of a Content-Length. Equal ones may be repeated (RFC 9110 section 8.6): proxies have joined them into lists. */
static bool note_length(struct framing *notes, struct text number, struct framing_fault *fault)
{
    uint64_t length;

    if (number.size == 0)
        return wrong(fault, number.data, "Content-Length is empty");
    for (size_t i = 0; i < number.size; i++) {
        if (!octet_is_digit(number.data[i]))
            return wrong(fault, number.data + i, "Content-Length is not a number");
    }
    if (!text_to_u64(number, &length))
        return wrong(fault, number.data, "Content-Length is too large");
    if (notes->has_length && notes->length != length)
        return wrong(fault, number.data, "two different Content-Lengths");
    notes->has_length = true;
    notes->length = length;
    return true;
}

static bool note_content_length(struct framing *notes, const struct http_field *field, struct framing_fault *fault)
{
    struct text list = field->value;

    if (notes->has_transfer)
        return wrong(fault, field->name.data, "Content-Length beside Transfer-Encoding");
    while (list.data) {
        if (!note_length(notes, text_trim(text_cut(&list, ',')), fault))
            return false;
    }
    return true;
}

/* One coding of a Transfer-Encoding, with the parameters it may have. */
static bool note_coding(struct framing *notes, struct text coding, struct framing_fault *fault)
{
    struct text name = {coding.data, octet_span(coding, OCTET_TOKEN)};
    struct text rest = text_trim((struct text){coding.data + name.size, coding.size - name.size});
    bool chunked = text_equal_nocase(name, TEXT("chunked"));

    if (name.size == 0 || (rest.size > 0 && rest.data[0] != ';'))
        return wrong(fault, rest.data, "Transfer-Encoding is not a list of codings");
    if (chunked && rest.size > 0)
        return wrong(fault, rest.data, "chunked with a parameter in Transfer-Encoding");
    if (chunked && notes->chunked)
        return wrong(fault, name.data, "chunked twice in Transfer-Encoding");
    notes->chunked |= chunked;
    notes->chunked_last = chunked;
    return true;
}

static bool note_transfer_encoding(struct framing *notes, const struct http_field *field, struct framing_fault *fault)
{
    struct text list = field->value;
    bool is_empty = true;

    if (notes->has_length)
        return wrong(fault, field->name.data, "Transfer-Encoding beside Content-Length");
    notes->has_transfer = true;
    while (list.data) {
        struct text coding = text_trim(text_cut(&list, ','));

        if (coding.size == 0) /* allowed between others: RFC 9110 section 5.6.1 */
            continue;
        if (!note_coding(notes, coding, fault))
            return false;
        is_empty = false;
    }
    return !is_empty || wrong(fault, field->value.data, "Transfer-Encoding is empty");
}

static void note_connection(struct framing *notes, struct text options)
{
    if (text_equal(options, TEXT("keep-alive"))) { /* what most servers send, spared the splitting */
        notes->wants_to_stay = true;
        return;
    }
    notes->wants_close |= text_list_has(options, TEXT("close"));
    notes->wants_to_stay |= text_list_has(options, TEXT("keep-alive"));
}

static void note_content_encoding(struct framing *notes, struct text codings)
{
    while (codings.data) {
        struct text coding = text_trim(text_cut(&codings, ','));

        notes->encoded |= coding.size > 0 && !text_equal_nocase(coding, TEXT("identity"));
    }
}

/* Most servers write the name as the RFC does, so that is compared first. */
static bool is_named(const struct http_field *field, struct text name)
{
    return memcmp(field->name.data, name.data, name.size) == 0 || text_equal_nocase(field->name, name);
}

bool framing_note(struct framing *notes, const struct http_field *field, struct framing_fault *fault)
{
    /* The lengths of the four names differ, so that all other fields cost one comparison of numbers. */
    switch (field->name.size) {
    case sizeof "Connection" - 1:
        if (is_named(field, TEXT("Connection")))
            note_connection(notes, field->value);
        return true;
    case sizeof "Content-Length" - 1:
        return !is_named(field, TEXT("Content-Length")) || note_content_length(notes, field, fault);
    case sizeof "Content-Encoding" - 1:
        if (is_named(field, TEXT("Content-Encoding")))
            note_content_encoding(notes, field->value);
        return true;
    case sizeof "Transfer-Encoding" - 1:
        return !is_named(field, TEXT("Transfer-Encoding")) || note_transfer_encoding(notes, field, fault);
    default:
        return true;
    }
}

/* The rules of RFC 9112 section 6.3 in their order. */
static enum http_framing framing_of(const struct framing *notes, bool request_is_head, int status)
{
    if (request_is_head || status < 200 || status == 204 || status == 304)
        return HTTP_NO_BODY;
    if (notes->has_transfer)
        return notes->chunked_last ? HTTP_CHUNKED : HTTP_UNTIL_CLOSE;
    return notes->has_length ? HTTP_LENGTH : HTTP_UNTIL_CLOSE;
}

void framing_decide(const struct framing *notes, bool request_is_head, struct http_head *out)
{
    bool is_1_0 = out->minor_version == 0;

    out->framing = framing_of(notes, request_is_head, out->status);
    out->content_length = notes->length;
    out->has_encoding = notes->encoded;
    out->keep_alive = !notes->wants_close && (!is_1_0 || notes->wants_to_stay);
    if (out->framing == HTTP_UNTIL_CLOSE)
        out->keep_alive = false;
    if (is_1_0 && notes->has_transfer) /* HTTP/1.0 knows no transfer codings, the framing is suspect: RFC 9112 section 6.1 */
        out->keep_alive = false;
}
