/* SPDX-License-Identifier: MIT */
/* output/exported_rows.h - the rows of a snapshot as systems that collect metrics want them: few, unique, in UTF-8
 *
 * Each pair of method and name becomes a set of labels, of which such systems keep a time series for ever, so their number is
 * bounded: the first LIMIT_EXPORTED_NAMES names of the run have one each, all others share "(other)". It goes by the order in
 * which the names were first used, not by their size, so that a name never changes from one to the other and counters only grow.
 *
 * What is no UTF-8 is replaced by U+FFFD. Names that are equal then would be one series given twice, which readers refuse: all
 * but the first are counted under "(other)".
 *
 * Used by /metrics (output/prometheus.h) and by the export over OTLP (output/otlp_metrics.h).
 */
#ifndef CICADA_OUTPUT_EXPORTED_ROWS_H
#define CICADA_OUTPUT_EXPORTED_ROWS_H

#include "base/arena.h"
#include "stats/histogram.h"
#include "stats/snapshot.h"

enum status_class {
    STATUS_CLASS_NONE, /* no response */
    STATUS_CLASS_1XX,
    STATUS_CLASS_2XX,
    STATUS_CLASS_3XX,
    STATUS_CLASS_4XX,
    STATUS_CLASS_5XX,
    STATUS_CLASS_ODD, /* any other number */
    STATUS_CLASSES
};
extern const char *const status_class_names[STATUS_CLASSES]; /* "none", "1xx", ... "other" */

struct exported_row {
    struct snapshot_row row; /* of a name, or the sum of several; without blocks, phases and single statuses */
    uint64_t responses[STATUS_CLASSES];
};

/* Failures of one row that have the same text, or are of the same type. What the statistics could not tell apart any more is
 * under
 * "(other)", also when no row is. */
struct exported_error {
    struct text method, name; /* of the row */
    struct text error;
    uint64_t count;
};

struct exported_rows {
    struct exported_row *at; /* in the order of the snapshot; "(other)", if there is one, last */
    size_t count;
    size_t hidden; /* rows of the snapshot that are counted in "(other)" */
    struct map *by_name;
    struct histogram *response, *service; /* of "(other)" */
    struct arena arena;
};

/* Valid as long as the snapshot and its histograms. */
void exported_rows_read(struct exported_rows *out, const struct snapshot *s);
void exported_rows_free(struct exported_rows *r);

/* The failures by row and text (Locust's words), or by row and type: the status as text ("503"), or the identifier of the error
 * ("refused"). Lives as long as the rows. */
struct exported_error *exported_errors_by_text(struct exported_rows *r, const struct snapshot *s, size_t *count);
struct exported_error *exported_errors_by_type(struct exported_rows *r, const struct snapshot *s, size_t *count);

#endif
