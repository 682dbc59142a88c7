/* SPDX-License-Identifier: MIT */
/* output/html_selection.h - which requests the HTML report shows, and how much of each, so that the file stays small
 *
 * A browser has to open the file at once, and mail has to take it: HTML_SIZE_MOST bytes. Where everything does not fit, those
 * with the most requests or failures are whole, with their course and distribution; others have a row; the rest stands in one row
 * together. How much room there is for each kind is decided by what was measured: the bytes that it would take.
 */
#ifndef CICADA_OUTPUT_HTML_SELECTION_H
#define CICADA_OUTPUT_HTML_SELECTION_H

#include "base/arena.h"
#include "stats/snapshot.h"

#define HTML_SIZE_MOST  1900000 /* bytes of the file */
#define HTML_NAMES_MOST 100     /* requests that are whole: more charts than anybody looks at */

struct html_selection {
    const struct snapshot_row *rows; /* in the order of the snapshot; those that stand together are the last one */
    const bool *whole;               /* by row */
    size_t row_count;
    size_t whole_count;
    size_t together_count; /* requests in the last row; 0: there is no such row */
    struct arena arena;    /* owns the rest */
};

/* How many bytes of the file a row would take. */
struct html_sizes {
    size_t (*whole)(void *context, const struct snapshot_row *row); /* with its course and distribution */
    size_t (*brief)(void *context, const struct snapshot_row *row);
    void *context;
};

/* `room`: bytes that there are for the rows of `s`. The histograms of a row that stands for several are new. */
void html_selection_make(struct html_selection *out, const struct snapshot *s, size_t room, const struct html_sizes *sizes);
void html_selection_free(struct html_selection *selection);

#endif
