/* SPDX-License-Identifier: MIT */
/* base/pauses.h - for how long something has stood still so far
 *
 * Who measures time without the pauses subtracts pauses_until at both ends. One owner begins and ends them; everybody else reads.
 */
#ifndef CICADA_BASE_PAUSES_H
#define CICADA_BASE_PAUSES_H

#include "base/base.h"

struct pauses {
    uint64_t ended_ns; /* all that are over, together */
    uint64_t since_ns; /* the one that lasts; 0: none does */
};

static inline bool pauses_last(const struct pauses *p)
{
    return p->since_ns != 0;
}

/* Nanoseconds of all pauses until a time that lies not before the last one that ended. */
static inline uint64_t pauses_until(const struct pauses *p, uint64_t at_ns)
{
    return p->ended_ns + (p->since_ns && at_ns > p->since_ns ? at_ns - p->since_ns : 0);
}

static inline void pauses_begin(struct pauses *p, uint64_t now_ns)
{
    p->since_ns = now_ns;
}

/* Returns how long it was. */
static inline uint64_t pauses_end(struct pauses *p, uint64_t now_ns)
{
    uint64_t was_ns = now_ns - p->since_ns;

    *p = (struct pauses){.ended_ns = p->ended_ns + was_ns};
    return was_ns;
}

#endif
