/* SPDX-License-Identifier: MIT */
/* password.h - how passwords are stored: PBKDF2-HMAC-SHA256 (RFC 8018) with a salt
 *
 * PASSWORD_ROUNDS is far too low for real accounts, where hundreds of thousands are right: logging in must load the server
 * under test about as much as its other endpoints do.
 */
#ifndef TARGET_PASSWORD_H
#define TARGET_PASSWORD_H

#include "base/base.h"

#define PASSWORD_ROUNDS 64
#define PASSWORD_TEXT   128 /* bytes of the stored form, with its zero */
#define PASSWORD_SALT   16

/* "pbkdf2-sha256$64$SALT$KEY" in hexadecimal; a fresh salt from the system when `salt` is NULL. False when OpenSSL fails. */
MUST_USE bool password_store(const char *password, const unsigned char salt[PASSWORD_SALT], char stored[PASSWORD_TEXT]);

/* False when it is another password, or when `stored` has not that form. Takes the same time for any wrong password. */
MUST_USE bool password_matches(const char *password, const char *stored);

#endif
