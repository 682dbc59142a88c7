/* SPDX-License-Identifier: MIT */
/* verdict/comparison.c - which names are compared, their values, the words, and the order; see comparison.h */
#include "verdict/comparison.h"

#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "stats/confidence.h"
#include "verdict/comparison_estimate.h"
#include "verdict/comparison_notes.h"
#include "verdict/distribution_distance.h"
#include "verdict/false_discovery.h"
#include "verdict/recording_stage.h"

#define SIGNIFICANT  0.05
#define VISIBLE_MAX  1 /* who would not see a doubling cannot say that there is no difference */
#define LABELS_SHOWN 3
#define LABEL_SIZE   4096

const char *comparison_word_name(enum comparison_word w)
{
    static const char *const names[] = {
        [COMPARISON_REGRESSION] = "regression",       [COMPARISON_IMPROVEMENT] = "improvement",
        [COMPARISON_NOT_ENOUGH] = "not enough data",  [COMPARISON_NOT_JUDGED] = "not judged",
        [COMPARISON_NO_DIFFERENCE] = "no difference",
    };

    return names[w];
}

double comparison_visible(const struct compared_metric *m)
{
    double low = m->metric->kind == COMPARISON_FAIL_RATIO ? m->low : m->relative_low;
    double high = m->metric->kind == COMPARISON_FAIL_RATIO ? m->high : m->relative_high;

    return isnan(low) || isnan(high) ? INFINITY : fmax(fabs(low), fabs(high));
}

enum comparison_word comparison_result(const struct comparison *c)
{
    static const enum comparison_word order[] = {COMPARISON_REGRESSION, COMPARISON_IMPROVEMENT, COMPARISON_NO_DIFFERENCE};

    for (size_t i = 0; i < COUNT(order); i++)
        if (c->words[order[i]] > 0)
            return order[i];
    return COMPARISON_NOT_ENOUGH;
}

/* ---- which names both sides have ---- */

/* A name, of the whole run or of a stage, with the runs of both sides that it is in. */
struct pair {
    size_t part; /* 0: the whole run, then the stages in order */
    struct text method, name;
    struct estimate_side base, now;
    uint64_t requests; /* of both */
};

/* The whole run, or a stage that all runs have. */
struct part {
    struct text stage;
    const struct comparison_side *base, *now;
    size_t lonely; /* names of one side only */
};

struct pairs {
    struct part parts[LIMIT_STAGES + 1];
    size_t part_count;
    struct map *by_key;
    struct pair **at;
    size_t count;
};

static struct pair *pair_of(struct pairs *all, struct arena *arena, size_t part, const struct recorded_name *n)
{
    struct text key = text_from(
        arena_printf(arena, "%zu\n%.*s\n%.*s", part, (int)n->method.size, n->method.data, (int)n->name.size, n->name.data));
    struct pair *p = map_get(all->by_key, key);

    if (p)
        return p;
    p = arena_zalloc(arena, sizeof *p);
    *p = (struct pair){.part = part, .method = n->method, .name = n->name};
    estimate_side_init(&p->base, all->parts[part].base->count, arena);
    estimate_side_init(&p->now, all->parts[part].now->count, arena);
    map_put(all->by_key, key, p);
    return p;
}

static void gather(struct pairs *all, struct arena *arena, size_t part, const struct comparison_side *side, bool is_base)
{
    for (size_t r = 0; r < side->count; r++) {
        for (size_t i = 0; i < side->runs[r]->name_count; i++) {
            const struct recorded_name *n = &side->runs[r]->names[i];
            struct pair *p = pair_of(all, arena, part, n);

            estimate_side_add(is_base ? &p->base : &p->now, side->runs[r], n);
            p->requests += n->requests;
        }
    }
}

static int by_name(const void *a, const void *b)
{
    const struct pair *x = *(struct pair *const *)a, *y = *(struct pair *const *)b;
    int order = memcmp(x->name.data, y->name.data, MIN(x->name.size, y->name.size));

    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (order == 0 && x->name.size != y->name.size)
        order = x->name.size < y->name.size ? -1 : 1;
    if (order == 0)
        order = memcmp(x->method.data, y->method.data, MIN(x->method.size, y->method.size));
    if (order == 0 && x->method.size != y->method.size)
        order = x->method.size < y->method.size ? -1 : 1;
    return order;
}

static int by_requests(const void *a, const void *b)
{
    const struct pair *x = *(struct pair *const *)a, *y = *(struct pair *const *)b;

    return x->requests > y->requests ? -1 : x->requests < y->requests ? 1 : by_name(a, b);
}

/* What a stage lacks is only counted. */
static void put_lonely(struct comparison *c, struct part *part, const struct pair *p)
{
    struct text **list = p->now.count == 0 ? &c->only_base : &c->only_now;
    size_t *count = p->now.count == 0 ? &c->only_base_count : &c->only_now_count;
    const char *text = arena_printf(&c->arena, "%.*s%s%.*s", (int)p->method.size, p->method.data, p->method.size > 0 ? " " : "",
                                    (int)p->name.size, p->name.data);

    part->lonely++;
    if (p->part > 0)
        return;
    *list = arena_grow(&c->arena, *list, *count * sizeof **list, (*count + 1) * sizeof **list);
    (*list)[(*count)++] = text_from(text);
}

/* Keeps those that both sides have, in the order of their names, and lists the others. */
static void find_pairs(struct comparison *c, struct pairs *all, struct arena *arena)
{
    size_t size = 0;
    void *value;

    all->by_key = map_new();
    for (size_t part = 0; part < all->part_count; part++) {
        gather(all, arena, part, all->parts[part].base, true);
        gather(all, arena, part, all->parts[part].now, false);
    }
    all->at = mem_alloc(map_size(all->by_key) * sizeof *all->at);
    for (size_t at = 0; map_next(all->by_key, &at, NULL, &value);)
        all->at[size++] = value;
    map_free(all->by_key);
    qsort(all->at, size, sizeof *all->at, by_name);
    for (size_t i = 0; i < size; i++) {
        if (all->at[i]->base.count > 0 && all->at[i]->now.count > 0)
            all->at[all->count++] = all->at[i];
        else
            put_lonely(c, &all->parts[all->at[i]->part], all->at[i]);
    }
    if (all->count <= COMPARISON_NAMES_MAX)
        return;
    comparison_note(c, "only the %d names with the most requests are compared, of %zu", COMPARISON_NAMES_MAX, all->count);
    qsort(all->at, all->count, sizeof *all->at, by_requests);
    all->count = COMPARISON_NAMES_MAX;
    qsort(all->at, all->count, sizeof *all->at, by_name);
}

/* ---- one name ---- */

static double distance_of(const struct estimate_side *base, const struct estimate_side *now)
{
    struct histogram *a = histogram_new(), *b = histogram_new();
    double distance;

    for (size_t i = 0; i < base->count; i++)
        histogram_merge(a, base->names[i]->response);
    for (size_t i = 0; i < now->count; i++)
        histogram_merge(b, now->names[i]->response);
    distance = distribution_distance(a, b);
    histogram_free(a);
    histogram_free(b);
    return distance;
}

static uint64_t requests_of(const struct estimate_side *side)
{
    uint64_t requests = 0;

    for (size_t i = 0; i < side->count; i++)
        requests += side->names[i]->requests;
    return requests;
}

static void compare_name(struct comparison *c, struct text stage, const struct pair *p, bool rates_count, uint64_t seed)
{
    struct compared_name *n = &c->names[c->name_count++];

    *n = (struct compared_name){.stage = stage,
                                .method = p->method,
                                .name = p->name,
                                .base_requests = requests_of(&p->base),
                                .now_requests = requests_of(&p->now),
                                .distance = distance_of(&p->base, &p->now)};
    comparison_estimate(n->at, &c->metrics, &p->base, &p->now, seed);
    for (size_t i = 0; i < c->metrics.count; i++) {
        if (c->metrics.at[i].kind != COMPARISON_RATE || rates_count || n->at[i].word == COMPARISON_NOT_ENOUGH)
            continue;
        n->at[i].word = COMPARISON_NOT_JUDGED;
        n->at[i].reason = "follows the plan";
    }
}

/* All requests together; only where both sides have the same names, else other requests would be compared. */
static struct pair *total_of(const struct part *all, struct arena *arena)
{
    struct pair *p = arena_zalloc(arena, sizeof *p);

    *p = (struct pair){.name = TEXT("Aggregated")};
    estimate_side_init(&p->base, all->base->count, arena);
    estimate_side_init(&p->now, all->now->count, arena);
    for (size_t i = 0; i < all->base->count; i++)
        estimate_side_add(&p->base, all->base->runs[i], &all->base->runs[i]->total);
    for (size_t i = 0; i < all->now->count; i++)
        estimate_side_add(&p->now, all->now->runs[i], &all->now->runs[i]->total);
    return p;
}

/* ---- words and order ---- */

/* How many times the tolerance the difference is; the smaller of both where there is a share and an amount. */
static double times_the_tolerance(const struct compared_metric *m)
{
    double relative = m->metric->relative > 0 ? fabs(m->relative) / m->metric->relative : INFINITY;
    double absolute = m->metric->absolute > 0 ? fabs(m->difference) / m->metric->absolute : INFINITY;
    double times = fmin(relative, absolute);

    return isinf(times) && m->difference == 0 ? 0 : times;
}

static enum comparison_word word_of(const struct compared_metric *m)
{
    bool lower_is_worse = m->metric->kind == COMPARISON_RATE;

    if (!(m->p <= SIGNIFICANT) || !(times_the_tolerance(m) > 1))
        return COMPARISON_NO_DIFFERENCE;
    return (m->difference > 0) == lower_is_worse ? COMPARISON_IMPROVEMENT : COMPARISON_REGRESSION;
}

static bool is_judged(const struct compared_metric *m)
{
    return m->word != COMPARISON_NOT_ENOUGH && m->word != COMPARISON_NOT_JUDGED;
}

static void judge_all(struct comparison *c)
{
    double **p = mem_alloc(c->name_count * c->metrics.count * sizeof *p);
    size_t count = 0;

    for (size_t n = 0; n < c->name_count; n++)
        for (size_t i = 0; i < c->metrics.count; i++)
            if (is_judged(&c->names[n].at[i]))
                p[count++] = &c->names[n].at[i].p;
    false_discovery_adjust(p, count);
    mem_free(p);
    for (size_t n = 0; n < c->name_count; n++) {
        for (size_t i = 0; i < c->metrics.count; i++) {
            struct compared_metric *m = &c->names[n].at[i];

            if (is_judged(m))
                m->word = word_of(m);
            if (m->word == COMPARISON_NO_DIFFERENCE && !(comparison_visible(m) <= VISIBLE_MAX)) {
                m->word = COMPARISON_NOT_ENOUGH;
                m->reason = "scatters too much";
            }
        }
    }
}

static int by_severity(const void *a, const void *b)
{
    const struct comparison_rank *x = a, *y = b;
    double first = times_the_tolerance(x->metric), second = times_the_tolerance(y->metric);

    if (x->metric->word != y->metric->word)
        return x->metric->word < y->metric->word ? -1 : 1;
    if (x->metric->word <= COMPARISON_IMPROVEMENT && first != second)
        return first > second ? -1 : 1;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return x->metric < y->metric ? -1 : x->metric > y->metric;
}

void comparison_arrange(struct comparison *c, struct arena *arena)
{
    c->ranked = arena_alloc(arena, c->name_count * c->metrics.count * sizeof *c->ranked);
    for (size_t n = 0; n < c->name_count; n++) {
        for (size_t i = 0; i < c->metrics.count; i++) {
            c->ranked[c->ranked_count++] = (struct comparison_rank){&c->names[n], &c->names[n].at[i]};
            c->words[c->names[n].at[i].word]++;
        }
    }
    qsort(c->ranked, c->ranked_count, sizeof *c->ranked, by_severity);
}

/* ---- all of it ---- */

static const char *label_of(struct comparison *c, const struct comparison_side *side)
{
    struct buffer out;
    const char *label;

    buffer_init(&out, LABEL_SIZE);
    for (size_t i = 0; i < MIN(side->count, (size_t)LABELS_SHOWN); i++)
        buffer_printf(&out, "%s%s", i > 0 ? ", " : "", side->labels[i]);
    if (side->count > LABELS_SHOWN)
        buffer_printf(&out, " and %zu more", side->count - LABELS_SHOWN);
    label = arena_strdup(&c->arena, buffer_cstring(&out));
    buffer_free(&out);
    return label;
}

/* ---- stages ---- */

/* The same stage of all runs of a side; false when one of them does not have it. */
static bool cut_side(struct comparison *c, const struct comparison_side *side, const struct recorded_stage *stage,
                     struct comparison_side *out)
{
    const struct recording **runs = arena_alloc(&c->arena, side->count * sizeof *runs);

    for (size_t i = 0; i < side->count; i++) {
        const struct recorded_stage *own = recording_stage_find(side->runs[i], stage);

        if (!own)
            return false;
        recording_stage_cut(&c->parts[c->part_count], side->runs[i], own);
        runs[i] = &c->parts[c->part_count++];
    }
    *out = (struct comparison_side){runs, side->labels, side->count};
    return true;
}

/* A single stage is the whole run. */
static void add_stages(struct comparison *c, struct pairs *all)
{
    const struct comparison_side *base = all->parts[0].base, *now = all->parts[0].now;
    const struct recording *first = base->runs[0];
    size_t most = MIN(first->stage_count, (size_t)LIMIT_STAGES);

    if (most < 2)
        return;
    c->parts = arena_zalloc(&c->arena, most * (base->count + now->count) * sizeof *c->parts);
    for (size_t i = 0; i < most; i++) {
        struct comparison_side *sides = arena_zalloc(&c->arena, 2 * sizeof *sides);

        if (cut_side(c, base, &first->stages[i], &sides[0]) && cut_side(c, now, &first->stages[i], &sides[1]))
            all->parts[all->part_count++] = (struct part){.stage = first->stages[i].name, .base = &sides[0], .now = &sides[1]};
    }
}

/* Part by part; all requests together come first in each, unless there is only one name. */
static void compare_pairs(struct comparison *c, const struct pairs *all, bool rates_count, uint64_t seed)
{
    for (size_t i = 0, part = 0; part < all->part_count; part++) {
        const struct part *p = &all->parts[part];
        size_t end = i;

        while (end < all->count && all->at[end]->part == part)
            end++;
        if (p->lonely == 0 && end - i > 1)
            compare_name(c, p->stage, total_of(p, &c->arena), rates_count, seed);
        for (; i < end; i++)
            compare_name(c, p->stage, all->at[i], rates_count, seed);
    }
}

void comparison_make(struct comparison *c, const struct comparison_side *base, const struct comparison_side *now,
                     const struct comparison_metrics *metrics, uint64_t seed)
{
    bool rates_count = comparison_rates_count(base, now);
    struct pairs all = {.parts = {{.base = base, .now = now}}, .part_count = 1};

    *c = (struct comparison){.metrics = *metrics, .base_runs = base->count, .now_runs = now->count};
    c->base_label = label_of(c, base);
    c->now_label = label_of(c, now);
    comparison_note_runs(c, base, now);
    add_stages(c, &all);
    find_pairs(c, &all, &c->arena);
    c->names = arena_alloc(&c->arena, (all.count + all.part_count) * sizeof *c->names);
    if (all.parts[0].lonely > 0)
        comparison_note(c, "the sides do not have the same request names, so all requests together are not compared");
    compare_pairs(c, &all, rates_count, seed);
    mem_free(all.at);
    judge_all(c);
    comparison_arrange(c, &c->arena);
}

void comparison_free(struct comparison *c)
{
    for (size_t i = 0; i < c->part_count; i++)
        recording_free(&c->parts[i]);
    arena_reset(&c->arena);
    *c = (struct comparison){0};
}
