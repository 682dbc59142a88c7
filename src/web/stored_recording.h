/* SPDX-License-Identifier: MIT */
/* web/stored_recording.h - a run of the store as what a comparison needs of it
 *
 * For the command line and for the page alike. Not here: JSON reports (output/json_recording.h).
 */
#ifndef CICADA_WEB_STORED_RECORDING_H
#define CICADA_WEB_STORED_RECORDING_H

#include "store/store.h"
#include "verdict/recording.h"

/* Errors as stored_run_read, with a sentence in store_problem; then there is nothing to free. Else released with recording_free.
 * `*label` is how notes call it, "run 12 (before)", in `arena`. */
MUST_USE enum error stored_recording_read(struct recording *out, struct store *s, int64_t id, struct arena *arena,
                                          const char **label);

#endif
