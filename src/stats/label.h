/* SPDX-License-Identifier: MIT */
/* stats/label.h - texts from outside, made fit to be keys of a bounded table */
#ifndef CICADA_STATS_LABEL_H
#define CICADA_STATS_LABEL_H

#include "base/text.h"

/* At most `limit` bytes of `t`, not ending within a UTF-8 character. */
struct text label_cut(struct text t, size_t limit);

/* Writes `t` to `out` with what differs each time replaced by <n>: runs of six or more digits, and hexadecimal numbers of six or
 * more digits after 0x, such as Python's "object at 0x7f0c2a". Shorter numbers stay: they are ports, statuses, counts. The result
 * is cut to `limit` bytes as by label_cut and not terminated; `out` has room for limit + LABEL_SLACK bytes. */
#define LABEL_SLACK 8
struct text label_stable(struct text t, char *out, size_t limit);

/* Negative, 0 or positive: by bytes, which for UTF-8 is the order of Python's strings; a beginning of another comes before it. */
int label_compare(struct text a, struct text b);

#endif
