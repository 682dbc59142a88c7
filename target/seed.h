/* SPDX-License-Identifier: MIT */
/* seed.h - the content that the database has from the start: users, keys, sensors, models, sessions
 *
 * The same for the same --users and --seed. Nothing here is a secret; the server is for tests.
 */
#ifndef TARGET_SEED_H
#define TARGET_SEED_H

#include <stdio.h>

#include "service.h"

#define SEED_PASSWORD        "correct horse" /* of every seeded user */
#define SEED_ADMIN           "admin@example.com"
#define SEED_ADMIN_PASSWORD  "correct horse admin"
#define SEED_KEY_MAINTENANCE "cicada-maintenance-key"
#define SEED_KEY_AUDIO       "cicada-audio-key"
#define SEED_SENSORS         60

/* Adds what is missing. False when the database fails, which is logged. */
MUST_USE bool seed_database(struct service *service);

/* Prints the accounts and keys, for --help and the start. */
void seed_print(FILE *out);

#endif
