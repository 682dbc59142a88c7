/* SPDX-License-Identifier: MIT */
/* verdict/recording_stage.c - see recording_stage.h */
#include "verdict/recording_stage.h"

#include <math.h>

#include "stats/cells.h"
#include "stats/histogram.h"

#define SAME_AIM 1e-9

static bool have_same_aim(const struct recorded_stage *a, const struct recorded_stage *b)
{
    return a->users == b->users && fabs(a->users_per_s - b->users_per_s) <= SAME_AIM * fabs(a->users_per_s) &&
           fabs(a->arrivals_per_s - b->arrivals_per_s) <= SAME_AIM * fabs(a->arrivals_per_s);
}

const struct recorded_stage *recording_stage_find(const struct recording *in, const struct recorded_stage *wanted)
{
    const struct recorded_stage *found = NULL;

    for (size_t i = 0; i < in->stage_count; i++) {
        if (!text_equal(in->stages[i].name, wanted->name))
            continue;
        if (found)
            return NULL;
        found = &in->stages[i];
    }
    return found && have_same_aim(found, wanted) ? found : NULL;
}

static void add_times(struct histogram *h, struct text cells, uint64_t too_long)
{
    cells_add_to(h, cells);
    if (too_long > 0)
        histogram_record_many(h, (uint64_t)HISTOGRAM_MAX_NS + 1, too_long);
}

static struct recorded_name cut_name(const struct recorded_name *n, const struct recorded_stage *stage)
{
    struct recorded_name out = {
        .method = n->method, .name = n->name, .dropped = n->dropped, .response = histogram_new(), .service = histogram_new()};

    for (size_t i = 0; i < n->block_count; i++) {
        const struct snapshot_block *b = &n->blocks[i];

        if ((double)b->second < stage->from_s || (double)b->second + (double)b->seconds > stage->to_s)
            continue;
        if (out.block_count == 0)
            out.blocks = b;
        out.block_count++;
        out.requests += b->requests;
        out.failures += b->failures;
        add_times(out.response, b->response, b->response_too_long);
        add_times(out.service, b->service, b->service_too_long);
    }
    return out;
}

/* Seconds without a request have no block. */
static double seconds_of(const struct recorded_name *total)
{
    const struct snapshot_block *last;

    if (total->block_count == 0)
        return 0;
    last = &total->blocks[total->block_count - 1];
    return (double)last->second + (double)last->seconds - (double)total->blocks[0].second;
}

void recording_stage_cut(struct recording *out, const struct recording *r, const struct recorded_stage *stage)
{
    *out = *r;
    out->arena = (struct arena){0};
    out->stages = NULL;
    out->stage_count = out->name_count = 0;
    out->total = cut_name(&r->total, stage);
    out->names = arena_alloc(&out->arena, r->name_count * sizeof *out->names);
    for (size_t i = 0; i < r->name_count; i++) {
        struct recorded_name cut = cut_name(&r->names[i], stage);

        if (cut.requests > 0) {
            out->names[out->name_count++] = cut;
            continue;
        }
        histogram_free(cut.response);
        histogram_free(cut.service);
    }
    out->measured_s = seconds_of(&out->total);
}
