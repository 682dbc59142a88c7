/* SPDX-License-Identifier: MIT */
/* stats/iterations.h - what the plan asked users to do, and what became of it
 *
 * An iteration is what a user does at a stretch: one task. With arrivals (open model) each arrival is one, and a task set is one
 * from entering to leaving it. Counted by class; every planned one is in exactly one state (struct iteration_counts).
 *
 * Besides, how late iterations with a due time began, in two parts: until the loop looked at the clock, which is the generator's
 * own doing, and from then on until a user was free, which is the load model's.
 *
 * Not here: requests (stats/entry.h). An iteration makes any number of them.
 */
#ifndef CICADA_STATS_ITERATIONS_H
#define CICADA_STATS_ITERATIONS_H

#include "base/arena.h"
#include "stats/snapshot.h"

struct iterations;

struct iterations *iterations_new(size_t class_count);
void iterations_free(struct iterations *i);

/* The counts of a class; all changes are made by the functions of stats/stats.h. */
struct iteration_counts *iterations_of(struct iterations *i, size_t class);

void iterations_late(struct iterations *i, uint64_t own_ns, uint64_t waiting_ns);

/* Forgets what has come to an end, but for how many were finished; what runs or waits stays planned. */
void iterations_clear(struct iterations *i);
/* A new run: what the one before left waiting is forgotten too. */
void iterations_restart(struct iterations *i);

/* Lists are copied to the arena, histograms are the live ones. */
struct snapshot_iterations iterations_view(const struct iterations *i, struct arena *arena);

#endif
