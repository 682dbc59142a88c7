/* SPDX-License-Identifier: MIT */
/* web/login.h - who is logged in: one name and password, sessions of browsers, and guesses that come too fast
 *
 * A browser logs in once and then shows a cookie with a random session; a script sends the password with each request (HTTP
 * Basic, or as a bearer token). Only digests are compared, in constant time. After LOGIN_TRIES wrong passwords within a minute an
 * address has to wait.
 *
 * Not here: HTTP (web/login_routes.c).
 */
#ifndef CICADA_WEB_LOGIN_H
#define CICADA_WEB_LOGIN_H

#include "base/text.h"

struct login;

#define LOGIN_SESSION 65 /* a session's secret: 256 bits in hexadecimal, and a zero */
#define LOGIN_TRIES   10 /* wrong passwords of one address within a minute */

/* Random bytes in hexadecimal: 2 * `bytes` digits and a zero. */
void login_secret(char *out, size_t bytes);

struct login *login_new(const char *user, const char *password);
void login_free(struct login *l); /* NULL is fine */

enum login_result { LOGIN_FINE, LOGIN_WRONG, LOGIN_TOO_OFTEN };

/* Is it the name and the password? `user` may be NULL where only a password was given. `address` is who asks. */
enum login_result login_check(struct login *l, const char *user, const char *password, struct text address, uint64_t now_ns);

/* What an Authorization field says: "Basic ..." or "Bearer PASSWORD". */
enum login_result login_check_field(struct login *l, const char *field, struct text address, uint64_t now_ns);

/* A new session; the one that was unused longest makes room. */
void login_open(struct login *l, char session[LOGIN_SESSION], uint64_t now_ns);
/* Is it one of ours? Then it was used now. NULL is none. */
bool login_is_open(struct login *l, const char *session, uint64_t now_ns);
void login_close(struct login *l, const char *session, uint64_t now_ns);

const char *login_user(const struct login *l);

#endif
