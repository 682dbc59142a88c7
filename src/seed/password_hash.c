/* SPDX-License-Identifier: MIT */
/* seed/password_hash.c - see password_hash.h */
#include "seed/password_hash.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/mem.h"

#define KEY_SIZE 32 /* of both: SHA-256 */
#define ROUNDS   64

static const char *hexadecimal(const void *bytes, size_t size, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *at = bytes;
    char *text = arena_alloc(arena, 2 * size + 1);

    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[at[i] >> 4];
        text[2 * i + 1] = digits[at[i] & 15];
    }
    text[2 * size] = '\0';
    return text;
}

const char *password_hash_sha256(const char *password, struct arena *arena)
{
    unsigned char key[KEY_SIZE];

    if (EVP_Digest(password, strlen(password), key, NULL, EVP_sha256(), NULL) != 1)
        mem_exhausted(sizeof key); /* there is no other reason */
    return hexadecimal(key, sizeof key, arena);
}

const char *password_hash_pbkdf2(const char *password, const void *salt, struct arena *arena)
{
    unsigned char key[KEY_SIZE];

    if (PKCS5_PBKDF2_HMAC(password, (int)strlen(password), salt, PASSWORD_SALT_SIZE, ROUNDS, EVP_sha256(), KEY_SIZE, key) != 1)
        mem_exhausted(sizeof key); /* as above */
    return arena_printf(arena, "pbkdf2-sha256$%d$%s$%s", ROUNDS, hexadecimal(salt, PASSWORD_SALT_SIZE, arena),
                        hexadecimal(key, sizeof key, arena));
}
