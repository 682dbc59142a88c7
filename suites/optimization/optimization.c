/* SPDX-License-Identifier: MIT */
/* optimization.c - a dashboard service: small fixed experiments, a user class each
 *
 * suite.toml says how many requests by how many users make an experiment. The service limits each user to 60 requests a minute of
 * the statistics, 120 of sessions and criteria, and 10 changes of the criteria: every virtual user has an account of its own, and
 * waits a little, so that the load of an experiment stays below. What is beyond is answered 429, which the report counts apart.
 */
#include <cicada.h>

#include "../common/account.h"

#define STATS    "/api/v1/dashboard/stats"
#define SESSIONS "/api/v1/optimization/sessions"
#define CRITERIA "/api/v1/config/optimization-criteria"

static int join(cic_user *u)
{
    return sign_up(u, "correct horse");
}

/* ---- dashboard ---- */

static int look_at_dashboard(cic_user *u)
{
    cic_response *r = cic_get(u, STATS);

    if (!cic_failed(r) && !cic_json_has(r, "/total_sessions"))
        cic_fail(r, "no number of sessions on the dashboard");
    return CIC_OK;
}

static const cic_user_class dashboard_user = CIC_USER(.name = "DashboardUser", .wait = CIC_CONSTANT(0.1), .on_start = join,
                                                      .tasks = CIC_TASKS({1, "dashboard", look_at_dashboard}));

/* Five a second each for ten seconds: below 60 a minute. */
static const cic_user_class steady_dashboard_user = CIC_USER(.name = "SteadyDashboardUser", .wait = CIC_PACING(0.2),
                                                             .on_start = join,
                                                             .tasks = CIC_TASKS({1, "dashboard", look_at_dashboard}));

/* ---- sessions ---- */

static int list_sessions(cic_user *u)
{
    cic_response *r = cic_get(u, SESSIONS, .query = CIC_PAIRS({"limit", "20"}));

    if (!cic_failed(r) && !cic_json_has(r, "/sessions"))
        cic_fail(r, "no list of sessions in the answer");
    return CIC_OK;
}

static const cic_user_class sessions_user = CIC_USER(.name = "SessionsUser", .wait = CIC_CONSTANT(0.1), .on_start = join,
                                                     .tasks = CIC_TASKS({1, "sessions", list_sessions}));

/* Any of the filters, or several: a value without a filter (NULL) is left out of the query. */
static int filter_sessions(cic_user *u)
{
    static const char *const statuses[] = {"completed", "running", "queued", "failed", NULL};
    static const char *const strategies[] = {"bayesian", "genetic", "grid", "annealing", NULL};
    static const char *const improvements[] = {"10", "30", "50", NULL};
    const char *status = CIC_PICK(u, statuses);
    cic_response *r = cic_get(u, SESSIONS, .name = SESSIONS " [filtered]",
                              .query = CIC_PAIRS({"status", status}, {"strategy", CIC_PICK(u, strategies)},
                                                 {"min_improvement", CIC_PICK(u, improvements)}, {"limit", "50"}));
    const char *first = cic_json_str(r, "/sessions/0/status");

    if (!cic_failed(r) && status && first && strcmp(first, status) != 0)
        cic_fail(r, "a session of another status");
    return CIC_OK;
}

static const cic_user_class filtering_user = CIC_USER(.name = "FilteringUser", .wait = CIC_CONSTANT(0.1), .on_start = join,
                                                      .tasks = CIC_TASKS({1, "filtered sessions", filter_sessions}));

/* ---- criteria ---- */

static int read_criteria(cic_user *u)
{
    cic_response *r = cic_get(u, CRITERIA);

    if (!cic_failed(r) && !cic_json_has(r, "/criteria"))
        cic_fail(r, "no criteria in the answer");
    return CIC_OK;
}

static const cic_user_class config_reader = CIC_USER(.name = "ConfigReader", .wait = CIC_CONSTANT(0.1), .on_start = join,
                                                     .tasks = CIC_TASKS({1, "read criteria", read_criteria}));

#define WRITERS 4 /* accounts that take turns, for each may write ten times a minute */

struct writer {
    char token[WRITERS][1024];
    unsigned turn;
};

static int join_as_several(cic_user *u)
{
    struct writer *me = cic_data(u);

    for (int i = 0; i < WRITERS; i++) {
        const char *email = cic_fmt(u, "load-%s@example.com", cic_fake_hex(u, 16));
        const char *account = cic_json(u, "{\"email\": %s, \"password\": \"correct horse\"}", email);
        const char *token;

        cic_post(u, REGISTER, .name = REGISTER " [start]", .json = account);
        token = cic_json_str(cic_post(u, LOGIN, .name = LOGIN " [start]", .json = account), "/access_token");
        if (!token || cic_copy(me->token[i], sizeof me->token[i], token) < 0)
            return CIC_STOP_USER;
    }
    return CIC_OK;
}

static int change_criteria(cic_user *u)
{
    struct writer *me = cic_data(u);
    long long latency = cic_between(u, 100, 900);
    cic_response *r = cic_put(u, CRITERIA, .bearer = me->token[me->turn++ % WRITERS],
                              .json = cic_json(u, "{\"max_latency_ms\": %lld}", latency));

    if (!cic_failed(r) && cic_json_num(r, "/criteria/max_latency_ms", 0) != (double)latency)
        cic_fail(r, "the change is not in the answer");
    return CIC_OK;
}

static const cic_user_class config_writer = CIC_USER(.name = "ConfigWriter", .data_size = sizeof(struct writer),
                                                     .on_start = join_as_several,
                                                     .tasks = CIC_TASKS({1, "change criteria", change_criteria}));

CIC_SCENARIO(.users = CIC_USERS(&dashboard_user, &steady_dashboard_user, &sessions_user, &filtering_user, &config_reader,
                                &config_writer));
