/* SPDX-License-Identifier: MIT */
/* runner/dispatch.h - which class the next user is of
 *
 * Fixed counts first; then the class whose choice keeps the mix of users closest to the weights, measured by the Kullback-Leibler
 * divergence, as Locust's dispatcher does: the same weights give the same order (5:1 gives AABAAAAABAAA). It looks only at how
 * many users of each class there are, so a ramp also mends the mix after users were stopped. Users that ended by themselves are
 * not replaced: while the ramp lasts they keep their place.
 */
#ifndef CICADA_RUNNER_DISPATCH_H
#define CICADA_RUNNER_DISPATCH_H

#include "base/base.h"

struct dispatch_class {
    const char *name; /* ties go by name */
    double weight;
    uint32_t fixed_count; /* 0: by weight */
    uint32_t users;       /* there are now */
    bool left_out;        /* no more of these */
    uint32_t ended;       /* by themselves, since the ramp began */
};

/* The place in `classes` of the class to start next; -1 when all have fixed counts and are full, or are left out. */
ssize_t dispatch_next(const struct dispatch_class *classes, size_t count);

#endif
