/* SPDX-License-Identifier: MIT */
/* http/status_line.c - the fixed front of a response; see status_line.h */
#include "http/status_line.h"

#include "http/octet.h"

#define SHAPE      "HTTP/1.d ddd" /* d is a digit */
#define SHAPE_SIZE (sizeof SHAPE - 1)
#define NAME_SIZE  5 /* "HTTP/" */
#define MINOR_AT   7 /* of the minor version */
#define STATUS_AT  9 /* of the status code */
#define ANY_BYTE   ((char)0xff)

/* First bytes of what listens on ports that were taken for HTTP. None is the beginning of another, and 0xff stands for any byte.
 */
static const struct {
    struct text bytes;
    const char *sentence;
} strangers[] = {
    {{"\x15\x03", 2}, "TLS alert instead of a response: the server speaks TLS on this port"},
    {{"\x16\x03", 2}, "TLS handshake instead of a response: the server speaks TLS on this port"},
    {{"\x00\x00\xff\x04", 4}, "HTTP/2 frame instead of an HTTP/1 response"},
    {{"PRI * HTTP/2", 12}, "preface of an HTTP/2 client instead of a response"},
    {{"SSH-", 4}, "SSH greeting instead of a response"},
    {{"220", 3}, "greeting of a mail or FTP server instead of a response"},
    {{"+OK", 3}, "answer of a POP3 or Redis server instead of a response"},
    {{"-ERR", 4}, "answer of a POP3 or Redis server instead of a response"},
    {{"RTSP/", 5}, "RTSP instead of HTTP"},
    {{"ICY ", 4}, "SHOUTcast stream instead of HTTP"},
    {{"http/", 5}, "HTTP is not written in capitals in the status line"},
    {{"<", 1}, "markup where the status line should be"},
    {{" ", 1}, "space before the status line"},
    {{"\r\n", 2}, "empty line before the status line"},
    {{"\n", 1}, "empty line before the status line"},
};

static bool agree(struct text bytes, struct text pattern)
{
    for (size_t i = 0; i < MIN(bytes.size, pattern.size); i++) {
        if (pattern.data[i] != ANY_BYTE && pattern.data[i] != bytes.data[i])
            return false;
    }
    return true;
}

/* Bytes that differ from "HTTP/" at `at`. While they may still become a known stranger, more are waited for: otherwise the
 * sentence would depend on the size of the first piece. */
static ssize_t not_http(struct text bytes, size_t at, struct http_head_problem *problem)
{
    for (size_t i = 0; i < COUNT(strangers); i++) {
        if (!agree(bytes, strangers[i].bytes))
            continue;
        if (bytes.size < strangers[i].bytes.size)
            return 0;
        *problem = (struct http_head_problem){strangers[i].sentence, 0};
        return -ERROR_MALFORMED_RESPONSE;
    }
    *problem = (struct http_head_problem){"response does not begin with HTTP/", at};
    return -ERROR_MALFORMED_RESPONSE;
}

static ssize_t wrong(size_t at, const char *sentence, struct http_head_problem *problem)
{
    *problem = (struct http_head_problem){sentence, at};
    return -ERROR_MALFORMED_RESPONSE;
}

static ssize_t differs_from_shape(struct text bytes, size_t at, struct http_head_problem *problem)
{
    if (at < NAME_SIZE)
        return not_http(bytes, at, problem);
    if (at == NAME_SIZE)
        return wrong(at, "HTTP version is not 1.x", problem);
    if (at <= MINOR_AT)
        return wrong(at, "HTTP version is malformed", problem);
    if (at < STATUS_AT)
        return wrong(at, "no space after the HTTP version", problem);
    return wrong(at, "status code is not three digits", problem);
}

ssize_t status_line_parse(struct text bytes, struct http_head *out, struct http_head_problem *problem)
{
    const char *byte = bytes.data;
    bool begins_well = bytes.size >= MINOR_AT && memcmp(byte, SHAPE, MINOR_AT) == 0;

    for (size_t i = begins_well ? MINOR_AT : 0; i < MIN(bytes.size, SHAPE_SIZE); i++) {
        if (SHAPE[i] == 'd' ? !octet_is_digit(byte[i]) : byte[i] != SHAPE[i])
            return differs_from_shape(bytes, i, problem);
    }
    if (bytes.size <= SHAPE_SIZE) /* one byte more tells whether the code ends there */
        return 0;
    if (byte[STATUS_AT] == '0')
        return wrong(STATUS_AT, "status code below 100", problem);
    if (octet_is_digit(byte[SHAPE_SIZE]))
        return wrong(SHAPE_SIZE, "status code of more than three digits", problem);
    if (byte[SHAPE_SIZE] != ' ' && byte[SHAPE_SIZE] != '\r' && byte[SHAPE_SIZE] != '\n')
        return wrong(SHAPE_SIZE, "no space after the status code", problem);
    out->minor_version = byte[MINOR_AT] - '0';
    out->status = (byte[STATUS_AT] - '0') * 100 + (byte[STATUS_AT + 1] - '0') * 10 + (byte[STATUS_AT + 2] - '0');
    return (ssize_t)SHAPE_SIZE;
}
