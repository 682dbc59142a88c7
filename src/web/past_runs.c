/* SPDX-License-Identifier: MIT */
/* web/past_runs.c - see past_runs.h */
#include "web/past_runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer_stream.h"
#include "base/limits.h"
#include "base/mem.h"
#include "output/comparison_json.h"
#include "output/json_document.h"
#include "store/catalog.h"
#include "web/store_verdict.h"
#include "web/stored_recording.h"

/* What the last call of the store has met. */
static enum error store_failed(const struct store *s, enum error e, char *problem)
{
    snprintf(problem, STORE_PROBLEM, "%s", store_problem(s));
    return e;
}

static enum error too_large(char *problem)
{
    snprintf(problem, STORE_PROBLEM, "the document is larger than the web UI hands out");
    return ERROR_TOO_LARGE;
}

/* ---- the list ---- */

static bool holds(const char *text, const char *search)
{
    return text && strcasestr(text, search);
}

static bool is_meant(const struct catalog_entry *e, const char *search)
{
    char number[24];

    if (!search || !*search)
        return true;
    snprintf(number, sizeof number, "%" PRId64, e->id);
    return holds(e->label, search) || holds(e->title, search) || holds(e->host, search) || strcmp(number, search) == 0;
}

/* "running", "ended" or "crashed". */
static const char *state_of(const struct catalog_entry *e)
{
    if (e->ended)
        return "ended";
    return e->silent ? "crashed" : "running";
}

static void write_entry(struct json_writer *w, const struct catalog_entry *e)
{
    uint64_t end = e->end_wall_ns ? e->end_wall_ns : e->taken_wall_ns;
    double seconds = end > e->start_wall_ns ? (double)(end - e->start_wall_ns) / (double)NANOS_PER_SECOND : 0;

    json_write_object(w, NULL);
    json_write_count(w, "id", (uint64_t)MAX(e->id, 0));
    json_write_string(w, "uuid", e->uuid);
    json_write_string(w, "label", e->label);
    json_write_string(w, "title", e->title);
    json_write_masked(w, "host", e->host);
    json_write_string(w, "state", state_of(e));
    json_write_time(w, "start", e->start_wall_ns);
    json_write_number(w, "duration_s", e->start_wall_ns > 0 ? seconds : NAN);
    json_write_count(w, "users", e->peak_users);
    json_write_count(w, "requests", e->requests);
    json_write_count(w, "failures", e->failures);
    json_write_number(w, "failure_ratio", e->requests > 0 ? (double)e->failures / (double)e->requests : 0);
    json_write_milliseconds(w, "p95_ms", e->requests > 0 ? e->p95_ns : DURATION_UNBOUNDED);
    json_write_string(w, "verdict", e->judged ? validity_name(store_verdict_level(e->level)) : NULL);
    if (e->ended)
        json_write_count(w, "exit_code", (uint64_t)MAX(e->exit_code, 0));
    else
        json_write_null(w, "exit_code");
    json_write_object_end(w);
}

static void write_list(const struct catalog_entry *entries, size_t count, const char *search, size_t limit, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);
    size_t found = 0;

    json_write_object(&w, NULL);
    json_write_array(&w, "runs");
    for (size_t i = 0; i < count; i++)
        if (is_meant(&entries[i], search) && found++ < limit)
            write_entry(&w, &entries[i]);
    json_write_array_end(&w);
    json_write_count(&w, "found", found);
    json_write_object_end(&w);
}

enum error past_runs_list(const char *store, const char *search, size_t limit, struct buffer *out, char problem[STORE_PROBLEM])
{
    struct catalog_entry *entries;
    struct arena arena = {0};
    struct store *s;
    size_t count;
    enum error e = store_open(&s, store, false, problem);

    if (e == ERROR_NOT_FOUND) /* the first run will make it */
        write_list(NULL, 0, search, limit, out);
    if (e != OK)
        return e == ERROR_NOT_FOUND ? OK : e;
    e = catalog_list(s, LIMIT_RUNS_LISTED, &arena, &entries, &count);
    if (e == OK)
        write_list(entries, count, search, MIN(limit, (size_t)PAST_RUNS_LISTED), out);
    else
        store_failed(s, e, problem);
    store_close(s);
    arena_reset(&arena);
    return e == OK && out->overflowed ? too_large(problem) : e;
}

/* ---- one run ---- */

enum error past_runs_read(const char *store, const char *run, past_runs_visit *visit, void *context, char problem[STORE_PROBLEM])
{
    struct stored_run read;
    struct store *s;
    int64_t id;
    enum error e = store_open(&s, store, false, problem);

    if (e != OK)
        return e;
    e = catalog_find(s, run, &id);
    if (e == OK)
        e = stored_run_read(&read, s, id);
    if (e != OK)
        store_failed(s, e, problem);
    store_close(s);
    if (e != OK)
        return e;
    store_verdict_complete(&read.info, &read.verdict, &read.arena);
    visit(&read, context);
    stored_run_free(&read);
    return OK;
}

struct document {
    struct buffer *out;
    bool times;
};

static void write_document(const struct stored_run *run, void *context)
{
    struct document *d = context;
    struct json_document_parts parts = {.detail = JSON_ROW_FULL, .times = d->times};
    FILE *stream = buffer_stream(d->out);

    json_document_write_parts(&run->snapshot, &run->info, run->exit_code, &parts, stream);
    fclose(stream); /* what it could not hold, the buffer tells */
}

enum error past_runs_document(const char *store, const char *run, bool times, struct buffer *out, char problem[STORE_PROBLEM])
{
    struct document d = {.out = out, .times = times};
    enum error e = past_runs_read(store, run, write_document, &d, problem);

    return e == OK && out->overflowed ? too_large(problem) : e;
}

/* ---- a comparison ---- */

struct side {
    struct recording *runs[PAST_RUNS_COMPARED];
    const char *labels[PAST_RUNS_COMPARED];
    size_t count;
};

static void free_side(struct side *side)
{
    for (size_t i = 0; i < side->count; i++) {
        recording_free(side->runs[i]);
        mem_free(side->runs[i]);
    }
}

static enum error add_run(struct side *side, struct store *s, const char *word, struct arena *arena, char *problem)
{
    struct recording *run;
    int64_t id;
    enum error e;

    if (side->count == PAST_RUNS_COMPARED) {
        snprintf(problem, STORE_PROBLEM, "more than %d runs on one side", PAST_RUNS_COMPARED);
        return ERROR_SYNTAX;
    }
    run = MEM_NEW(struct recording);
    e = catalog_find(s, word, &id);
    if (e == OK)
        e = stored_recording_read(run, s, id, arena, &side->labels[side->count]);
    if (e == OK) {
        side->runs[side->count++] = run;
        return OK;
    }
    mem_free(run);
    return store_failed(s, e, problem);
}

static enum error read_side(struct side *side, struct store *s, const char *words, struct arena *arena, char *problem)
{
    struct text rest = text_from(words);
    enum error e = OK;

    while (rest.data && e == OK) {
        struct text word = text_trim(text_cut(&rest, ','));

        if (word.size > 0)
            e = add_run(side, s, arena_copy(arena, word), arena, problem);
    }
    if (e == OK && side->count == 0) {
        snprintf(problem, STORE_PROBLEM, "a side of the comparison names no run");
        e = ERROR_SYNTAX;
    }
    return e;
}

static struct comparison_side view_of(const struct side *side)
{
    return (struct comparison_side){(const struct recording *const *)side->runs, side->labels, side->count};
}

static void write_comparison(const struct side *base, const struct side *now, struct buffer *out)
{
    struct comparison_side base_view = view_of(base), now_view = view_of(now);
    struct comparison_metrics metrics;
    FILE *stream = buffer_stream(out);
    struct comparison c;

    comparison_metrics_default(&metrics);
    comparison_make(&c, &base_view, &now_view, &metrics, COMPARISON_SEED);
    comparison_json_write(&c, stream);
    comparison_free(&c);
    fclose(stream); /* what it could not hold, the buffer tells */
}

enum error past_runs_compare(const char *store, const char *base, const char *now, struct buffer *out,
                             char problem[STORE_PROBLEM])
{
    struct side base_side = {.count = 0}, now_side = {.count = 0};
    struct arena arena = {0};
    struct store *s;
    enum error e = store_open(&s, store, false, problem);

    if (e != OK)
        return e;
    e = read_side(&base_side, s, base, &arena, problem);
    if (e == OK)
        e = read_side(&now_side, s, now, &arena, problem);
    store_close(s);
    if (e == OK)
        write_comparison(&base_side, &now_side, out);
    free_side(&base_side);
    free_side(&now_side);
    arena_reset(&arena);
    return e == OK && out->overflowed ? too_large(problem) : e;
}
