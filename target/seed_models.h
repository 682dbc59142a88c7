/* SPDX-License-Identifier: MIT */
/* seed_models.h - the models of the registry, their versions and their files */
#ifndef TARGET_SEED_MODELS_H
#define TARGET_SEED_MODELS_H

#include "database.h"

/* Adds what is missing; false when the database fails. */
MUST_USE bool seed_models(struct database *database, uint64_t seed);

#endif
