/* SPDX-License-Identifier: MIT */
/* store/migrations.h - the tables of the store, and how older ones become the present ones
 *
 * Each version is a piece of SQL that makes it from the one before; version 1 makes it from nothing. It is written in SQLite's
 * words, and the database translates them (struct database_ops). The table `migrations` says when and by which program each step
 * was taken. Versions that have been released are not edited any more: a change is a new one.
 */
#ifndef CICADA_STORE_MIGRATIONS_H
#define CICADA_STORE_MIGRATIONS_H

#include "base/error.h"

struct store;

/* The version that this program writes. */
int migrations_newest(void);

/* Brings the open store up to date, in one transaction. ERROR_SYNTAX, with nothing changed, for a newer one. */
MUST_USE enum error migrations_apply(struct store *s);

#endif
