/* SPDX-License-Identifier: MIT */
/* output/output.h - what every output is: a plug that is shown each snapshot
 *
 * start once, tick once a second, stop once with the final snapshot, free; never concurrently. One that was not started may be
 * freed as well. A tick must not wait and must not keep the snapshot. An output says its troubles by its results; the caller logs
 * them and the run goes on.
 *
 * The kinds: the table in Locust's form (console_table.h), the live view (live_view.h), the summary at the end (summary.h), CSV
 * files (csv.h), JSON (json.h, locust_json.h). They write to terminals and files only; what they say is made by functions from a
 * snapshot to text, in files of their own.
 */
#ifndef CICADA_OUTPUT_OUTPUT_H
#define CICADA_OUTPUT_OUTPUT_H

#include "base/error.h"
#include "plan/run_info.h"
#include "stats/snapshot.h"

struct output;

#define OUTPUT_PROBLEM 512

struct output_ops {
    const char *name; /* "csv": for messages */
    /* Opens what it needs; ERROR_IO with `problem` (OUTPUT_PROBLEM bytes) naming the path. Called before the first user. */
    enum error (*start)(struct output *o, const struct run_info *info, char *problem);
    /* Both leave a sentence in o->problem when they fail. Calls go on after a failure: the disk may have room again. */
    enum error (*tick)(struct output *o, const struct snapshot *s);
    enum error (*stop)(struct output *o, const struct snapshot *s, int exit_code);
    void (*free)(struct output *o);
};

struct output { /* first member of each kind */
    const struct output_ops *ops;
    bool failed;                  /* said once; set by whoever calls it */
    char problem[OUTPUT_PROBLEM]; /* what the last failure was: "cannot write out_stats.csv: No space left on device" */
};

/* Seconds from the first user to the end of sending, or to now, without pauses. Unlike elapsed_s, which divides the rates, it
 * does not start anew when the counts are reset. */
static inline double output_run_seconds(const struct snapshot *s)
{
    const struct run_progress *p = &s->progress;
    uint64_t end = p->end_ns ? p->end_ns : s->taken_ns;

    if (p->start_ns == 0 || end < p->start_ns + p->paused_ns) /* not started */
        return 0;
    return (double)(end - p->start_ns - p->paused_ns) / (double)NANOS_PER_SECOND;
}

/* The share of these seconds in which the generator was ready and had no processor; 0 below 1 %, which every machine has. */
static inline double output_starved_share(const struct snapshot *s)
{
    double seconds = output_run_seconds(s);
    double share = seconds > 0 ? (double)s->progress.processor_wait_ns / 1e9 / seconds : 0;

    return share < 0.01 ? 0 : share;
}

/* Should the host be told beside the title? Not when the title says it already, as that of a single URL does. */
static inline bool output_names_host(const struct run_info *info)
{
    return info->host && *info->host && !strstr(info->title, info->host);
}

#endif
