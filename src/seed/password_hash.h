/* SPDX-License-Identifier: MIT */
/* seed/password_hash.h - passwords as services store them */
#ifndef CICADA_SEED_PASSWORD_HASH_H
#define CICADA_SEED_PASSWORD_HASH_H

#include "base/arena.h"

#define PASSWORD_SALT_SIZE 16

/* 64 hexadecimal digits. Both results are in the arena. */
const char *password_hash_sha256(const char *password, struct arena *arena);

/* "pbkdf2-sha256$64$SALT$KEY", as the bundled target server stores passwords (docs/target.md). The salt has PASSWORD_SALT_SIZE
 * bytes. */
const char *password_hash_pbkdf2(const char *password, const void *salt, struct arena *arena);

#endif
