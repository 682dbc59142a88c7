/* SPDX-License-Identifier: MIT */
/* output/json_recording.h - the JSON report of a run back as what a comparison needs of it
 *
 * Reading it is output/json_run.h; this takes out of it what is compared.
 */
#ifndef CICADA_OUTPUT_JSON_RECORDING_H
#define CICADA_OUTPUT_JSON_RECORDING_H

#include "base/error.h"
#include "output/output.h"
#include "verdict/recording.h"

/* `source` is its name in messages. ERROR_SYNTAX with a sentence in `problem`, which has OUTPUT_PROBLEM bytes; then there is
 * nothing to free. Else released with recording_free. */
MUST_USE enum error json_recording_read(struct recording *r, const char *source, struct text content, char *problem);

#endif
