/* SPDX-License-Identifier: MIT */
/* demo.c - several user classes in one file: people who sign up, upload and analyse sound, customers who pay, and a monitor
 *
 * It is for the target server that comes with Cicada (cicada-target). Each user registers an account of its own, so the data of
 * the server does not matter, and any number of users may run.
 */
#include <cicada.h>

#define PASSWORD "correct horse battery"

struct account { /* one per virtual user, zeroed at its start */
    char email[96];
    long long file; /* the last one uploaded; 0: none yet */
};

static int sign_up(cic_user *u)
{
    struct account *me = cic_data(u);
    cic_response *r;

    if (cic_copy(me->email, sizeof me->email, cic_fake_email(u)) < 0)
        return CIC_STOP_USER;
    r = cic_post(u, "/api/v1/auth/register",
                 .json = cic_json(u, "{\"email\": %s, \"password\": %s, \"name\": %s}", me->email, PASSWORD, cic_fake_name(u)));
    if (r->status == 409)
        cic_pass(r); /* the address is taken: no fault of the server, and the password is the same */
    r = cic_post(u, "/api/v1/auth/login", .json = cic_json(u, "{\"email\": %s, \"password\": %s}", me->email, PASSWORD));
    if (cic_failed(r))
        return CIC_STOP_USER;
    if (!cic_json_str(r, "/access_token")) {
        cic_fail(r, "no token in the answer to a login");
        return CIC_STOP_USER;
    }
    cic_set_bearer(u, cic_json_str(r, "/access_token"));
    return CIC_OK;
}

/* ---- people with sound files ---- */

static int browse(cic_user *u)
{
    cic_response *r = cic_get(u, "/api/v1/audio/files", .query = CIC_PAIRS({"limit", "20"}));

    if (!cic_failed(r))
        cic_metric(u, "files listed", (double)cic_json_count(r, "/files"));
    return CIC_OK;
}

static int upload(cic_user *u)
{
    static const char *const genres[] = {"jazz", "rock", "folk", "ambient"};
    struct account *me = cic_data(u);
    size_t size = (size_t)cic_between(u, 2000, 20000);
    cic_response *r = cic_post(
        u, "/api/v1/audio/upload",
        .multipart = CIC_PARTS({"genre", .data = CIC_PICK(u, genres)},
                               {"file", cic_fmt(u, "%s.wav", cic_fake_word(u)), "audio/wav", cic_fake_bytes(u, size), size}));

    if (cic_failed(r))
        return CIC_OK;
    if (cic_json_int(r, "/size", -1) != (long long)size)
        return cic_fail(r, "the stored size is not the one that was sent");
    me->file = cic_json_int(r, "/file_id", 0);
    return CIC_OK;
}

/* Starts a job and asks until it is done; the group measures the whole as "analysis (s)". */
static int analyse(cic_user *u)
{
    struct account *me = cic_data(u);
    cic_response *r;
    long long job;

    if (!me->file)
        return CIC_AGAIN;
    cic_group_begin(u, "analysis");
    r = cic_post(u, "/api/v1/audio/analyze", .name = "start", .json = cic_json(u, "{\"file_id\": %lld}", me->file));
    job = cic_json_int(r, "/id", 0);
    for (int i = 0; i < 20 && job && cic_sleep(u, 0.25) == CIC_OK; i++) {
        r = cic_get(u, cic_fmt(u, "/api/v1/audio/results/%lld", job), .name = "result");
        if (r->status != 202)
            break;
    }
    cic_group_end(u);
    return CIC_OK;
}

static const cic_user_class creator = CIC_USER(.name = "Creator", .weight = 3, .wait = CIC_BETWEEN(0.2, 1),
                                               .data_size = sizeof(struct account), .on_start = sign_up,
                                               .tasks = CIC_TASKS({5, "browse", browse, .tags = "read"},
                                                                  {2, "upload", upload, .tags = "write"},
                                                                  {1, "analyse", analyse, .tags = "write slow"}));

/* ---- customers ---- */

static int pay(cic_user *u)
{
    cic_post(u, "/api/v1/payments/create",
             .json = cic_json(u, "{\"amount\": %.2f, \"currency\": \"EUR\", \"description\": %s}", cic_lognormal(u, 20, 1) + 0.01,
                              cic_fake_company(u)));
    return CIC_OK;
}

static int list_payments(cic_user *u)
{
    cic_get(u, "/api/v1/payments?limit=10", .name = "/api/v1/payments");
    return CIC_OK;
}

static const cic_user_class customer =
    CIC_USER(.name = "Customer", .weight = 2, .wait = CIC_PACING(0.5), .data_size = sizeof(struct account), .on_start = sign_up,
             .tasks = CIC_TASKS({60, "pay", pay, .tags = "write"}, {40, "list payments", list_payments, .tags = "read"}));

/* ---- one monitor ---- */

static int check_health(cic_user *u)
{
    cic_response *r = cic_get(u, "/health");

    if (!cic_failed(r) && !cic_json_str(r, "/status"))
        cic_fail(r, "no status in the health report");
    return CIC_OK;
}

static const cic_user_class monitor = CIC_USER(.name = "Monitor", .fixed_count = 1, .wait = CIC_CONSTANT(1),
                                               .tasks = CIC_TASKS({1, "health", check_health, .tags = "read"}));

CIC_SCENARIO(.host = "http://localhost:8000", .users = CIC_USERS(&creator, &customer, &monitor));
