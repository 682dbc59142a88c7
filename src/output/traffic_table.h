/* SPDX-License-Identifier: MIT */
/* output/traffic_table.h - two tables of the summary: which share of the requests each user class made, and what became of those
 * of each endpoint that did not only succeed: 4xx is the caller's fault, 429 the rate limit's, 5xx the service's
 */
#ifndef CICADA_OUTPUT_TRAFFIC_TABLE_H
#define CICADA_OUTPUT_TRAFFIC_TABLE_H

#include "output/canvas.h"
#include "output/output.h"

/* Nothing with less than two classes. */
void traffic_table_draw_classes(const struct snapshot *s, struct canvas *c);

/* The endpoints with the most answers from 400 on, or without an answer; nothing when there is none. */
void traffic_table_draw_answers(const struct snapshot *s, struct canvas *c);

#endif
