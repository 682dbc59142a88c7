/* SPDX-License-Identifier: MIT */
/* password.c - see password.h */
#include "password.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "hex.h"

#define KEY         32
#define MOST_ROUNDS 1000000 /* of a stored form that somebody else wrote */

static bool derive(const char *password, const unsigned char *salt, uint64_t rounds, unsigned char key[KEY])
{
    return PKCS5_PBKDF2_HMAC(password, (int)strlen(password), salt, PASSWORD_SALT, (int)rounds, EVP_sha256(), KEY, key) == 1;
}

bool password_store(const char *password, const unsigned char given_salt[PASSWORD_SALT], char stored[PASSWORD_TEXT])
{
    unsigned char own_salt[PASSWORD_SALT], key[KEY];
    char salt_text[2 * PASSWORD_SALT + 1], key_text[2 * KEY + 1];

    if (!given_salt && RAND_bytes(own_salt, sizeof own_salt) != 1)
        return false;

    const unsigned char *salt = given_salt ? given_salt : own_salt;

    if (!derive(password, salt, PASSWORD_ROUNDS, key))
        return false;
    hex_write(salt, PASSWORD_SALT, salt_text);
    hex_write(key, KEY, key_text);
    snprintf(stored, PASSWORD_TEXT, "pbkdf2-sha256$%d$%s$%s", PASSWORD_ROUNDS, salt_text, key_text);
    return true;
}

bool password_matches(const char *password, const char *stored)
{
    struct text rest = text_from(stored);
    struct text scheme = text_cut(&rest, '$'), rounds_text = text_cut(&rest, '$'), salt_text = text_cut(&rest, '$');
    unsigned char salt[PASSWORD_SALT], wanted[KEY], key[KEY];
    uint64_t rounds;

    return text_equal(scheme, TEXT("pbkdf2-sha256")) && text_to_u64(rounds_text, &rounds) && rounds > 0 &&
           rounds <= MOST_ROUNDS && hex_read(salt_text, salt, sizeof salt) && hex_read(rest, wanted, sizeof wanted) &&
           derive(password, salt, rounds, key) && CRYPTO_memcmp(key, wanted, KEY) == 0;
}
