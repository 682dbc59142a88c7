/* SPDX-License-Identifier: MIT */
/* web/state_document.c - see state_document.h */
#include "web/state_document.h"

#include "output/json_rows.h"
#include "web/news.h"

#define SCHEMA         "cicada-ui"
#define SCHEMA_VERSION 1

static void write_list(struct json_writer *w, const char *key, struct plan_list list)
{
    json_write_array(w, key);
    for (size_t i = 0; i < list.count; i++)
        json_write_string(w, NULL, list.at[i]);
    json_write_array_end(w);
}

static void write_form(struct json_writer *w, const struct web_wishes *form)
{
    json_write_object(w, "form");
    json_write_string(w, "users", form->users);
    json_write_string(w, "spawn_rate", form->spawn_rate);
    json_write_masked(w, "host", form->host);
    json_write_string(w, "run_time", form->run_time);
    json_write_string(w, "stages", form->stages);
    json_write_string(w, "rate", form->rate);
    json_write_string(w, "arrivals", form->arrivals);
    json_write_string(w, "max_users", form->max_users);
    json_write_string(w, "warmup", form->warmup);
    json_write_string(w, "iterations", form->iterations);
    json_write_string(w, "profile", form->profile);
    write_list(w, "user_classes", form->user_classes);
    write_list(w, "checks", form->checks);
    json_write_object_end(w);
}

static void write_tasks(struct json_writer *w, const struct task_list *list)
{
    json_write_array(w, "tasks");
    for (size_t i = 0; i < list->count; i++) {
        json_write_object(w, NULL);
        json_write_string(w, "name", list->tasks[i].name);
        json_write_number(w, "weight", list->tasks[i].weight);
        if (list->tasks[i].set)
            write_tasks(w, list->tasks[i].set);
        json_write_object_end(w);
    }
    json_write_array_end(w);
}

static void write_classes(struct json_writer *w, const struct user_classes *classes)
{
    json_write_array(w, "classes");
    for (size_t i = 0; i < classes->count; i++) {
        const struct user_class *class = &classes->at[i];

        json_write_object(w, NULL);
        json_write_string(w, "name", class->name);
        json_write_number(w, "weight", class->weight);
        json_write_count(w, "fixed_count", class->fixed_count);
        json_write_masked(w, "host", class->public ? class->public->host : NULL);
        write_tasks(w, class->tasks);
        json_write_object_end(w);
    }
    json_write_array_end(w);
}

static void write_options(struct json_writer *w, const struct web_field *fields, size_t count)
{
    json_write_array(w, "options");
    for (size_t i = 0; i < count; i++) {
        json_write_object(w, NULL);
        json_write_string(w, "name", fields[i].name);
        json_write_string(w, "value", fields[i].secret ? NULL : fields[i].value);
        json_write_string(w, "type", fields[i].type);
        write_list(w, "choices", fields[i].choices);
        json_write_string(w, "help", fields[i].help);
        json_write_boolean(w, "secret", fields[i].secret);
        json_write_boolean(w, "required", fields[i].required);
        json_write_boolean(w, "multiple", fields[i].multiple);
        json_write_object_end(w);
    }
    json_write_array_end(w);
}

void state_document_write(const struct state_document *d, struct buffer *out)
{
    static const struct run_progress nothing;
    struct json_writer w = json_writer_on(out);

    json_write_object(&w, NULL);
    json_write_string(&w, "schema", SCHEMA);
    json_write_count(&w, "schema_version", SCHEMA_VERSION);
    json_write_string(&w, "version", d->info->version);
    json_write_string(&w, "title", d->info->title);
    json_write_masked(&w, "host", d->info->host);
    json_write_string(&w, "state", news_state_name(d->progress ? d->progress : &nothing));
    json_write_boolean(&w, "paused", d->progress && d->progress->paused);
    json_write_count(&w, "run", d->run);
    json_write_string(&w, "token", d->token);
    json_write_string(&w, "user", d->user);
    json_write_boolean(&w, "store", d->store);
    json_write_boolean(&w, "class_picker", d->class_picker);
    json_write_boolean(&w, "full_history", d->full_history);
    json_write_boolean(&w, "shaped", d->info->plan->shaped);
    json_write_array(&w, "percentiles");
    for (size_t q = 0; q < QUANTILE_100; q++) /* p100 is the maximum */
        json_write_string(&w, NULL, json_quantile_keys[q]);
    json_write_array_end(&w);
    write_form(&w, d->form);
    write_classes(&w, d->classes);
    write_options(&w, d->fields, d->field_count);
    json_write_object_end(&w);
}
