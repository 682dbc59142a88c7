/* SPDX-License-Identifier: MIT */
/* verdict/recording.c - see recording.h */
#include "verdict/recording.h"

#include <math.h>

#include "stats/histogram.h"
#include "verdict/judge.h"

static struct text copy(struct arena *arena, struct text t)
{
    return (struct text){arena_copy(arena, t), t.size};
}

static const char *copy_string(struct arena *arena, const char *text)
{
    return arena_strdup(arena, text ? text : "");
}

static struct histogram *copy_histogram(const struct histogram *h)
{
    return h ? histogram_copy(h) : histogram_new();
}

static struct recorded_name name_of(struct arena *arena, const struct snapshot_row *row)
{
    struct snapshot_block *blocks = arena_alloc(arena, row->block_count * sizeof *blocks);

    for (size_t i = 0; i < row->block_count; i++) {
        blocks[i] = row->blocks[i];
        blocks[i].response = copy(arena, row->blocks[i].response);
        blocks[i].service = copy(arena, row->blocks[i].service);
    }
    return (struct recorded_name){.method = copy(arena, row->method),
                                  .name = copy(arena, row->name),
                                  .requests = row->requests,
                                  .failures = row->failed,
                                  .dropped = row->dropped,
                                  .response = copy_histogram(row->response_histogram),
                                  .service = copy_histogram(row->service_histogram),
                                  .blocks = blocks,
                                  .block_count = row->block_count};
}

/* A stage goes on until the next one begins. */
static void copy_stages(struct recording *r, const struct snapshot *s)
{
    r->stages = arena_alloc(&r->arena, s->stage_count * sizeof *r->stages);
    for (size_t i = 0; i < s->stage_count; i++) {
        const struct snapshot_stage *stage = &s->stages[i];

        r->stages[r->stage_count++] = (struct recorded_stage){.name = copy(&r->arena, stage->aim.name),
                                                              .users = stage->aim.users,
                                                              .users_per_s = stage->aim.users_per_s,
                                                              .arrivals_per_s = stage->aim.arrivals_per_s,
                                                              .from_s = stage->start_s,
                                                              .to_s = i + 1 < s->stage_count ? s->stages[i + 1].start_s
                                                                                             : INFINITY};
    }
}

void recording_of_run(struct recording *r, const struct run_info *info, const struct snapshot *s)
{
    struct arena *arena = &r->arena;

    *r = (struct recording){.start_wall_ns = s->progress.start_wall_ns,
                            .measured_s = s->elapsed_s,
                            .run_time_s = info->plan->run_time_s,
                            .users = info->plan->users,
                            .peak_users = s->progress.peak_users,
                            .open = info->plan->max_users > 0,
                            .spawn_rate = info->plan->spawn_rate,
                            .judged = info->judgement != NULL,
                            .level = info->judgement ? (int)info->judgement->validity.level : 0,
                            .ended = s->progress.state == RUN_STOPPED};
    r->title = copy_string(arena, info->title);
    r->scenario_file = copy_string(arena, info->plan->scenario_file);
    r->host = copy_string(arena, info->host);
    r->machine = copy_string(arena, info->machine);
    r->version = copy_string(arena, info->version);
    r->profile = copy_string(arena, info->plan->profile);
    r->total = name_of(arena, &s->total);
    r->names = arena_alloc(arena, s->row_count * sizeof *r->names);
    for (size_t i = 0; i < s->row_count; i++)
        r->names[r->name_count++] = name_of(arena, &s->rows[i]);
    copy_stages(r, s);
}

static void free_name(const struct recorded_name *name)
{
    histogram_free(name->response);
    histogram_free(name->service);
}

void recording_free(struct recording *r)
{
    for (size_t i = 0; i < r->name_count; i++)
        free_name(&r->names[i]);
    free_name(&r->total);
    arena_reset(&r->arena);
    *r = (struct recording){0};
}
