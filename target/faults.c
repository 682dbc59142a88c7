/* SPDX-License-Identifier: MIT */
/* faults.c - what the rules do to a request, and the stall: see faults.h. How rules are read and written is in fault_rules.c. */
#include "faults.h"

#include <fnmatch.h>
#include <math.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "fault_rules.h"
#include "request.h"

struct leak {
    struct leak *next;
    char bytes[];
};

struct faults {
    struct service *service;
    struct fault_rule rules[LIMIT_FAULT_RULES];
    size_t count;
    struct fault_stall stall;
    struct timer stall_timer;
    struct leak *leaks;
    uint64_t leaked;
};

static uint64_t nanos(double millis)
{
    return (uint64_t)llround(millis * (double)NANOS_PER_MILLI);
}

/* Sleeps the one thread of the server: that is the fault. */
static void freeze(struct timer *timer)
{
    struct faults *f = CONTAINER_OF(timer, struct faults, stall_timer);
    uint64_t begun = timer->due, until = MAX(begun, clock_now()) + nanos(f->stall.for_ms);
    struct timespec end = {.tv_sec = (time_t)(until / NANOS_PER_SECOND), .tv_nsec = (long)(until % NANOS_PER_SECOND)};

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) != 0)
        continue;
    /* from begin to begin, so the freezes keep their rhythm whatever each one lasted */
    if (f->stall.every_ms > 0)
        loop_timer_set(f->service->loop, timer, begun + nanos(f->stall.every_ms));
}

static void set_stall(struct faults *f, struct fault_stall stall)
{
    f->stall = stall;
    loop_timer_clear(f->service->loop, &f->stall_timer);
    if (stall.for_ms <= 0)
        return;
    if (stall.now)
        loop_timer_set(f->service->loop, &f->stall_timer, clock_now());
    else if (stall.every_ms > 0)
        loop_timer_set(f->service->loop, &f->stall_timer, clock_now() + nanos(stall.every_ms));
}

struct faults *faults_new(struct service *service)
{
    struct faults *f = MEM_NEW(struct faults);

    f->service = service;
    f->stall_timer.fire = freeze;
    return f;
}

void faults_free(struct faults *f)
{
    if (!f)
        return;
    faults_clear(f);
    while (f->leaks) {
        struct leak *leak = f->leaks;

        f->leaks = leak->next;
        mem_free(leak);
    }
    mem_free(f);
}

static void release_rules(struct fault_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fault_rule_free(&rules[i]);
}

void faults_clear(struct faults *f)
{
    release_rules(f->rules, f->count);
    f->count = 0;
    set_stall(f, (struct fault_stall){0});
}

static struct fault_rule *rule_for(struct faults *f, const struct request *r)
{
    for (size_t i = 0; i < f->count; i++) {
        struct fault_rule *rule = &f->rules[i];

        if (rule->method && strcmp(rule->method, r->method_name) != 0)
            continue;
        if (fnmatch(rule->path, r->path, 0) == 0)
            return rule;
    }
    return NULL;
}

/* The time until a worker has done this request, which takes `work`: the one that is free first takes it, after all that came
 * before. A client that leaves the line does not make it shorter: a worker does not know. */
static uint64_t wait_for_worker(struct fault_rule *rule, uint64_t work)
{
    uint64_t now = clock_now(), *first = &rule->worker_free_ns[0];

    for (size_t i = 1; i < (size_t)rule->workers; i++)
        if (rule->worker_free_ns[i] < *first)
            first = &rule->worker_free_ns[i];
    *first = MAX(now, *first) + work;
    return *first - now;
}

struct fault faults_decide(struct faults *f, const struct request *r)
{
    struct fault_rule *rule = f->count > 0 ? rule_for(f, r) : NULL;
    struct fault fault = {0};

    if (!rule)
        return fault;

    struct random *random = &f->service->random;
    double draw = random_unit(random);

    if (draw < rule->reset_rate)
        fault.end = FAULT_RESET;
    else if (draw < rule->reset_rate + rule->close_early_rate)
        fault.end = FAULT_CLOSE_EARLY;
    else if (draw < rule->reset_rate + rule->close_early_rate + rule->error_rate)
        fault.end = FAULT_ERROR;
    fault.status = (unsigned)rule->error_status;
    fault.delays = rule->latency_ms > 0 || rule->jitter_ms > 0;
    if (fault.delays)
        fault.delay = nanos(
            fmax(0, random_uniform(random, rule->latency_ms - rule->jitter_ms, rule->latency_ms + rule->jitter_ms)));
    if (rule->workers >= 1)
        fault.delay = wait_for_worker(rule, fault.delay);
    fault.slow_bytes = (uint64_t)rule->slow_body_bytes;
    fault.slow_interval_ns = nanos(rule->slow_body_interval_ms);
    fault.cpu_ns = nanos(rule->cpu_ms);
    fault.leak_bytes = (uint64_t)rule->leak_bytes;
    fault.resizes = rule->body_size >= 0;
    fault.size = fault.resizes ? (uint64_t)rule->body_size : 0;
    return fault;
}

uint64_t faults_spend(struct faults *f, const struct fault *fault)
{
    uint64_t leak_bytes = MIN(fault->leak_bytes, LIMIT_LEAK_BYTES - f->leaked);

    if (fault->cpu_ns > 0)
        for (uint64_t until = clock_process_cpu() + fault->cpu_ns; clock_process_cpu() < until;)
            continue;
    if (leak_bytes > 0) {
        struct leak *leak = mem_alloc(sizeof *leak + leak_bytes);

        memset(leak->bytes, 1, leak_bytes); /* memory that was never written is not resident */
        leak->next = f->leaks;
        f->leaks = leak;
        f->leaked += leak_bytes;
    }
    return leak_bytes;
}

bool faults_add_text(struct faults *f, const char *text, char *problem, size_t room)
{
    if (f->count == COUNT(f->rules)) {
        snprintf(problem, room, "more than %d rules", LIMIT_FAULT_RULES);
        return false;
    }
    if (!fault_rule_from_text(&f->rules[f->count], text, problem, room))
        return false;
    f->count++;
    return true;
}

bool faults_stall_text(struct faults *f, const char *text, char *problem, size_t room)
{
    struct fault_stall stall;

    if (!fault_stall_from_text(&stall, text, problem, room))
        return false;
    set_stall(f, stall);
    return true;
}

static bool read_rules(const json_t *list, struct fault_rule *rules, size_t *count, char *problem, size_t room)
{
    if (!json_is_array(list) || json_array_size(list) > LIMIT_FAULT_RULES) {
        snprintf(problem, room, "'rules' must be a list of at most %d rules", LIMIT_FAULT_RULES);
        return false;
    }
    for (*count = 0; *count < json_array_size(list); ++*count) {
        if (!fault_rule_from_json(&rules[*count], json_array_get(list, *count), problem, room))
            return false;
    }
    return true;
}

static bool known_members(const json_t *wanted, char *problem, size_t room)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)wanted, name, value)
    {
        if (strcmp(name, "rules") != 0 && strcmp(name, "stall") != 0) {
            snprintf(problem, room, "unknown member '%.100s'; known: rules, stall", name);
            return false;
        }
    }
    return true;
}

bool faults_set_json(struct faults *f, const json_t *wanted, char *problem, size_t room)
{
    const json_t *list = json_object_get(wanted, "rules"), *stall_wanted = json_object_get(wanted, "stall");
    struct fault_rule *rules = mem_zalloc(sizeof f->rules);
    struct fault_stall stall;
    size_t count = 0;
    bool fine = known_members(wanted, problem, room) && (!list || read_rules(list, rules, &count, problem, room)) &&
                (!stall_wanted || fault_stall_from_json(&stall, stall_wanted, problem, room));

    if (fine && list) {
        release_rules(f->rules, f->count);
        memcpy(f->rules, rules, count * sizeof *rules);
        f->count = count;
    } else {
        release_rules(rules, count);
    }
    if (fine && stall_wanted)
        set_stall(f, stall);
    mem_free(rules);
    return fine;
}

json_t *faults_json(const struct faults *f)
{
    json_t *rules = json_array();

    for (size_t i = 0; i < f->count; i++)
        json_array_append_new(rules, fault_rule_json(&f->rules[i]));
    return json_pack("{s:o, s:o}", "rules", rules, "stall", fault_stall_json(&f->stall));
}
