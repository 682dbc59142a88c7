/* SPDX-License-Identifier: MIT */
/* web/login.h - who is logged in: one name and password, sessions of browsers, and guesses that come too fast
 *
 * A browser logs in once and then shows a cookie with a random session; a script sends the password with each request (HTTP
 * Basic, or as a bearer token). Only digests are compared, in constant time. Who is wrong too often has to wait; a session never
 * does.
 *
 * Not here: who is wrong too often (web/guesses.h), HTTP (web/authorize.c).
 */
#ifndef CICADA_WEB_LOGIN_H
#define CICADA_WEB_LOGIN_H

#include "net/address.h"

struct login;

#define LOGIN_SESSION 65 /* a session's secret: 256 bits in hexadecimal, and a zero */

/* Random bytes in hexadecimal: 2 * `bytes` digits and a zero. */
void login_secret(char *out, size_t bytes);

struct login *login_new(const char *user, const char *password);
void login_free(struct login *l); /* NULL is fine */

enum login_result { LOGIN_FINE, LOGIN_WRONG, LOGIN_TOO_OFTEN };

/* Is it the name and the password? `user` may be NULL where only a password was given. `from` is who asks. */
enum login_result login_check(struct login *l, const char *user, const char *password, const struct address *from,
                              uint64_t now_ns);

/* What an Authorization field says: "Basic ..." or "Bearer PASSWORD". */
enum login_result login_check_field(struct login *l, const char *field, const struct address *from, uint64_t now_ns);

/* A new session; the one that was unused longest makes room. */
void login_open(struct login *l, char session[LOGIN_SESSION], uint64_t now_ns);
/* Is it one of ours? Then it was used now. NULL is none. */
bool login_is_open(struct login *l, const char *session, uint64_t now_ns);
void login_close(struct login *l, const char *session, uint64_t now_ns);

const char *login_user(const struct login *l);

#endif
