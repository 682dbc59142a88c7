/* SPDX-License-Identifier: MIT */
/* store/postgres.h - a PostgreSQL database as a store; for this folder only
 *
 * All tables are in a schema of their own, "cicada", so that those of others are never met; it is known by its comment. libpq is
 * loaded when it is needed (postgres/libpq.h).
 *
 * Text is UTF-8 there: bytes that are no character become U+FFFD.
 */
#ifndef CICADA_STORE_POSTGRES_H
#define CICADA_STORE_POSTGRES_H

#include "store/database.h"

/* As store_open. */
MUST_USE enum error postgres_store_open(struct store **out, const char *url, bool create, char *problem);

#endif
