/* SPDX-License-Identifier: MIT */
/* platform.c - people who sign up and log in, who let things be generated, and who pay
 *
 * Accounts that exist already come from accounts.csv; or from the file that "cicada suite" had seeded into the database of
 * LOAD_TEST_DATABASE_URL; or from the one that LOAD_TEST_ACCOUNTS names. How many users run, and the limits they have to keep, is
 * in suite.toml and platform.checks.
 */
#include <cicada.h>

#include "../common/account.h"

#define GENERATION "/api/v1/generation"
#define PAYMENTS   "/api/v1/payments"
#define REMEMBERED 8 /* generations that a user asks about */

static cic_feed *accounts;

static int set_up(cic_setup *s)
{
    (void)s;
    accounts = cic_feed_open(cic_env("LOAD_TEST_ACCOUNTS", cic_env("CICADA_SEED_CSV", "accounts.csv")), CIC_FEED_RANDOM);
    return accounts ? CIC_OK : CIC_STOP_TEST;
}

static int log_in_as_anyone(cic_user *u)
{
    const cic_row *row = cic_feed_next(u, accounts);

    return log_in(u, cic_feed_value(row, "email"), cic_feed_value(row, "password"));
}

/* ---- AuthUser ---- */

static int register_account(cic_user *u)
{
    cic_response *r = cic_post(u, REGISTER,
                               .json = cic_json(u, "{\"email\": \"load-%s@example.com\", \"password\": %s, \"name\": %s}",
                                                cic_fake_hex(u, 16), "correct horse", cic_fake_name(u)));

    if (r->status == 409)
        cic_pass(r); /* left by an earlier run with the same seed */
    return CIC_OK;
}

static int login(cic_user *u)
{
    const cic_row *row = cic_feed_next(u, accounts);
    cic_response *r = cic_post(
        u, LOGIN,
        .json = cic_json(u, "{\"email\": %s, \"password\": %s}", cic_feed_value(row, "email"), cic_feed_value(row, "password")));

    if (!cic_failed(r) && !cic_json_has(r, "/access_token"))
        cic_fail(r, "no token in the answer to a login");
    return CIC_OK;
}

static int health(cic_user *u)
{
    cic_get(u, "/health");
    return CIC_OK;
}

static const cic_user_class auth_user = CIC_USER(.name = "AuthUser", .wait = CIC_BETWEEN(1, 3),
                                                 .tasks = CIC_TASKS({30, "register", register_account}, {50, "login", login},
                                                                    {20, "health", health}));

/* ---- GenerationUser ---- */

struct generations {
    long long id[REMEMBERED]; /* a ring */
    size_t count;
};

static void generate(cic_user *u, const char *name)
{
    static const char *const styles[] = {"plain", "sketch", "oil", "photo"};
    struct generations *mine = cic_data(u);
    cic_response *r = cic_post(u, GENERATION "/create", .name = name,
                               .json = cic_json(u, "{\"prompt\": %s, \"style\": %s}", cic_fake_sentence(u), CIC_PICK(u, styles)));
    long long id = cic_json_int(r, "/id", 0);

    if (id)
        mine->id[mine->count++ % REMEMBERED] = id;
    else if (!cic_failed(r))
        cic_fail(r, "no id in the answer");
}

static int start_generating(cic_user *u)
{
    int next = log_in_as_anyone(u);

    if (next == CIC_OK)
        generate(u, GENERATION "/create [start]");
    return next;
}

static int create_generation(cic_user *u)
{
    generate(u, GENERATION "/create");
    return CIC_OK;
}

static int list_generations(cic_user *u)
{
    cic_get(u, GENERATION "/list", .query = CIC_PAIRS({"limit", "20"}));
    return CIC_OK;
}

static int ask_status(cic_user *u)
{
    struct generations *mine = cic_data(u);
    size_t known = mine->count < REMEMBERED ? mine->count : REMEMBERED;
    long long id = known ? mine->id[cic_between(u, 0, (int64_t)known - 1)] : 0;
    cic_response *r = cic_get(u, cic_fmt(u, GENERATION "/%lld", id), .name = GENERATION "/[id]");

    if (!cic_failed(r) && cic_json_int(r, "/id", 0) != id)
        cic_fail(r, "the answer is about another generation");
    return CIC_OK;
}

static const cic_user_class generation_user =
    CIC_USER(.name = "GenerationUser", .wait = CIC_BETWEEN(1, 3), .data_size = sizeof(struct generations),
             .on_start = start_generating,
             .tasks = CIC_TASKS({70, "create", create_generation}, {30, "list", list_generations}, {20, "status", ask_status}));

/* ---- PaymentUser ---- */

static int pay(cic_user *u)
{
    static const char *const currencies[] = {"EUR", "USD", "GBP"};
    double amount = 0.01 * (double)(1 + (long long)(100 * cic_lognormal(u, 20, 1)));
    cic_response *r = cic_post(u, PAYMENTS "/create",
                               .json = cic_json(u, "{\"amount\": %.2f, \"currency\": %s, \"description\": %s}", amount,
                                                CIC_PICK(u, currencies), cic_fake_company(u)));

    if (!cic_failed(r) && !cic_json_has(r, "/status"))
        cic_fail(r, "no status in the answer to a payment");
    return CIC_OK;
}

static int list_payments(cic_user *u)
{
    cic_get(u, PAYMENTS, .query = CIC_PAIRS({"limit", "20"}));
    return CIC_OK;
}

static const cic_user_class payment_user = CIC_USER(.name = "PaymentUser", .wait = CIC_BETWEEN(1, 3),
                                                    .on_start = log_in_as_anyone,
                                                    .tasks = CIC_TASKS({60, "create", pay}, {40, "list", list_payments}));

CIC_SCENARIO(.users = CIC_USERS(&auth_user, &generation_user, &payment_user), .setup = set_up);
