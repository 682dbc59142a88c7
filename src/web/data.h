/* SPDX-License-Identifier: MIT */
/* web/data.h - the numbers that documents are made of, and the names they are saved under */
#ifndef CICADA_WEB_DATA_H
#define CICADA_WEB_DATA_H

#include "base/arena.h"
#include "stats/snapshot.h"
#include "web/request.h"

/* The numbers now; before the first run an empty one: no rows, no histograms. Borrowed until the next call or tick. */
const struct snapshot *web_snapshot(struct web *w);

/* "Locust_2026-11-21-07h30_scenario.c_target.example_requests.csv" as Locust names downloads, of characters that need no quoting;
 * in the arena of the request. `what` is "requests.csv". */
const char *download_name(struct web_request *r, const char *what);

/* `text` with "_" for what is neither letter nor digit nor one of "._-", at most 80 bytes; in the arena. */
const char *download_plain(struct arena *arena, const char *text);

#endif
