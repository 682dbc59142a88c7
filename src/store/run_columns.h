/* SPDX-License-Identifier: MIT */
/* store/run_columns.h - the records of a run, member by member; the tables are in migrations.c
 *
 * A member that is added to one of these records needs a column: a migration there and a line in run_columns.c.
 */
#ifndef CICADA_STORE_RUN_COLUMNS_H
#define CICADA_STORE_RUN_COLUMNS_H

#include "plan/run_info.h"
#include "stats/snapshot.h"
#include "store/columns.h"
#include "store/kept_verdict.h"

extern const struct columns run_info_columns;         /* struct run_info without plan and classes; key: id */
extern const struct columns progress_columns;         /* struct snapshot: what is not a list */
extern const struct columns arrival_columns;          /* struct snapshot: arrivals and iterations of all classes */
extern const struct columns plan_columns;             /* struct plan: what is not a list */
extern const struct columns class_columns;            /* struct run_class */
extern const struct columns class_users_columns;      /* struct class_count */
extern const struct columns iteration_columns;        /* struct iteration_counts */
extern const struct columns request_columns;          /* struct snapshot_row */
extern const struct columns stage_columns;            /* struct snapshot_stage without its rows */
extern const struct columns stage_request_columns;    /* struct stored_stage_row; key: run alone */
extern const struct columns plan_stage_columns;       /* struct plan_stage */
extern const struct columns error_columns;            /* struct snapshot_error */
extern const struct columns exception_columns;        /* struct snapshot_exception */
extern const struct columns metric_columns;           /* struct snapshot_metric */
extern const struct columns series_columns;           /* struct series_point; key: run alone, `second` is in the record */
extern const struct columns series_error_columns;     /* struct stored_point_error; key: run alone */
extern const struct columns block_columns;            /* struct stored_block; key: run alone */
extern const struct columns resource_columns;         /* struct stored_resource; key: run alone, as of the next two */
extern const struct columns resource_measure_columns; /* struct stored_measure */
extern const struct columns resource_point_columns;   /* struct stored_point */
extern const struct columns verdict_columns;          /* struct kept_verdict: what is not a list */
extern const struct columns check_columns;            /* struct kept_check */
extern const struct columns reason_columns;           /* struct kept_reason */

/* Failures of one class in one point of the series. */
struct stored_point_error {
    uint32_t second;
    const char *class; /* error_id, or "other" */
    uint64_t failures;
};

/* A block of time with the number of its name. */
struct stored_block {
    uint32_t number;
    struct snapshot_block block; /* without the cells, which are blobs */
};

/* What a component used, with its number: 0 is the generator. */
struct stored_resource {
    uint32_t number;
    struct snapshot_resource resource; /* without summaries and points, which follow */
};

struct stored_measure {
    uint32_t number;
    const char *measure; /* resource_id */
    struct resource_summary summary;
};

struct stored_point {
    uint32_t number;
    struct resource_point point;
};

/* A row of a stage; the row comes first, so that it is bound and read as one of the run. */
struct stored_stage_row {
    struct snapshot_row row;
    uint32_t stage; /* its number, from 1 */
    bool is_total;
};

/* The lists of struct plan. */
struct plan_list_column {
    const char *name;
    size_t offset;
};
extern const struct plan_list_column plan_list_columns[];
extern const size_t plan_list_column_count;

#endif
