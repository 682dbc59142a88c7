/* SPDX-License-Identifier: MIT */
/* verdict/recording_stage.h - the part of a recording that one stage of the run took, as a recording of its own
 *
 * Cut out of the blocks of time that lie within the stage as a whole: the seconds in which one stage ends and the next begins are
 * in neither. Private to verdict/.
 */
#ifndef CICADA_VERDICT_RECORDING_STAGE_H
#define CICADA_VERDICT_RECORDING_STAGE_H

#include "verdict/comparison.h"

/* The stage of `in` that has the name and aim of `wanted`; NULL when there is none, or several. */
const struct recorded_stage *recording_stage_find(const struct recording *in, const struct recorded_stage *wanted);

/* Released with recording_free; texts and blocks are borrowed from `r`. What was dropped in the stage is not known by name, so
 * each has what it had in the whole run: percentiles are rather unknown than too good. */
void recording_stage_cut(struct recording *out, const struct recording *r, const struct recorded_stage *stage);

#endif
