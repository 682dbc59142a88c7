/* SPDX-License-Identifier: MIT */
/* verdict/comparing.h - synthetic runs for the tests of comparisons: lognormal times whose level drifts from second to second */
#ifndef CICADA_TESTS_VERDICT_COMPARING_H
#define CICADA_TESTS_VERDICT_COMPARING_H

#include "support.h"

#include "base/random.h"
#include "stats/cells.h"
#include "stats/histogram.h"
#include "verdict/comparison.h"

#define NAMES_MAX 100

struct service {       /* how a synthetic service behaves; zeroes are replaced where they make no sense */
    unsigned seconds;  /* 60 */
    unsigned requests; /* a second and name, give or take: 40 */
    unsigned names;    /* 1 */
    double median_ms;  /* 20 */
    double memory;     /* share of its level that each second takes over to the next */
    double level;      /* scatter of the level of a second, as a factor: 0.1 is 10 % */
    double fail_ratio; /* of the requests */
    double slow_name;  /* factor of the times of the name number 0 */
};

struct synthetic {
    struct recording recording;
    struct buffer bytes[NAMES_MAX + 1];
};

static inline void synthetic_second(struct recorded_name *n, struct snapshot_block *block, struct buffer *bytes, uint32_t second,
                                    const struct histogram *times, uint64_t failures)
{
    size_t from = bytes->size;

    cells_append(bytes, times);
    *block = (struct snapshot_block){.second = second,
                                     .seconds = 1,
                                     .requests = histogram_count(times),
                                     .failures = failures,
                                     .response = {NULL, bytes->size - from}}; /* the address is known at the end */
    block->service = block->response;
    n->requests += block->requests;
    n->failures += failures;
    histogram_merge(n->response, times);
    histogram_merge(n->service, times);
}

static inline void synthetic_name(struct synthetic *s, struct recorded_name *n, struct buffer *bytes,
                                  const struct service *service, size_t number, struct random *r)
{
    double factor = number == 0 && service->slow_name > 0 ? service->slow_name : 1, level = 0;
    struct snapshot_block *blocks = arena_alloc(&s->recording.arena, service->seconds * sizeof *blocks);
    char *name = arena_printf(&s->recording.arena, "/%zu", number), *at;

    *n = (struct recorded_name){
        .method = TEXT("GET"), .name = text_from(name), .response = histogram_new(), .service = histogram_new()};
    buffer_init(bytes, 64 << 20);
    for (unsigned second = 0; second < service->seconds; second++) {
        struct histogram *times = histogram_new();
        uint64_t count = service->requests * 4 / 5 + random_below(r, service->requests * 2 / 5 + 1), failures = 0;

        level = service->memory * level + sqrt(1 - service->memory * service->memory) * random_normal(r, 0, service->level);
        for (uint64_t i = 0; i < count; i++) {
            histogram_record(times, (uint64_t)(1e6 * random_lognormal(r, service->median_ms * factor * exp(level), 0.4)));
            failures += random_unit(r) < service->fail_ratio;
        }
        synthetic_second(n, &blocks[second], bytes, second, times, failures);
        histogram_free(times);
    }
    at = bytes->data;
    for (unsigned second = 0; second < service->seconds; second++) {
        blocks[second].response.data = blocks[second].service.data = at;
        at += blocks[second].response.size;
    }
    n->blocks = blocks;
    n->block_count = service->seconds;
}

/* The total is that of the first name; for the comparison only its seconds matter when there are several. */
static inline void synthetic_make(struct synthetic *s, struct service service, uint64_t seed)
{
    struct recording *r = &s->recording;
    struct random random;

    service.seconds = service.seconds ? service.seconds : 60;
    service.requests = service.requests ? service.requests : 40;
    service.names = service.names ? service.names : 1;
    service.median_ms = service.median_ms > 0 ? service.median_ms : 20;
    *s = (struct synthetic){0};
    *r = (struct recording){.title = "synthetic.c",
                            .scenario_file = "synthetic.c",
                            .host = "http://127.0.0.1",
                            .machine = "here",
                            .version = "cicada",
                            .profile = "",
                            .start_wall_ns = seed,
                            .measured_s = service.seconds,
                            .run_time_s = service.seconds,
                            .users = 10,
                            .peak_users = 10,
                            .spawn_rate = 10,
                            .judged = true,
                            .ended = true};
    random_init(&random, seed, 1);
    r->names = arena_zalloc(&r->arena, service.names * sizeof *r->names);
    r->name_count = service.names;
    for (size_t i = 0; i < service.names; i++)
        synthetic_name(s, &r->names[i], &s->bytes[i], &service, i, &random);
    r->total = r->names[0];
    r->total.method = (struct text){"", 0};
    r->total.name = TEXT("Aggregated");
    r->total.response = histogram_copy(r->names[0].response);
    r->total.service = histogram_copy(r->names[0].service);
}

static inline void synthetic_free(struct synthetic *s)
{
    struct recording *r = &s->recording;

    for (size_t i = 0; i < r->name_count; i++) {
        histogram_free(r->names[i].response);
        histogram_free(r->names[i].service);
        buffer_free(&s->bytes[i]);
    }
    histogram_free(r->total.response);
    histogram_free(r->total.service);
    arena_reset(&r->arena);
}

/* Compares `runs` on each side, which come one after the other. */
static inline void compare_synthetic(struct comparison *c, const struct synthetic *base, const struct synthetic *now, size_t runs,
                                     const char *tolerance)
{
    const struct recording *first[COMPARISON_RUNS_MAX], *second[COMPARISON_RUNS_MAX];
    const char *labels[COMPARISON_RUNS_MAX];
    struct comparison_metrics metrics;
    struct check_problem problem;

    for (size_t i = 0; i < runs; i++) {
        first[i] = &base[i].recording;
        second[i] = &now[i].recording;
        labels[i] = "a run";
    }
    comparison_metrics_default(&metrics);
    if (tolerance && !comparison_tolerance_read(text_from(tolerance), &metrics, &problem))
        fail_msg("%s: %s", tolerance, problem.sentence);
    comparison_make(c, &(struct comparison_side){first, labels, runs}, &(struct comparison_side){second, labels, runs}, &metrics,
                    1);
}

/* The metric of a name; names of comparing.h are "/0", "/1", ... */
static inline const struct compared_metric *compared_of(const struct comparison *c, const char *name, const char *metric)
{
    for (size_t n = 0; n < c->name_count; n++)
        for (size_t i = 0; i < c->metrics.count && text_equal(c->names[n].name, text_from(name)); i++)
            if (strcmp(c->names[n].at[i].metric->name, metric) == 0)
                return &c->names[n].at[i];
    fail_msg("%s of %s is not compared", metric, name);
    return NULL;
}

static inline void assert_word(const struct comparison *c, const char *name, const char *metric, enum comparison_word word)
{
    const struct compared_metric *m = compared_of(c, name, metric);

    if (m->word != word)
        fail_msg("%s of %s: got \"%s\" (%g to %g, %+.2f %%, p %.3g, %s), wanted \"%s\"", metric, name,
                 comparison_word_name(m->word), m->base, m->now, 100 * m->relative, m->p, m->reason ? m->reason : "no reason",
                 comparison_word_name(word));
}

#endif
