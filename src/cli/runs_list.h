/* SPDX-License-Identifier: MIT */
/* cli/runs_list.h - past runs as text: the table of "cicada runs", and the lines over the summary of one */
#ifndef CICADA_CLI_RUNS_LIST_H
#define CICADA_CLI_RUNS_LIST_H

#include "base/buffer.h"
#include "store/catalog.h"
#include "store/run_reader.h"

#define RUNS_LIST_COLUMNS 160 /* where there is no terminal to tell */

/* One line a run under a heading; a sentence when there is none. */
void runs_list_write(const struct catalog_entry *entries, size_t count, unsigned columns, bool colour, struct buffer *out);

/* Number, uuid, start and label; for one that was not ended, that too. */
void runs_list_heading(const struct stored_run *run, struct buffer *out);
/* The same of a run in a file. */
void runs_list_heading_of_file(const char *path, uint64_t start_wall_ns, bool ended, int exit_code, struct buffer *out);

#endif
