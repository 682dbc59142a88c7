/* SPDX-License-Identifier: MIT */
/* stats/groups.c - see stats/groups.h */
#include "stats/groups.h"

#include "base/limits.h"
#include "base/mem.h"
#include "stats/tally.h"

struct group {
    struct stats_group of;
    struct tally sum;
    uint64_t errors[ERROR_COUNT];
    uint64_t arrivals, dropped;
};

struct groups {
    size_t count;
    uint64_t running; /* bits of those that take part in the running stage */
    struct group at[];
};

/* Wildcards without recursion: a mismatch goes back to the last * and lets it take one byte more. */
static bool fits(struct text pattern, struct text t)
{
    size_t p = 0, at = 0, star = SIZE_MAX, retry = 0;

    while (at < t.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++;
            retry = at;
        } else if (p < pattern.size && pattern.data[p] == t.data[at]) {
            p++;
            at++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            at = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

bool group_pattern_fits(struct text pattern, struct text method, struct text name)
{
    char whole[2 * LIMIT_NAME_SIZE + 1];
    size_t method_size = MIN(method.size, (size_t)LIMIT_NAME_SIZE), name_size = MIN(name.size, (size_t)LIMIT_NAME_SIZE);

    if (fits(pattern, name))
        return true;
    memcpy(whole, method.data, method_size);
    whole[method_size] = ' ';
    memcpy(whole + method_size + 1, name.data, name_size);
    return fits(pattern, (struct text){whole, method_size + 1 + name_size});
}

struct groups *groups_new(const struct stats_group *list, size_t count)
{
    struct groups *g = mem_zalloc(sizeof *g + count * sizeof g->at[0]);

    assert(count <= GROUPS_MAX);
    g->count = count;
    for (size_t i = 0; i < count; i++) {
        g->at[i].of = list[i];
        tally_init(&g->at[i].sum);
    }
    groups_set_stage(g, 0);
    return g;
}

void groups_free(struct groups *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->count; i++)
        tally_free(&g->at[i].sum);
    mem_free(g);
}

void groups_clear(struct groups *g)
{
    for (size_t i = 0; i < g->count; i++) {
        tally_clear(&g->at[i].sum);
        memset(g->at[i].errors, 0, sizeof g->at[i].errors);
        g->at[i].arrivals = g->at[i].dropped = 0;
    }
}

uint64_t groups_of_name(const struct groups *g, struct text method, struct text name)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < g->count; i++)
        if (g->at[i].of.kind == GROUP_OF_NAMES && group_pattern_fits(g->at[i].of.pattern, method, name))
            bits |= 1ULL << i;
    return bits;
}

void groups_set_stage(struct groups *g, uint32_t number)
{
    g->running = 0;
    for (size_t i = 0; i < g->count; i++)
        if (g->at[i].of.stage == 0 || g->at[i].of.stage == number)
            g->running |= 1ULL << i;
}

void groups_record(struct groups *g, uint64_t bits, const struct sample *sample)
{
    bits &= g->running;
    while (bits) {
        struct group *group = &g->at[__builtin_ctzll(bits)];

        bits &= bits - 1;
        counts_record(&group->sum.counts, sample);
        histogram_record(group->sum.response, sample_response_ns(sample));
        if (sample->first_write_ns > 0)
            histogram_record(group->sum.service, sample_service_ns(sample));
        group->errors[sample->error]++;
    }
}

void groups_arrive(struct groups *g, uint64_t bits)
{
    for (; bits; bits &= bits - 1)
        g->at[__builtin_ctzll(bits)].arrivals++;
}

void groups_drop(struct groups *g, uint64_t bits)
{
    for (; bits; bits &= bits - 1)
        g->at[__builtin_ctzll(bits)].dropped++;
}

const struct snapshot_group *groups_list(const struct groups *g, const struct iteration_counts *all, struct arena *arena,
                                         size_t *count)
{
    struct snapshot_group *list = arena_alloc(arena, (g->count + 1) * sizeof *list);

    for (size_t i = 0; i < g->count; i++) {
        const struct counts *c = &g->at[i].sum.counts;
        struct status_count *statuses = arena_alloc(arena, (c->statuses.count + 1) * sizeof *statuses);
        uint64_t *errors = arena_alloc(arena, sizeof g->at[i].errors);
        bool of_class = g->at[i].of.kind == GROUP_OF_CLASS;

        if (c->statuses.count > 0)
            memcpy(statuses, c->statuses.list, c->statuses.count * sizeof *statuses);
        memcpy(errors, g->at[i].errors, sizeof g->at[i].errors);
        list[i] = (struct snapshot_group){
            .requests = c->requests,
            .failed = c->failures,
            .statuses = statuses,
            .status_count = c->statuses.count,
            .errors = errors,
            .response_histogram = g->at[i].sum.response,
            .service_histogram = g->at[i].sum.service,
            .arrivals = of_class ? g->at[i].arrivals : all->planned,
            .dropped = of_class ? g->at[i].dropped : iteration_counts_dropped(all),
        };
    }
    *count = g->count;
    return list;
}
