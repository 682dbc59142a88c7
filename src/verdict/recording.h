/* SPDX-License-Identifier: MIT */
/* verdict/recording.h - a run as far as a comparison with another needs it: what was run, and the times of each name
 *
 * The same record whether the run has just ended or lies in the store (recording_of_run), or was read from a JSON report
 * (output/json_recording.h). It owns all that it holds, so what it was made from may go.
 */
#ifndef CICADA_VERDICT_RECORDING_H
#define CICADA_VERDICT_RECORDING_H

#include "base/arena.h"
#include "plan/run_info.h"
#include "stats/snapshot.h"

struct recorded_name {
    struct text method, name;             /* method is empty for "Aggregated" */
    uint64_t requests, failures, dropped; /* requests: finished ones, failures included */
    struct histogram *response, *service; /* of all of them; never NULL */
    const struct snapshot_block *blocks;  /* the same cut by time, ascending; 0: not known, as of runs of older versions */
    size_t block_count;
};

struct recorded_stage {
    struct text name;
    uint32_t users; /* the aim, as the next two */
    double users_per_s, arrivals_per_s;
    double from_s, to_s; /* since the start of the run */
};

struct recording {
    const char *title, *scenario_file, *host, *machine, *version, *profile; /* never NULL; empty: not known */
    uint64_t start_wall_ns;
    double measured_s;   /* what the rates are divided by */
    double run_time_s;   /* planned; 0: until stopped */
    uint32_t users;      /* planned */
    uint32_t peak_users; /* that there were; 0: not known */
    bool open;           /* users were started by arrivals: how many there are follows from the service */
    double spawn_rate;
    bool judged;
    int level;  /* enum validity, of a judged one */
    bool ended; /* false: cut off by a crash, or still going on */
    struct recorded_name total;
    struct recorded_name *names; /* sorted by name, then method */
    size_t name_count;
    struct recorded_stage *stages; /* in order; none unless the run had stages */
    size_t stage_count;
    struct arena arena; /* owns the rest */
};

/* Copies what is needed. Released with recording_free. */
void recording_of_run(struct recording *r, const struct run_info *info, const struct snapshot *s);
void recording_free(struct recording *r); /* zeroes are fine */

#endif
