/* SPDX-License-Identifier: MIT */
/* stats/window.c - see stats/window.h */
#include "stats/window.h"

#include "base/mem.h"

void window_add(struct window *w, uint64_t requests, uint64_t failures, const struct histogram *response)
{
    w->running.requests += requests;
    w->running.failures += failures;
    if (!response || histogram_count(response) == 0)
        return;
    if (!w->running_times)
        w->running_times = histogram_new();
    histogram_merge(w->running_times, response);
}

static void drop_oldest(struct window *w)
{
    struct window_second *oldest = &w->past[w->oldest];

    w->requests -= oldest->requests;
    w->failures -= oldest->failures;
    if (oldest->response)
        frozen_take(oldest->response, w->sum);
    mem_free(oldest->response);
    *oldest = (struct window_second){0};
}

static void forget_running(struct window *w, bool keep_memory)
{
    w->running = (struct window_second){0};
    if (w->running_times && keep_memory) {
        histogram_clear(w->running_times);
    } else {
        histogram_free(w->running_times);
        w->running_times = NULL;
    }
}

void window_close_second(struct window *w, bool whole)
{
    bool many = w->running.requests > FEW_REQUESTS_A_SECOND;

    drop_oldest(w);
    if (whole) {
        w->requests += w->running.requests;
        w->failures += w->running.failures;
        w->past[w->oldest] = w->running;
        if (w->running_times && histogram_count(w->running_times) > 0) {
            w->past[w->oldest].response = frozen_from(w->running_times);
            w->sum = w->sum ? w->sum : histogram_new();
            histogram_move(w->sum, w->running_times);
        }
    }
    w->oldest = (w->oldest + 1) % WINDOW_SECONDS;
    forget_running(w, many);
    if (w->sum && histogram_count(w->sum) == 0) {
        histogram_free(w->sum);
        w->sum = NULL;
    }
}

bool window_is_empty(const struct window *w)
{
    return w->requests == 0 && w->running.requests == 0;
}

struct duration_summary window_summary(struct window *w)
{
    if (!w->sum)
        return (struct duration_summary){0};
    w->sum->min = UINT64_MAX;
    w->sum->max = 0;
    for (size_t i = 0; i < WINDOW_SECONDS; i++) {
        const struct frozen *second = w->past[i].response;
        w->sum->min = second ? MIN(w->sum->min, second->min) : w->sum->min;
        w->sum->max = second ? MAX(w->sum->max, second->max) : w->sum->max;
    }
    return summary_of(w->sum);
}

void window_clear(struct window *w)
{
    for (size_t i = 0; i < WINDOW_SECONDS; i++)
        mem_free(w->past[i].response);
    histogram_free(w->sum);
    histogram_free(w->running_times);
    *w = (struct window){0};
}
