/* SPDX-License-Identifier: MIT */
/* web/store_verdict.h - what was judged of a run, between the floor that judges and the store */
#ifndef CICADA_WEB_STORE_VERDICT_H
#define CICADA_WEB_STORE_VERDICT_H

#include "base/arena.h"
#include "plan/run_info.h"
#include "store/kept_verdict.h"
#include "verdict/judge.h"

/* For the store. The lists and texts are in `arena`. */
struct kept_verdict store_verdict_of(const struct judgement *j, struct arena *arena);

/* From the store. Checks that this version cannot read any more are left out. NULL when nothing was judged. */
const struct judgement *store_verdict_judgement(const struct kept_verdict *v, struct arena *arena);

/* All of it: judgement, what a search for the capacity found, the comparison with the baseline. */
void store_verdict_complete(struct run_info *info, const struct kept_verdict *v, struct arena *arena);

/* A level as kept; one that this version does not know counts as the worst. */
enum validity store_verdict_level(int kept);

#endif
