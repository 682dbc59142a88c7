/* SPDX-License-Identifier: MIT */
/* output/json_run.h - the JSON report of a run (output/json_document.h) back as the record that all outputs read
 *
 * The counterpart of store/run_reader.h for files: what comes of it is what the store would give for the same run, so every
 * report can be written from a file too. What follows from other members (causes, cost, findings, conclusions of a search for the
 * capacity) is not read but made anew.
 *
 * The text may be anybody's: nothing in it is trusted. What does not fit is refused with its place. Members that a version of
 * Cicada did not write yet may be absent.
 *
 * Not here: a run as far as a comparison needs it (output/json_recording.h), which is made of this record.
 */
#ifndef CICADA_OUTPUT_JSON_RUN_H
#define CICADA_OUTPUT_JSON_RUN_H

#include "base/arena.h"
#include "output/output.h"

#define JSON_RUN_MAX (128 * 1024 * 1024) /* bytes of a report; about ten times what a run leaves at most */

enum json_run_part { /* that a report may lack */
                     JSON_RUN_HISTOGRAMS,
                     JSON_RUN_BLOCKS,
                     JSON_RUN_STAGE_HISTOGRAMS,
                     JSON_RUN_SERIES,
                     JSON_RUN_RESOURCES,
                     JSON_RUN_TASKS,
                     JSON_RUN_PARTS
};

struct json_run { /* all of it stays where it is until json_run_free; the record must not be moved */
    struct run_info info;
    struct plan plan; /* what info.plan points to */
    struct snapshot snapshot;
    bool ended; /* else: it went on when the report was written, or was cut off */
    int exit_code;
    bool lacks[JSON_RUN_PARTS];
    struct arena arena;
};

/* `source` is its name in messages. ERROR_SYNTAX with a sentence in `problem`, which has OUTPUT_PROBLEM bytes; then there is
 * nothing to free. Else released with json_run_free. */
MUST_USE enum error json_run_read(struct json_run *run, const char *source, struct text content, char *problem);
void json_run_free(struct json_run *run); /* zeroes are fine */

/* Appends what the report lacks of what this version writes: "the ratio of tasks, the seconds of the run". Nothing when it lacks
 * nothing. */
void json_run_write_lacks(const struct json_run *run, struct buffer *out);

#endif
