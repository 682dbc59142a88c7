/* SPDX-License-Identifier: MIT */
/* loop/timers.h - the heap of running timers
 *
 * A 4-ary heap of (due, order, timer). The keys stand in the heap itself, so that comparing touches neighbours in memory and
 * not the timers, which lie wherever their owners are: 100,000 timers on fiber stacks would be 100,000 cache misses.
 *
 * Firing has two steps. First all due timers move from the heap to a list, then the list is worked off; so a timer that starts
 * itself again, even in the past, waits for the next turn and cannot hold the loop. Until its turn comes a listed timer still
 * counts as running and can be stopped or moved.
 *
 * Not here: timer_start and timer_stop of the public header only pass on to this (timers.c).
 */
#ifndef CICADA_LOOP_TIMERS_H
#define CICADA_LOOP_TIMERS_H

#include "loop/loop.h"

struct timer_slot {
    uint64_t due_ns;
    uint64_t order;
    struct timer *timer;
};

struct timers {
    struct timer_slot *heap;
    uint32_t count, capacity;
    uint64_t starts;    /* timers started so far: the next order */
    struct timer **due; /* the list of timers being fired; NULL where one was stopped meanwhile */
    uint32_t due_count, due_capacity;
};

/* A struct timers of zeroes holds no timer. Releases its memory; timers still running are forgotten. */
void timers_free(struct timers *all);

/* When the first timer is due; NEVER when none runs. */
uint64_t timers_next_due(const struct timers *all);

/* The lead of that timer, no more than the time until which it is due. */
uint64_t timers_next_lead(const struct timers *all);

/* Moves all timers due at `now` to the list, in order of (due, order). */
void timers_collect(struct timers *all, uint64_t now);

/* Takes the list's timer at `index` for firing; NULL when it was stopped since. It is not running any more. */
struct timer *timers_take_due(struct timers *all, uint32_t index);

/* True when the timer was due already when it was started: its lateness says nothing about the loop. */
bool timer_was_overdue(const struct timer *t);

#endif
