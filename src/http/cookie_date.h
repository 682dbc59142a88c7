/* SPDX-License-Identifier: MIT */
/* http/cookie_date.h - the date of a cookie's Expires attribute (RFC 6265 section 5.1.1), no I/O
 *
 * Servers write it in many ways; the RFC's algorithm looks for the pieces (time, day, month, year) in any order and ignores the
 * rest.
 */
#ifndef CICADA_HTTP_COOKIE_DATE_H
#define CICADA_HTTP_COOKIE_DATE_H

#include "base/text.h"

/* Seconds since 1970, UTC; false when it is no date, or one that no calendar has (31 February). */
MUST_USE bool cookie_date_parse(struct text t, int64_t *seconds);

#endif
