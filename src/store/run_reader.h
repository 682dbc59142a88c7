/* SPDX-License-Identifier: MIT */
/* store/run_reader.h - a run from the store as the record that outputs read: what was known before it, and its last numbers */
#ifndef CICADA_STORE_RUN_READER_H
#define CICADA_STORE_RUN_READER_H

#include "base/arena.h"
#include "plan/run_info.h"
#include "stats/snapshot.h"
#include "store/kept_verdict.h"
#include "store/store.h"

/* A run that was not ended writes each second. Past this time without a sign it counts as crashed. */
#define STORED_RUN_SILENCE_NS (10 * NANOS_PER_SECOND)

struct stored_run { /* all of it stays where it is until stored_run_free; the record must not be moved */
    int64_t id;
    const char *uuid, *label; /* label: NULL without one */
    bool ended;               /* else: it still goes on, or was cut off, as stop_reason says */
    int exit_code;            /* of an ended one */
    struct run_info info;
    struct plan plan; /* what info.plan points to */
    struct snapshot snapshot;
    struct kept_verdict verdict;
    struct arena arena;
};

/* ERROR_NOT_FOUND: there is no such run. ERROR_SYNTAX, ERROR_IO. All with a sentence in store_problem; then there is nothing to
 * free. */
MUST_USE enum error stored_run_read(struct stored_run *r, struct store *s, int64_t id);
void stored_run_free(struct stored_run *r);

#endif
