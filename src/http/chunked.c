/* SPDX-License-Identifier: MIT */
/* http/chunked.c - the chunked transfer coding, decoded piece by piece; see chunked.h
 *
 * A machine that looks at one byte at a time, except within the data of a chunk. Lines end with CR LF and nothing else: a bare LF
 * in a chunk's line is where two parsers have disagreed about the end of a message.
 */
#include "http/chunked.h"

#include "base/limits.h"
#include "http/octet.h"

#define MAX_DIGITS 16 /* of 64 bits */

enum state {
    SIZE,      /* in the digits */
    SPACE,     /* between size and semicolon, which RFC 9112 section 7.1.1 tolerates */
    EXTENSION, /* behind the semicolon, up to CR */
    SIZE_LF,   /* behind the CR of the size line */
    DATA,      /* in the chunk's data */
    DATA_CR,   /* behind the data */
    DATA_LF,
    TRAILER,       /* at the start of a line of the trailers, or of the empty line at their end */
    TRAILER_NAME,  /* in a trailer's name */
    TRAILER_VALUE, /* behind its colon */
    TRAILER_LF,    /* behind the CR of a trailer */
    LAST_LF,       /* behind the CR of the empty line */
};

static enum error wrong(struct chunked *c, const char *sentence)
{
    c->problem = sentence;
    return ERROR_MALFORMED_RESPONSE;
}

static enum error expect(struct chunked *c, char byte, char wanted, enum state next, const char *sentence)
{
    if (byte != wanted)
        return wrong(c, sentence);
    c->state = next;
    return OK;
}

static enum error take_digit(struct chunked *c, int digit)
{
    if (c->digits == MAX_DIGITS)
        return wrong(c, "chunk size of more than 16 digits");
    c->left = c->left * 16 + (uint64_t)digit;
    c->digits++;
    return OK;
}

static enum error take_size(struct chunked *c, char byte)
{
    int digit = octet_hex(byte);

    if (digit >= 0)
        return take_digit(c, digit);
    if (c->digits == 0)
        return wrong(c, "chunk size is not a hexadecimal number");
    switch (byte) {
    case ';':
        c->state = EXTENSION;
        return OK;
    case '\r':
        c->state = SIZE_LF;
        return OK;
    case ' ':
    case '\t':
        c->state = SPACE;
        return OK;
    case '\n':
        return wrong(c, "LF without CR behind a chunk size");
    default:
        return wrong(c, "chunk size is not a hexadecimal number");
    }
}

static enum error take_space(struct chunked *c, char byte)
{
    if (byte == ' ' || byte == '\t')
        return OK;
    return expect(c, byte, ';', EXTENSION, "space behind a chunk size");
}

/* In text of which only the end matters: up to CR. */
static enum error take_until_cr(struct chunked *c, char byte, enum state next, const char *lone_lf, const char *control)
{
    if (byte == '\r')
        c->state = next;
    else if (octet_is_control(byte) && byte != '\t')
        return wrong(c, byte == '\n' ? lone_lf : control);
    return OK;
}

static void begin_chunk(struct chunked *c)
{
    c->state = c->left > 0 ? DATA : TRAILER;
    c->digits = 0;
    c->line = 0;
}

static enum error take_trailer_name(struct chunked *c, char byte)
{
    if (octet_is(byte, OCTET_TOKEN))
        return OK;
    return expect(c, byte, ':', TRAILER_VALUE, "trailer without a name and a colon");
}

static enum error take_trailer_start(struct chunked *c, char byte)
{
    if (byte == '\r') {
        c->state = LAST_LF;
        return OK;
    }
    if (byte == '\n')
        return wrong(c, "LF without CR behind the last chunk");
    if (!octet_is(byte, OCTET_TOKEN))
        return wrong(c, "trailer without a name and a colon");
    c->state = TRAILER_NAME;
    return OK;
}

static enum error take_byte(struct chunked *c, char byte)
{
    enum error e;

    switch ((enum state)c->state) {
    case SIZE:
        return take_size(c, byte);
    case SPACE:
        return take_space(c, byte);
    case EXTENSION:
        return take_until_cr(c, byte, SIZE_LF, "LF without CR behind a chunk extension",
                             "control character in a chunk extension");
    case SIZE_LF:
        e = expect(c, byte, '\n', DATA, "CR without LF behind a chunk size");
        if (!e)
            begin_chunk(c);
        return e;
    case DATA_CR:
        return expect(c, byte, '\r', DATA_LF, "chunk is longer than its size");
    case DATA_LF:
        return expect(c, byte, '\n', SIZE, "CR without LF behind the data of a chunk");
    case TRAILER:
        return take_trailer_start(c, byte);
    case TRAILER_NAME:
        return take_trailer_name(c, byte);
    case TRAILER_VALUE:
        return take_until_cr(c, byte, TRAILER_LF, "LF without CR behind a trailer", "control character in a trailer");
    case TRAILER_LF:
        return expect(c, byte, '\n', TRAILER, "CR without LF behind a trailer");
    case LAST_LF:
        c->done = byte == '\n';
        return c->done ? OK : wrong(c, "CR without LF behind the last chunk");
    case DATA:
        break; /* taken as a span by chunked_decode */
    }
    return OK;
}

/* Counts the byte of a line against the limit of that line. */
static enum error count_line(struct chunked *c)
{
    bool in_trailers = c->state >= TRAILER;

    if (++c->line <= (in_trailers ? LIMIT_TRAILERS : LIMIT_CHUNK_LINE))
        return OK;
    c->problem = in_trailers ? "trailers larger than the limit" : "chunk size line longer than the limit";
    return ERROR_HEADERS_TOO_LARGE;
}

static struct text take_data(struct chunked *c, struct text *in)
{
    size_t size = (size_t)MIN(c->left, (uint64_t)in->size);
    struct text data = {in->data, size};

    in->data += size;
    in->size -= size;
    c->consumed += size;
    c->left -= size;
    if (c->left == 0)
        c->state = DATA_CR;
    return data;
}

enum error chunked_decode(struct chunked *c, struct text *in, struct text *body)
{
    *body = (struct text){in->data, 0};
    while (in->size > 0 && !c->done) {
        enum error e;

        if (c->state == DATA) {
            *body = take_data(c, in);
            return OK;
        }
        e = count_line(c);
        if (!e)
            e = take_byte(c, *in->data);
        if (e)
            return e;
        in->data++;
        in->size--;
        c->consumed++;
    }
    return OK;
}
