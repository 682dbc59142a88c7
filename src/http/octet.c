/* SPDX-License-Identifier: MIT */
/* http/octet.c - the table of byte classes; see octet.h */
#include "http/octet.h"

#define TOKEN OCTET_TOKEN
#define BOTH (OCTET_TOKEN | OCTET_UNRESERVED)

const unsigned char octet_classes[256] = {
    ['!'] = TOKEN, ['#' ... '\''] = TOKEN, ['*'] = TOKEN, ['+'] = TOKEN,         ['-'] = BOTH, ['.'] = BOTH, ['0' ... '9'] = BOTH,
    ['^'] = TOKEN, ['A' ... 'Z'] = BOTH,   ['_'] = BOTH,  ['a' ... 'z'] = BOTH,  ['`'] = TOKEN, ['|'] = TOKEN, ['~'] = BOTH,
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
