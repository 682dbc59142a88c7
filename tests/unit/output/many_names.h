/* SPDX-License-Identifier: MIT */
/* output/many_names.h - real statistics of as many request names as a test wants, for what exports them */
#ifndef CICADA_TESTS_OUTPUT_MANY_NAMES_H
#define CICADA_TESTS_OUTPUT_MANY_NAMES_H

#include "support.h"

#include "stats/stats.h"

#define MANY_NAMES_START (100 * NANOS_PER_SECOND)
#define MANY_NAMES_WALL  (1787392800 * NANOS_PER_SECOND)

static inline struct stats *many_names_begin(void)
{
    static const struct stats_options options = {.windows = true};
    struct stats *s = stats_new(&options);

    stats_start(s, MANY_NAMES_START, MANY_NAMES_WALL);
    return s;
}

/* One request of `ns`, which was sent at once; status 0 is a refused connection. */
static inline void many_names_request(struct stats *s, struct text method, struct text name, uint64_t ns, int status)
{
    struct stats_entry *e = stats_entry(s, method, name);
    uint64_t start = MANY_NAMES_START + NANOS_PER_SECOND;
    struct sample sample = {.start_ns = start, .first_write_ns = start, .end_ns = start + ns, .status = status, .body_size = 7};

    sample.error = status == 0 ? ERROR_REFUSED : status >= 400 ? ERROR_HTTP_STATUS : OK;
    stats_begin(s, e);
    stats_end(s, e, &sample);
}

/* So many names, of which the n-th (from 0) has n % 3 + 1 requests of n + 1 ms; each tenth answers 503. */
static inline void many_names_count(struct stats *s, size_t names)
{
    for (size_t n = 0; n < names; n++) {
        char name[24];
        size_t size = (size_t)snprintf(name, sizeof name, "/item/%zu", n);

        for (size_t i = 0; i < n % 3 + 1; i++)
            many_names_request(s, TEXT("GET"), (struct text){name, size}, (n + 1) * NANOS_PER_MILLI, n % 10 == 9 ? 503 : 200);
    }
}

static inline const struct snapshot *many_names_snapshot(struct stats *s)
{
    static const struct run_progress progress = {
        .state = RUN_RUNNING, .start_ns = MANY_NAMES_START, .start_wall_ns = MANY_NAMES_WALL};

    stats_tick(s, MANY_NAMES_START + 10 * NANOS_PER_SECOND, &progress);
    return stats_snapshot(s, MANY_NAMES_START + 10 * NANOS_PER_SECOND, MANY_NAMES_WALL + 10 * NANOS_PER_SECOND, &progress);
}

#endif
