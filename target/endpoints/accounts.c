/* SPDX-License-Identifier: MIT */
/* accounts.c - registering, logging in, the own account */
#include "base/clock.h"
#include "database.h"
#include "endpoints.h"
#include "jobs.h"
#include "password.h"
#include "token.h"

#define LONGEST_EMAIL     254 /* RFC 5321, section 4.5.3.1.3, less the angle brackets */
#define LONGEST_PASSWORD  128
#define SHORTEST_PASSWORD 8
#define LONGEST_NAME      100

/* One @ with something on both sides, no spaces; whether mail arrives there is not the question here. */
static bool looks_like_email(const char *email)
{
    const char *at = strchr(email, '@');

    return at && at != email && at[1] && !strchr(at + 1, '@') && !strpbrk(email, " \t\r\n");
}

static bool read_credentials(struct request *r, const json_t *body, const char **email, const char **password)
{
    if (!request_want_text(r, body, "email", LONGEST_EMAIL, email) ||
        !request_want_text(r, body, "password", LONGEST_PASSWORD, password))
        return false;
    if (looks_like_email(*email))
        return true;
    reply_problem(r, 422, "'email' is no e-mail address");
    return false;
}

void accounts_register(struct request *r)
{
    struct database *d = r->service->database;
    const json_t *body = request_json(r);
    const char *email, *password, *name = NULL;
    char stored[PASSWORD_TEXT];

    if (!body || !read_credentials(r, body, &email, &password) || !request_may_text(r, body, "name", LONGEST_NAME, &name))
        return;
    if (strlen(password) < SHORTEST_PASSWORD) {
        reply_problem(r, 422, "'password' must have at least %d characters", SHORTEST_PASSWORD);
        return;
    }
    if (!password_store(password, NULL, stored)) {
        reply_problem(r, 500, "the password could not be hashed");
        return;
    }
    switch (database_run(d, "INSERT INTO users (email, password, name, created) VALUES (?, ?, ?, ?)", "sssi", email, stored, name,
                         wall_ms())) {
    case DATABASE_OK:
        reply_json(r, 201, json_pack("{s:I, s:s, s:s?}", "id", (json_int_t)database_last_id(d), "email", email, "name", name));
        database_keep_newest(d, "DELETE FROM users WHERE id <= ? AND seeded = 0", LIMIT_USERS_STORED);
        break;
    case DATABASE_CONFLICT:
        reply_problem(r, 409, "the e-mail address is already registered");
        break;
    case DATABASE_FAILED:
        reply_problem(r, 500, "the database failed");
        break;
    }
}

static void answer_with_token(struct request *r, int64_t user, const char *email, bool admin)
{
    const struct options *o = r->service->options;
    uint64_t now = clock_wall() / NANOS_PER_SECOND;
    struct token token = {.user = user, .email = email, .admin = admin, .issued = now, .expires = now + o->token_seconds};
    const char *text = token_sign(&r->arena, o->secret, &token);

    if (text)
        reply_json(r, 200,
                   json_pack("{s:s, s:s, s:I}", "access_token", text, "token_type", "bearer", "expires_in",
                             (json_int_t)o->token_seconds));
    else
        reply_problem(r, 500, "the token could not be signed");
}

void accounts_login(struct request *r)
{
    const json_t *body = request_json(r);
    const char *email, *password;

    if (!body || !read_credentials(r, body, &email, &password))
        return;

    struct rows rows = database_select(r->service->database, "SELECT id, password, admin, active FROM users WHERE email = ?", "s",
                                       email);

    if (!rows_next(&rows) || !password_matches(password, rows_text(&rows, 1)))
        reply_problem(r, 401, "wrong e-mail address or password");
    else if (!rows_int(&rows, 3))
        reply_problem(r, 403, "the account is closed");
    else
        answer_with_token(r, rows_int(&rows, 0), email, rows_int(&rows, 2) != 0);
    rows_close(&rows);
}

void accounts_me(struct request *r)
{
    struct rows rows = database_select(r->service->database, "SELECT email, name, admin, created FROM users WHERE id = ?", "i",
                                       r->identity.user);

    if (rows_next(&rows))
        reply_json(r, 200,
                   json_pack("{s:I, s:o, s:o, s:b, s:o}", "id", (json_int_t)r->identity.user, "email",
                             reply_json_text(rows_text(&rows, 0)), "name", reply_json_text(rows_text(&rows, 1)), "admin",
                             rows_int(&rows, 2) != 0, "created_at", wall_ms_json(rows_int(&rows, 3))));
    else
        reply_problem(r, 404, "the account is gone");
    rows_close(&rows);
}

void accounts_remove(struct request *r)
{
    if (database_run(r->service->database, "DELETE FROM users WHERE id = ? AND seeded = 0", "i", r->identity.user) == DATABASE_OK)
        reply_bytes(r, 204, NULL, "", 0);
    else
        reply_problem(r, 500, "the database failed");
}
