/* SPDX-License-Identifier: MIT */
/* health.c - is the service alive, and its parts; what Prometheus reads */
#include "base/clock.h"
#include "database.h"
#include "endpoints.h"
#include "metrics.h"
#include "redis.h"

void health_answer(struct request *r)
{
    static struct reply_constant healthy = REPLY_CONSTANT_JSON(200, "{\"status\":\"healthy\",\"service\":\"cicada-target\"}");

    reply_constant(r, &healthy);
}

static json_t *part_json(bool healthy, const char *state, uint64_t nanos)
{
    return json_pack("{s:s, s:s, s:f}", "status", healthy ? "healthy" : "unhealthy", "detail", state, "latency_ms",
                     (double)nanos / (double)NANOS_PER_MILLI);
}

static json_t *database_state(struct request *r, bool *healthy)
{
    uint64_t begun = clock_now();

    *healthy = database_number(r->service->database, 0, "SELECT 1", "") == 1;
    return part_json(*healthy, *healthy ? "SQLite answers" : "SQLite does not answer", clock_now() - begun);
}

void health_database(struct request *r)
{
    bool healthy;
    json_t *state = database_state(r, &healthy);

    reply_json(r, healthy ? 200 : 503, state);
}

/* A request that waits for Redis; lives in the arena of the request. */
struct waiting {
    struct redis_question question;
    struct request *request;
    bool answered;
    void (*then)(struct request *r, const char *problem, uint64_t nanos);
};

static void on_answer(struct redis_question *question, const char *problem, uint64_t nanos)
{
    struct waiting *w = CONTAINER_OF(question, struct waiting, question);

    w->answered = true;
    w->then(w->request, problem, nanos);
    request_resume(w->request);
}

static void ask_redis(struct request *r, void (*then)(struct request *r, const char *problem, uint64_t nanos))
{
    struct waiting *w = arena_zalloc(&r->arena, sizeof *w);

    w->question.answered = on_answer;
    w->request = r;
    w->then = then;
    redis_ask(r->service->redis, &w->question);
    if (!w->answered) /* a refusal may come at once */
        request_wait(r);
}

static json_t *redis_state(const char *problem, uint64_t nanos)
{
    return part_json(!problem, problem ? problem : "Redis answers", nanos);
}

static void answer_redis(struct request *r, const char *problem, uint64_t nanos)
{
    reply_json(r, problem ? 503 : 200, redis_state(problem, nanos));
}

void health_redis(struct request *r)
{
    static struct reply_constant not_configured = REPLY_CONSTANT_JSON(200, "{\"status\":\"not configured\"}");

    if (r->service->redis)
        ask_redis(r, answer_redis);
    else
        reply_constant(r, &not_configured);
}

static void answer_details(struct request *r, bool healthy, json_t *redis)
{
    bool database_healthy;
    json_t *database = database_state(r, &database_healthy);
    double uptime = (double)(clock_now() - r->service->started) / (double)NANOS_PER_SECOND;

    healthy = healthy && database_healthy;
    reply_json(r, healthy ? 200 : 503,
               json_pack("{s:s, s:s, s:f, s:{s:o, s:o}, s:{s:I, s:f, s:I}}", "status", healthy ? "healthy" : "unhealthy",
                         "version", CICADA_VERSION, "uptime_seconds", uptime, "components", "database", database, "redis", redis,
                         "process", "resident_bytes", (json_int_t)metrics_resident_bytes(), "cpu_seconds",
                         (double)clock_process_cpu() / (double)NANOS_PER_SECOND, "open_connections",
                         (json_int_t)r->service->open_connections));
}

static void answer_details_with_redis(struct request *r, const char *problem, uint64_t nanos)
{
    answer_details(r, !problem, redis_state(problem, nanos));
}

void health_detailed(struct request *r)
{
    if (r->service->redis)
        ask_redis(r, answer_details_with_redis);
    else
        answer_details(r, true, json_pack("{s:s}", "status", "not configured"));
}

void health_metrics(struct request *r)
{
    metrics_write(r->service, reply_buffer(r));
    reply_written(r, 200, "text/plain; version=0.0.4; charset=utf-8");
}
