/* SPDX-License-Identifier: MIT */
/* auth.c - see auth.h
 *
 * Tokens come as "Authorization: Bearer TOKEN". API keys come as "X-API-Key: KEY" or "Authorization: ApiKey KEY".
 */
#include "auth.h"

#include "base/clock.h"
#include "database.h"
#include "token.h"

/* What follows the scheme in the Authorization field, empty when it names another scheme or is absent. */
static struct text credentials(const struct request *r, struct text scheme)
{
    struct text rest = text_from(request_header(r, "Authorization"));
    struct text given = text_cut(&rest, ' ');

    return text_equal_nocase(given, scheme) && rest.data ? text_trim(rest) : (struct text){"", 0};
}

static bool refuse(struct request *r, const char *why)
{
    reply_problem(r, 401, "%s", why);
    reply_field(r, "WWW-Authenticate", "Bearer");
    return false;
}

static bool identify_by_token(struct request *r, struct text text)
{
    struct token token;
    const char *problem = token_check(&r->arena, r->service->options->secret, text, clock_wall() / NANOS_PER_SECOND, &token);

    if (problem)
        return refuse(r, problem);
    r->identity = (struct identity){.user = token.user, .name = token.email, .admin = token.admin};
    return true;
}

static bool identify_by_key(struct request *r)
{
    const char *given = request_header(r, "X-API-Key");
    const char *key = given ? given : arena_copy(&r->arena, credentials(r, TEXT("ApiKey")));
    struct rows rows = database_select(r->service->database, "SELECT owner FROM api_keys WHERE key = ?", "s", key);
    bool known = rows_next(&rows);

    if (known)
        r->identity = (struct identity){.name = arena_strdup(&r->arena, rows_text(&rows, 0))};
    rows_close(&rows);
    return known;
}

bool auth_identify(struct request *r, unsigned needs)
{
    if (needs & NEEDS_KEY) {
        if (identify_by_key(r))
            return true;
        reply_problem(r, 403, "API key required");
        return false;
    }
    if (!(needs & (NEEDS_TOKEN | NEEDS_ADMIN | LIMITED)))
        return true;

    struct text token = credentials(r, TEXT("Bearer"));

    if (token.size > 0) {
        if (!identify_by_token(r, token))
            return false;
    } else if (!(needs & LIMITED)) {
        return refuse(r, "not authenticated");
    } else if (!identify_by_key(r)) {
        r->identity.name = request_peer(r);
    }
    if ((needs & NEEDS_ADMIN) && !r->identity.admin) {
        reply_problem(r, 403, "administrators only");
        return false;
    }
    return true;
}
