/* SPDX-License-Identifier: MIT */
/* token.c - see token.h */
#include "token.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/mem.h"

#define SIGNATURE 32
#define LONGEST   4096 /* bytes of a token that is looked at */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char header_json[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

/* base64url without padding (RFC 7515, section 2) */
static char *encode(struct arena *arena, const void *bytes, size_t size)
{
    const unsigned char *in = bytes;
    char *out = arena_alloc(arena, (size * 4 + 2) / 3 + 1), *end = out;
    uint32_t bits = 0;
    unsigned held = 0;

    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | in[i];
        for (held += 8; held >= 6; held -= 6)
            *end++ = alphabet[bits >> (held - 6) & 63];
    }
    if (held > 0)
        *end++ = alphabet[bits << (6 - held) & 63];
    *end = 0;
    return out;
}

/* NULL when it is not base64url; `*size` is the length. */
static unsigned char *decode(struct arena *arena, struct text text, size_t *size)
{
    unsigned char *out = arena_alloc(arena, text.size * 3 / 4 + 1);
    uint32_t bits = 0;
    unsigned held = 0;

    *size = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *at = memchr(alphabet, text.data[i], sizeof alphabet - 1);

        if (!at)
            return NULL;
        bits = bits << 6 | (uint32_t)(at - alphabet);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[(*size)++] = (unsigned char)(bits >> held);
        }
    }
    return out;
}

static bool sign(const char *secret, struct text signed_part, unsigned char signature[SIGNATURE])
{
    unsigned size = 0;

    return HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)signed_part.data, signed_part.size, signature,
                &size) &&
           size == SIGNATURE;
}

char *token_sign(struct arena *arena, const char *secret, const struct token *token)
{
    char subject[32];
    unsigned char signature[SIGNATURE];

    snprintf(subject, sizeof subject, "%" PRId64, token->user);

    json_t *claims = json_pack("{s:s, s:s, s:s, s:I, s:I}", "sub", subject, "email", token->email, "role",
                               token->admin ? "admin" : "user", "iat", (json_int_t)token->issued, "exp",
                               (json_int_t)token->expires);
    char *payload = claims ? json_dumps(claims, JSON_COMPACT) : NULL;

    json_decref(claims);
    if (!payload)
        return NULL;

    char *part = arena_printf(arena, "%s.%s", encode(arena, header_json, sizeof header_json - 1),
                              encode(arena, payload, strlen(payload)));

    mem_free(payload); /* jansson allocates by way of base/mem.h, see main.c */
    if (!sign(secret, text_from(part), signature))
        return NULL;
    return arena_printf(arena, "%s.%s", part, encode(arena, signature, sizeof signature));
}

static json_t *decode_json(struct arena *arena, struct text text)
{
    size_t size;
    const unsigned char *bytes = decode(arena, text, &size);

    return bytes ? json_loadb((const char *)bytes, size, 0, NULL) : NULL;
}

static bool algorithm_is_ours(struct arena *arena, struct text header)
{
    json_t *value = decode_json(arena, header);
    const char *algorithm = json_string_value(json_object_get(value, "alg"));
    bool ours = algorithm && strcmp(algorithm, "HS256") == 0;

    json_decref(value);
    return ours;
}

static const char *read_claims(struct arena *arena, struct text payload, uint64_t now, struct token *token)
{
    json_t *claims = decode_json(arena, payload);
    const char *subject = json_string_value(json_object_get(claims, "sub"));
    const char *email = json_string_value(json_object_get(claims, "email"));
    const char *role = json_string_value(json_object_get(claims, "role"));
    json_int_t expires = json_integer_value(json_object_get(claims, "exp"));
    const char *problem = NULL;
    uint64_t user = 0;

    if (!subject || !text_to_u64(text_from(subject), &user) || !email || !role)
        problem = "the token lacks a claim";
    else if (expires <= 0 || (uint64_t)expires <= now)
        problem = "the token has expired";
    else
        *token = (struct token){.user = (int64_t)user,
                                .email = arena_strdup(arena, email),
                                .admin = strcmp(role, "admin") == 0,
                                .expires = (uint64_t)expires};
    json_decref(claims);
    return problem;
}

const char *token_check(struct arena *arena, const char *secret, struct text text, uint64_t now, struct token *token)
{
    struct text rest = text;
    struct text header = text_cut(&rest, '.'), payload = text_cut(&rest, '.');
    unsigned char wanted[SIGNATURE];
    size_t size = 0;

    if (text.size > LONGEST || !rest.data || header.size == 0 || payload.size == 0)
        return "the token is malformed";

    const unsigned char *given = decode(arena, rest, &size);
    struct text signed_part = {text.data, (size_t)(payload.data + payload.size - text.data)};

    if (!given || !algorithm_is_ours(arena, header))
        return "the token is malformed or not signed with HS256";
    if (size != SIGNATURE || !sign(secret, signed_part, wanted) || CRYPTO_memcmp(given, wanted, SIGNATURE) != 0)
        return "the signature of the token is wrong";
    return read_claims(arena, payload, now, token);
}
