/* SPDX-License-Identifier: MIT */
/* runner/components.h - hands what the components used in the last second to the statistics; private to runner/ */
#ifndef CICADA_RUNNER_COMPONENTS_H
#define CICADA_RUNNER_COMPONENTS_H

#include "runner/state.h"

/* With the first user. */
void components_start(struct runner *r, uint64_t now_ns);

/* Once a second, after the progress was brought up to date. Nothing without a monitor. */
void components_tick(struct runner *r);

#endif
