/* SPDX-License-Identifier: MIT */
/* output/capacity_document.h - what a search for the capacity measured, as a text for the store, and the report made of it again
 *
 * Kept are the options, the limits as written and the levels. The conclusions follow from these (verdict/capacity_report.h), so
 * they are drawn anew: the same numbers make the same report.
 */
#ifndef CICADA_OUTPUT_CAPACITY_DOCUMENT_H
#define CICADA_OUTPUT_CAPACITY_DOCUMENT_H

#include "base/arena.h"
#include "verdict/capacity_report.h"

/* The text is in `arena`. */
const char *capacity_document_write(const struct capacity_report *r, struct arena *arena);

/* NULL for NULL, and for a text that makes no report in this version. The report is in `arena`. */
const struct capacity_report *capacity_document_read(const char *text, struct arena *arena);

#endif
