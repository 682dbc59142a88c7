/* SPDX-License-Identifier: MIT */
/* web/past_runs.h - the runs of the store for the page: their list, one of them, two sides compared
 *
 * All of it takes as long as the disk or the server of the store takes, so it is for a thread of its own. Each call opens the
 * store and closes it again; nothing is shared with a run that writes to it meanwhile.
 *
 * Results are JSON documents (docs/web-api.md). ERROR_NOT_FOUND: there is no store or no such run. ERROR_SYNTAX: what was asked
 * for makes no sense, or the store is refused. ERROR_TOO_LARGE: the document does not fit into `out`. ERROR_IO: the store cannot
 * be read. `problem` then has a sentence.
 */
#ifndef CICADA_WEB_PAST_RUNS_H
#define CICADA_WEB_PAST_RUNS_H

#include "store/run_reader.h"

#define PAST_RUNS_LISTED   1000 /* at most */
#define PAST_RUNS_COMPARED 20   /* runs on one side */

/* The newest first; `search` is found in label, title, host or number, in either case. NULL or "": all. A store that is not there
 * yet has none. */
MUST_USE enum error past_runs_list(const char *store, const char *search, size_t limit, struct buffer *out,
                                   char problem[STORE_PROBLEM]);

/* The run document (docs/json.md) of the run that `run` means (catalog_find); `times`: with distributions and blocks. */
MUST_USE enum error past_runs_document(const char *store, const char *run, bool times, struct buffer *out,
                                       char problem[STORE_PROBLEM]);

/* The comparison (docs/compare.md) of what catalog_find finds; several runs of a side stand with commas between them. */
MUST_USE enum error past_runs_compare(const char *store, const char *base, const char *now, struct buffer *out,
                                      char problem[STORE_PROBLEM]);

/* Hands the run to `visit`, with its judgement: for what else is made of it. */
typedef void past_runs_visit(const struct stored_run *run, void *context);
MUST_USE enum error past_runs_read(const char *store, const char *run, past_runs_visit *visit, void *context,
                                   char problem[STORE_PROBLEM]);

#endif
