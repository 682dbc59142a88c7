/* SPDX-License-Identifier: MIT */
/* stats/iterations.c - see stats/iterations.h */
#include "stats/iterations.h"

#include "base/mem.h"
#include "stats/histogram.h"
#include "stats/summary.h"

struct iterations {
    struct histogram *own, *waiting;
    uint64_t left_out;
    size_t count;
    struct iteration_counts at[];
};

struct iterations *iterations_new(size_t class_count)
{
    struct iterations *i = mem_zalloc(sizeof *i + class_count * sizeof i->at[0]);

    i->count = class_count;
    i->own = histogram_new();
    i->waiting = histogram_new();
    return i;
}

void iterations_free(struct iterations *i)
{
    histogram_free(i->own);
    histogram_free(i->waiting);
    mem_free(i);
}

struct iteration_counts *iterations_of(struct iterations *i, size_t class)
{
    assert(class < i->count);
    return &i->at[class];
}

void iterations_late(struct iterations *i, uint64_t own_ns, uint64_t waiting_ns)
{
    histogram_record(i->own, own_ns);
    histogram_record(i->waiting, waiting_ns);
}

void iterations_clear(struct iterations *i)
{
    for (size_t c = 0; c < i->count; c++) {
        const struct iteration_counts *now = &i->at[c];

        i->left_out += now->finished;
        i->at[c] = (struct iteration_counts){
            .planned = now->waiting + now->running, .begun = now->running, .running = now->running, .waiting = now->waiting};
    }
    histogram_clear(i->own);
    histogram_clear(i->waiting);
}

void iterations_restart(struct iterations *i)
{
    memset(i->at, 0, i->count * sizeof i->at[0]);
    iterations_clear(i);
    i->left_out = 0;
}

struct snapshot_iterations iterations_view(const struct iterations *i, struct arena *arena)
{
    struct iteration_counts *classes = arena_alloc(arena, (i->count + 1) * sizeof *classes);
    struct snapshot_iterations view = {.classes = classes,
                                       .class_count = i->count,
                                       .left_out = i->left_out,
                                       .own_lag = summary_of(i->own),
                                       .user_lag = summary_of(i->waiting),
                                       .own_lag_histogram = i->own,
                                       .user_lag_histogram = i->waiting};

    for (size_t c = 0; c < i->count; c++) {
        classes[c] = i->at[c];
        iteration_counts_add(&view.total, &i->at[c]);
    }
    return view;
}
