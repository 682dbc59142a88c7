/* SPDX-License-Identifier: MIT */
/* output/json_parts.c - see json_parts.h */
#include "output/json_parts.h"

#include "output/causes.h"
#include "output/json_rows.h"

void json_part_run(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info, int exit_code,
                   const struct json_live *live)
{
    const struct run_progress *p = &s->progress;

    json_write_object(w, key);
    json_write_string(w, "title", info->title);
    json_write_masked(w, "host", info->host);
    json_write_string(w, "command_line", info->command_line);
    json_write_string(w, "version", info->version);
    json_write_string(w, "libraries", info->libraries);
    json_write_string(w, "machine", info->machine);
    json_write_string(w, "system", info->system);
    json_write_string(w, "state", live && p->paused ? "paused" : run_state_name(p->state));
    json_write_string(w, "stop_reason", p->stop_reason);
    json_write_time(w, "start", p->start_wall_ns);
    json_write_time(w, "end", p->end_wall_ns);
    json_write_time(w, "taken", s->taken_wall_ns);
    json_write_number(w, "duration_s", output_run_seconds(s));
    json_write_number(w, "measured_s", s->elapsed_s);
    json_write_number(w, "paused_s", (double)p->paused_ns / (double)NANOS_PER_SECOND);
    json_write_boolean(w, "reset", s->reset);
    json_write_count(w, "exit_code", (uint64_t)MAX(exit_code, 0));
    if (live) {
        json_write_count(w, "number", live->number);
        json_write_count(w, "epoch", live->epoch);
        json_write_count(w, "frame", live->frame);
        json_write_boolean(w, "paused", p->paused);
    }
    json_write_object_end(w);
}

/* The planned share of a class comes from the scenario, the number of its users from the runner; they are matched by name. Most
 * often they stand in the same order. */
static const struct class_count *find_class(const struct run_class *planned, const struct run_progress *p, size_t guess)
{
    struct text name = text_from(planned->name);

    if (guess < p->class_count && text_equal(p->classes[guess].name, name))
        return &p->classes[guess];
    for (size_t i = 0; i < p->class_count; i++)
        if (text_equal(p->classes[i].name, name))
            return &p->classes[i];
    return NULL;
}

static void write_class(struct json_writer *w, const struct run_class *planned, const struct class_count *found,
                        uint64_t requests)
{
    json_write_object(w, NULL);
    json_write_string(w, "name", planned->name);
    json_write_number(w, "weight", planned->weight);
    json_write_count(w, "fixed_count", planned->fixed_count);
    json_write_count(w, "current", found ? found->users : 0);
    json_write_count(w, "target", found ? found->target : 0);
    json_write_count(w, "requests", found ? found->requests : 0);
    json_write_count(w, "failures", found ? found->failed : 0);
    json_write_number(w, "traffic_share", found && requests ? (double)found->requests / (double)requests : 0);
    json_write_object_end(w);
}

void json_part_users(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info)
{
    json_write_object(w, key);
    json_write_count(w, "current", s->progress.users);
    json_write_count(w, "target", s->progress.target_users);
    json_write_count(w, "peak", s->progress.peak_users);
    json_write_array(w, "classes");
    for (size_t i = 0; i < info->class_count; i++)
        write_class(w, &info->classes[i], find_class(&info->classes[i], &s->progress, i), s->total.requests);
    json_write_array_end(w);
    json_write_object_end(w);
}

void json_part_generator(struct json_writer *w, const char *key, const struct run_progress *p)
{
    json_write_object(w, key);
    json_write_number(w, "cpu", p->cpu);
    json_write_number(w, "cpu_seconds", p->cpu_total);
    json_write_milliseconds(w, "processor_wait_ms", p->processor_wait_ns);
    json_write_count(w, "memory_bytes", p->memory_bytes);
    json_write_count(w, "connections", p->connections);
    json_write_milliseconds(w, "lag_mean_ms", p->lag_mean_ns);
    json_write_milliseconds(w, "lag_p50_ms", p->lag_50_ns);
    json_write_milliseconds(w, "lag_p99_ms", p->lag_99_ns);
    json_write_milliseconds(w, "lag_max_ms", p->lag_max_ns);
    json_write_milliseconds(w, "step_max_ms", p->step_max_ns);
    json_write_count(w, "long_steps", p->long_steps);
    json_write_count(w, "starved_steps", p->starved_steps);
    json_write_object_end(w);
}

void json_part_beyond_limits(struct json_writer *w, const char *key, const struct snapshot *s)
{
    json_write_object(w, key);
    json_write_count(w, "names", s->names_beyond_limit);
    json_write_count(w, "errors", s->errors_beyond_limit);
    json_write_count(w, "negative_durations", s->negative_durations);
    json_write_object_end(w);
}

void json_part_causes(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info)
{
    struct causes found;

    causes_find(s, info, &found);
    json_write_array(w, key);
    for (size_t i = 0; i < found.count; i++)
        json_row_cause(w, &found.at[i]);
    json_write_array_end(w);
}
