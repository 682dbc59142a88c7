/* SPDX-License-Identifier: MIT */
/* output/json_iterations.c - see output/json_iterations.h */
#include "output/json_iterations.h"

#include "output/json_rows.h"

static void write_counts(struct json_writer *w, const struct iteration_counts *n)
{
    json_write_count(w, "planned", n->planned);
    json_write_count(w, "begun", n->begun);
    json_write_count(w, "waiting", n->waiting);
    json_write_count(w, "running", n->running);
    json_write_count(w, "finished", n->finished);
    json_write_count(w, "interrupted", n->interrupted);
    json_write_count(w, "dropped_no_user", n->dropped_no_user);
    json_write_count(w, "dropped_late", n->dropped_late);
}

static void write_classes(struct json_writer *w, const struct snapshot *s)
{
    json_write_array(w, "classes");
    for (size_t i = 0; i < s->iterations.class_count && i < s->progress.class_count; i++) {
        json_write_object(w, NULL);
        write_counts(w, &s->iterations.classes[i]);
        json_write_text(w, "name", s->progress.classes[i].name);
        json_write_object_end(w);
    }
    json_write_array_end(w);
}

/* How far a run of so many iterations came; NULL without a limit. */
static const char *limit_state(const struct run_progress *p)
{
    if (p->iterations_planned == 0)
        return NULL;
    return p->iterations_done ? "done" : "not done";
}

void json_iterations(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info)
{
    const struct snapshot_iterations *i = &s->iterations;

    json_write_object(w, key);
    write_counts(w, &i->total);
    json_write_boolean(w, "arrivals", info->plan->max_users > 0);
    json_write_count(w, "limit", s->progress.iterations_planned);
    json_write_string(w, "limit_state", limit_state(&s->progress));
    json_write_count(w, "left_out", i->left_out);
    json_write_number(w, "drop_share", s->drop_share);
    json_row_durations(w, "generator_lag_ms", &i->own_lag, NULL);
    json_row_durations(w, "user_lag_ms", &i->user_lag, NULL);
    write_classes(w, s);
    json_write_object_end(w);
}
