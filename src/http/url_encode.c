/* SPDX-License-Identifier: MIT */
/* http/url_encode.c - percent-encoding and back (RFC 3986 section 2.1); see url.h */
#include "http/octet.h"
#include "http/url.h"

void url_encode(struct text t, bool form, struct buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";

    while (t.size > 0) {
        size_t plain = octet_span(t, OCTET_UNRESERVED);

        buffer_append(out, t.data, plain);
        t.data += plain;
        t.size -= plain;
        if (t.size == 0)
            return;
        if (form && *t.data == ' ') {
            buffer_byte(out, '+');
        } else {
            unsigned char byte = (unsigned char)*t.data;
            char escape[] = {'%', digits[byte >> 4], digits[byte & 15]};

            buffer_append(out, escape, sizeof escape);
        }
        t.data++;
        t.size--;
    }
}

bool url_decode(struct text t, bool form, struct buffer *out)
{
    for (size_t i = 0; i < t.size; i++) {
        char byte = t.data[i];

        if (byte == '%') {
            int high = i + 2 < t.size ? octet_hex(t.data[i + 1]) : -1;
            int low = i + 2 < t.size ? octet_hex(t.data[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            byte = (char)(high * 16 + low);
            i += 2;
        } else if (form && byte == '+') {
            byte = ' ';
        }
        buffer_byte(out, byte);
    }
    return true;
}
