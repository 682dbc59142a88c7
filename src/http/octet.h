/* SPDX-License-Identifier: MIT */
/* http/octet.h - which bytes may stand where: one table for all grammars of this folder
 *
 * Each byte has a set of classes, looked up in one load. The classes are those of the RFCs and do not depend on the locale.
 */
#ifndef CICADA_HTTP_OCTET_H
#define CICADA_HTTP_OCTET_H

#include "base/text.h"

#define OCTET_TOKEN      1 /* tchar of RFC 9110 section 5.6.2: header names, codings */
#define OCTET_UNRESERVED 2 /* RFC 3986 section 2.3: stands for itself in any part of a URL */
#define OCTET_SCHEME     4 /* RFC 3986 section 3.1, behind its first letter */

extern const unsigned char octet_classes[256];

static inline bool octet_is(char byte, unsigned classes)
{
    return octet_classes[(unsigned char)byte] & classes;
}

static inline bool octet_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool octet_is_alpha(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* C0 controls and DEL. */
static inline bool octet_is_control(char byte)
{
    return (unsigned char)byte < 0x20 || byte == 0x7f;
}

static inline char octet_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* 0 to 15, or -1. */
int octet_hex(char byte);

/* How many bytes at the front of `t` have one of the classes. */
size_t octet_span(struct text t, unsigned classes);

#endif
