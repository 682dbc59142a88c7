/* SPDX-License-Identifier: MIT */
/* platform.c - generations, which are jobs of a user, and payments */
#include "database.h"
#include "endpoints.h"
#include "jobs.h"

#define LONGEST_PROMPT      4000
#define LONGEST_STYLE       50
#define GENERATION_LEAST_MS 500
#define GENERATION_MOST_MS  3000
#define PAYMENT_LEAST_MS    200
#define PAYMENT_MOST_MS     2000
#define GREATEST_AMOUNT     1e6
#define LONGEST_DESCRIPTION 200

void platform_create_generation(struct request *r)
{
    const json_t *body = request_json(r);
    const char *prompt, *style = "plain";

    if (!body || !request_want_text(r, body, "prompt", LONGEST_PROMPT, &prompt) ||
        !request_may_text(r, body, "style", LONGEST_STYLE, &style))
        return;

    struct job job = {.kind = "generation", .owner = r->identity.name, .subject = prompt, .options = style};

    if (jobs_start(r, &job, GENERATION_LEAST_MS, GENERATION_MOST_MS))
        reply_json(r, 201, job_json(&job));
}

void platform_list_generations(struct request *r)
{
    jobs_answer_list(r, "generation", r->identity.name);
}

void platform_generation(struct request *r)
{
    struct job job;
    int64_t id;

    if (!request_parameter_int(r, 0, &id) || !jobs_find(r, id, "generation", r->identity.name, &job))
        return;

    json_t *value = job_json(&job);

    if (job_is_completed(&job))
        json_object_set_new(value, "result",
                            reply_json_text(arena_printf(&r->arena, "%s, in the %s style", job.subject, job.options)));
    reply_json(r, 200, value);
}

/* Pending for a while, then succeeded: like a job, from its times alone. */
static json_t *payment_json(int64_t id, double amount, const char *currency, const char *description, int64_t created,
                            int64_t duration)
{
    return json_pack("{s:I, s:f, s:o, s:o, s:s, s:o}", "id", (json_int_t)id, "amount", amount, "currency",
                     reply_json_text(currency), "description", reply_json_text(description), "status",
                     wall_ms() >= created + duration ? "succeeded" : "pending", "created_at", wall_ms_json(created));
}

static bool is_currency(const char *text)
{
    return strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

void platform_create_payment(struct request *r)
{
    struct database *d = r->service->database;
    const json_t *body = request_json(r);
    const char *currency = "EUR", *description = NULL;
    double amount;

    if (!body || !request_want_number(r, body, "amount", 0.01, GREATEST_AMOUNT, &amount) ||
        !request_may_text(r, body, "currency", 3, &currency) ||
        !request_may_text(r, body, "description", LONGEST_DESCRIPTION, &description))
        return;
    if (!is_currency(currency)) {
        reply_problem(r, 422, "'currency' must be three capital letters");
        return;
    }

    int64_t created = wall_ms(), duration = random_between(&r->service->random, PAYMENT_LEAST_MS, PAYMENT_MOST_MS);

    if (database_run(
            d, "INSERT INTO payments (user_id, amount, currency, description, created, duration_ms) VALUES (?, ?, ?, ?, ?, ?)",
            "idssii", r->identity.user, amount, currency, description, created, duration) != DATABASE_OK) {
        reply_problem(r, 500, "the database failed");
        return;
    }
    reply_json(r, 201, payment_json(database_last_id(d), amount, currency, description, created, duration));
    database_keep_newest(d, "DELETE FROM payments WHERE id <= ?", LIMIT_PAYMENTS);
}

void platform_list_payments(struct request *r)
{
    struct database *d = r->service->database;
    int64_t limit, offset;

    if (!request_query_int(r, "limit", 20, 1, LIMIT_PAGE, &limit) ||
        !request_query_int(r, "offset", 0, 0, LIMIT_PAYMENTS, &offset))
        return;

    json_t *items = json_array();
    int64_t total = database_number(d, 0, "SELECT count(*) FROM (SELECT 1 FROM payments WHERE user_id = ? LIMIT ?)", "ii",
                                    r->identity.user, (int64_t)LIMIT_TOTAL);
    struct rows rows = database_select(d,
                                       "SELECT id, amount, currency, description, created, duration_ms FROM payments"
                                       " WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                                       "iii", r->identity.user, limit, offset);

    while (rows_next(&rows))
        json_array_append_new(items, payment_json(rows_int(&rows, 0), rows_real(&rows, 1), rows_text(&rows, 2),
                                                  rows_text(&rows, 3), rows_int(&rows, 4), rows_int(&rows, 5)));
    reply_json(r, 200,
               json_pack("{s:o, s:I, s:I, s:I}", "items", items, "total", (json_int_t)total, "limit", (json_int_t)limit, "offset",
                         (json_int_t)offset));
}
