/* SPDX-License-Identifier: MIT */
/* http/octet.c - the table of byte classes; see octet.h */
#include "http/octet.h"

#define TOKEN  OCTET_TOKEN
#define SCHEME (OCTET_TOKEN | OCTET_SCHEME)
#define NAME   (OCTET_TOKEN | OCTET_UNRESERVED)
#define ALL    (OCTET_TOKEN | OCTET_UNRESERVED | OCTET_SCHEME)

const unsigned char octet_classes[256] = {
    ['!'] = TOKEN, ['#' ... '\''] = TOKEN, ['*'] = TOKEN,       ['+'] = SCHEME, ['-'] = ALL,   ['.'] = ALL,   ['0' ... '9'] = ALL,
    ['^'] = TOKEN, ['A' ... 'Z'] = ALL,    ['a' ... 'z'] = ALL, ['_'] = NAME,   ['`'] = TOKEN, ['|'] = TOKEN, ['~'] = NAME,
};

int octet_hex(char byte)
{
    if (octet_is_digit(byte))
        return byte - '0';
    byte = octet_lower(byte);
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

size_t octet_span(struct text t, unsigned classes)
{
    size_t size = 0;

    while (size < t.size && octet_is(t.data[size], classes))
        size++;
    return size;
}
