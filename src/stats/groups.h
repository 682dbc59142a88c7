/* SPDX-License-Identifier: MIT */
/* stats/groups.h - requests counted once more by what they have in common: a user class, a tag, a pattern of names
 *
 * Exists for checks: "p95 < 200ms for AuthUser" needs the requests of one class together. Each group has a bit, and a sample
 * carries the bits of its groups: those of class and tag come with the user, those of names stand in its entry. Without a check
 * that asks there is no group, no bit is set, and a request costs one branch.
 *
 * Only finished requests are in a group; arrivals are counted for classes, since a dropped one has no name and no tag. Not here:
 * what a check makes of the numbers (src/verdict).
 */
#ifndef CICADA_STATS_GROUPS_H
#define CICADA_STATS_GROUPS_H

#include "base/arena.h"
#include "stats/sample.h"
#include "stats/snapshot.h"

#define GROUPS_MAX 64 /* a bit each in a uint64_t */

enum stats_group_kind { GROUP_OF_CLASS, GROUP_OF_TAG, GROUP_OF_NAMES };

struct stats_group {
    enum stats_group_kind kind;
    struct text pattern; /* name of the class, the tag, or a pattern of names; borrowed */
    uint32_t stage;      /* only while this one runs, by its number from 1; 0: always */
};

/* True when the pattern, in which * stands for any text, fits the name or "METHOD NAME". */
bool group_pattern_fits(struct text pattern, struct text method, struct text name);

struct groups;

/* `count` is at most GROUPS_MAX. */
struct groups *groups_new(const struct stats_group *list, size_t count);
void groups_free(struct groups *g); /* NULL is fine */
void groups_clear(struct groups *g);

/* The bits of the groups of names that this one is in. */
uint64_t groups_of_name(const struct groups *g, struct text method, struct text name);

/* That stage runs from now on, by its number from 1; 0: none. */
void groups_set_stage(struct groups *g, uint32_t number);

/* Counts a finished request in the groups of `bits` that take part now. */
void groups_record(struct groups *g, uint64_t bits, const struct sample *sample);

/* An arrival of the class with these bits is due; it was dropped. */
void groups_arrive(struct groups *g, uint64_t bits);
void groups_drop(struct groups *g, uint64_t bits);

/* What was counted, in the order of the list. Lists are copied to the arena, the histograms are the live ones. `all`: arrivals of
 * the run, for groups that are not one class. */
const struct snapshot_group *groups_list(const struct groups *g, const struct iteration_counts *all, struct arena *arena,
                                         size_t *count);

#endif
