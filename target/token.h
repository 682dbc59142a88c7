/* SPDX-License-Identifier: MIT */
/* token.h - JSON Web Tokens signed with HMAC-SHA256 (RFC 7519, RFC 7515, "HS256"); no other algorithm is accepted */
#ifndef TARGET_TOKEN_H
#define TARGET_TOKEN_H

#include "base/arena.h"

struct token {
    int64_t user;
    const char *email;
    bool admin;
    uint64_t issued, expires; /* seconds since 1970 */
};

/* The token as text in the arena. NULL when OpenSSL fails. */
char *token_sign(struct arena *arena, const char *secret, const struct token *token);

/* Checks the signature and that the token has not expired at `now` (seconds since 1970); fills `token`, its text in the arena.
 * NULL when all is well, else why it was refused. */
const char *token_check(struct arena *arena, const char *secret, struct text text, uint64_t now, struct token *token);

#endif
