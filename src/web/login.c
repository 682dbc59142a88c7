/* SPDX-License-Identifier: MIT */
/* web/login.c - see login.h
 *
 * Digests of the name, the password and of sessions have one length, so that comparing them tells nothing about the secret. A
 * session is found by looking at all of them.
 */
#include "web/login.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>

#include "base/base64.h"
#include "base/limits.h"
#include "base/mem.h"
#include "web/guesses.h"

#define UNUSED_NS        (12 * 3600 * NANOS_PER_SECOND) /* then a session ends */
#define LIMIT_CREDENTIAL (4 * KIB)

struct digest {
    unsigned char bytes[SHA256_DIGEST_LENGTH];
};

struct session {
    struct digest secret;
    uint64_t used_ns; /* 0: free */
};

struct login {
    char *user;
    struct digest user_digest, password_digest;
    struct session sessions[LIMIT_WEB_SESSIONS];
    struct guesses *guesses;
};

static struct digest digest_of(const char *text)
{
    struct digest d;

    SHA256((const unsigned char *)text, strlen(text), d.bytes);
    return d;
}

static bool is_same(const struct digest *a, const struct digest *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void login_secret(char *out, size_t bytes)
{
    unsigned char random[32];

    assert(bytes <= sizeof random);
    if (RAND_bytes(random, (int)bytes) != 1)
        mem_exhausted(bytes); /* who has no random bytes can serve nobody safely */
    for (size_t i = 0; i < bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", random[i]);
}

struct login *login_new(const char *user, const char *password)
{
    struct login *l = MEM_NEW(struct login);
    char key[GUESSES_KEY];

    l->user = mem_strdup(user ? user : "");
    l->user_digest = digest_of(l->user);
    l->password_digest = digest_of(password);
    login_secret(key, sizeof key / 2);
    l->guesses = guesses_new(key);
    return l;
}

void login_free(struct login *l)
{
    if (!l)
        return;
    mem_free(l->user);
    guesses_free(l->guesses);
    OPENSSL_cleanse(l, sizeof *l);
    mem_free(l);
}

const char *login_user(const struct login *l)
{
    return l->user;
}

/* ---- passwords ---- */

enum login_result login_check(struct login *l, const char *user, const char *password, const struct address *from,
                              uint64_t now_ns)
{
    struct digest of_user = digest_of(user ? user : l->user), of_password = digest_of(password);
    bool user_fits, password_fits; /* both are looked at in any case */

    if (!guesses_may_try(l->guesses, from, now_ns))
        return LOGIN_TOO_OFTEN;
    user_fits = is_same(&of_user, &l->user_digest);
    password_fits = is_same(&of_password, &l->password_digest);
    if (user_fits && password_fits)
        return LOGIN_FINE;
    guesses_note_wrong(l->guesses, from, now_ns);
    return LOGIN_WRONG;
}

/* "user:password" in base64 (RFC 7617). */
static enum login_result check_basic(struct login *l, struct text encoded, const struct address *from, uint64_t now_ns)
{
    enum login_result result;
    struct buffer plain;
    char *colon = NULL;

    buffer_init(&plain, LIMIT_CREDENTIAL);
    if (base64_decode(encoded, &plain) && plain.size > 0)
        colon = strchr(plain.data, ':');
    if (colon)
        *colon = '\0';
    result = login_check(l, colon ? plain.data : "", colon ? colon + 1 : "", from, now_ns);
    if (plain.data)
        OPENSSL_cleanse(plain.data, plain.size);
    buffer_free(&plain);
    return result;
}

enum login_result login_check_field(struct login *l, const char *field, const struct address *from, uint64_t now_ns)
{
    struct text rest = text_trim(text_from(field)), scheme = text_cut(&rest, ' ');

    rest = rest.data ? text_trim(rest) : TEXT("");
    if (text_equal_nocase(scheme, TEXT("basic")))
        return check_basic(l, rest, from, now_ns);
    return login_check(l, NULL, text_equal_nocase(scheme, TEXT("bearer")) ? rest.data : "", from, now_ns);
}

/* ---- sessions ---- */

static bool is_alive(const struct session *s, uint64_t now_ns)
{
    return s->used_ns != 0 && now_ns - s->used_ns < UNUSED_NS;
}

void login_open(struct login *l, char session[LOGIN_SESSION], uint64_t now_ns)
{
    struct session *place = &l->sessions[0];

    for (size_t i = 1; i < LIMIT_WEB_SESSIONS; i++)
        if (l->sessions[i].used_ns < place->used_ns)
            place = &l->sessions[i];
    login_secret(session, (LOGIN_SESSION - 1) / 2);
    *place = (struct session){.secret = digest_of(session), .used_ns = now_ns};
}

static struct session *find(struct login *l, const char *session, uint64_t now_ns)
{
    struct digest wanted = digest_of(session ? session : "");
    struct session *found = NULL;

    for (size_t i = 0; i < LIMIT_WEB_SESSIONS; i++)
        if (is_alive(&l->sessions[i], now_ns) && is_same(&l->sessions[i].secret, &wanted))
            found = &l->sessions[i];
    return session ? found : NULL;
}

bool login_is_open(struct login *l, const char *session, uint64_t now_ns)
{
    struct session *found = find(l, session, now_ns);

    if (found)
        found->used_ns = now_ns;
    return found != NULL;
}

void login_close(struct login *l, const char *session, uint64_t now_ns)
{
    struct session *found = find(l, session, now_ns);

    if (found)
        *found = (struct session){0};
}
