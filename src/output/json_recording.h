/* SPDX-License-Identifier: MIT */
/* output/json_recording.h - the JSON report of a run (output/json_document.h) back as what a comparison needs of it
 *
 * The text may be anybody's: nothing in it is trusted. What does not fit is refused with the file and the key.
 */
#ifndef CICADA_OUTPUT_JSON_RECORDING_H
#define CICADA_OUTPUT_JSON_RECORDING_H

#include "base/error.h"
#include "output/output.h"
#include "verdict/recording.h"

#define JSON_RECORDING_MAX (128 * 1024 * 1024) /* bytes of a report; about ten times what a run leaves at most */

/* `source` is its name in messages. ERROR_SYNTAX with a sentence in `problem`, which has OUTPUT_PROBLEM bytes; then there is
 * nothing to free. Else released with recording_free. */
MUST_USE enum error json_recording_read(struct recording *r, const char *source, struct text content, char *problem);

#endif
