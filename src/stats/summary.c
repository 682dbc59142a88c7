/* SPDX-License-Identifier: MIT */
/* stats/summary.c - see stats/summary.h; besides, the constant tables of stats/snapshot.h */
#include "stats/summary.h"

#include "stats/confidence.h"

#define QUANTILE_SHARE(share, name) share,
const double quantile_shares[QUANTILE_COUNT] = {QUANTILE_LIST(QUANTILE_SHARE)};
#undef QUANTILE_SHARE

#define QUANTILE_NAME(share, name) name,
const char *const quantile_names[QUANTILE_COUNT] = {QUANTILE_LIST(QUANTILE_NAME)};
#undef QUANTILE_NAME

const char *run_state_name(enum run_state s)
{
    static const char *const names[] = {
        [RUN_READY] = "ready",      [RUN_SPAWNING] = "spawning", [RUN_RUNNING] = "running",
        [RUN_STOPPING] = "cleanup", [RUN_STOPPED] = "stopped",
    };

    assert((size_t)s < COUNT(names));
    return names[s];
}

struct duration_summary summary_of(const struct histogram *h)
{
    struct duration_summary summary = {
        .count = histogram_count(h),
        .min_ns = histogram_min(h),
        .max_ns = histogram_max(h),
        .mean_ns = histogram_mean(h),
        .deviation_ns = histogram_deviation(h),
    };

    histogram_quantiles(h, quantile_shares, QUANTILE_COUNT, summary.quantile_ns);
    return summary;
}

void summary_unbound(struct duration_summary *d, double drop_share)
{
    for (size_t q = 0; q < QUANTILE_COUNT && d->count > 0; q++)
        if (confidence_is_unbounded(quantile_shares[q], drop_share))
            d->quantile_ns[q] = DURATION_UNBOUNDED;
}
