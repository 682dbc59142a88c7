/* SPDX-License-Identifier: MIT */
/* web/news.c - see news.h
 *
 * What was sent of an error is found by a hash of its words: when two share one, both are sent each second, which does no harm.
 */
#include "web/news.h"

#include <math.h>

#include "base/mem.h"
#include "output/json_iterations.h"
#include "output/json_judgement.h"
#include "output/json_resources.h"
#include "output/json_rows.h"
#include "output/json_stages.h"
#include "verdict/judge.h"

#define ERROR_PLACES 4096 /* a power of two, more than LIMIT_ERRORS and the one for the others */

struct sent_row { /* zero: never */
    uint64_t started, ended;
    double current; /* requests per second */
};

struct sent_error {
    uint64_t key, occurrences; /* 0: never */
};

struct news {
    uint64_t frame, epoch, run;
    struct sent_row *rows; /* by number of the name */
    size_t row_capacity;
    struct sent_error *errors;     /* open addressing */
    size_t first_row, first_error; /* where the next frame begins to look */
    uint64_t second;               /* the first one of the series that was not sent */
    size_t stages_ended;           /* that were sent as such */
    uint64_t exceptions;           /* that were counted in those that were sent */
    uint64_t start_ns, started;    /* of the snapshot that was seen last, as the next two */
    double elapsed_s;
    bool warmup;
};

struct news *news_new(void)
{
    struct news *n = MEM_NEW(struct news);

    n->errors = mem_zalloc(ERROR_PLACES * sizeof *n->errors);
    return n;
}

void news_free(struct news *n)
{
    if (!n)
        return;
    mem_free(n->rows);
    mem_free(n->errors);
    mem_free(n);
}

const char *news_state_name(const struct run_progress *p)
{
    return p->paused ? "paused" : run_state_name(p->state);
}

/* ---- epochs ---- */

static void begin_epoch(struct news *n)
{
    n->epoch++;
    if (n->rows)
        memset(n->rows, 0, n->row_capacity * sizeof *n->rows);
    memset(n->errors, 0, ERROR_PLACES * sizeof *n->errors);
    n->first_row = n->first_error = 0;
    n->stages_ended = n->exceptions = 0;
}

/* Counts that went back, or time, tell of a reset that nobody told. */
static void look_for_restart(struct news *n, const struct snapshot *s, uint64_t run)
{
    bool other_run = run != n->run || s->progress.start_ns != n->start_ns;

    bool back = s->total.started < n->started || (s->elapsed_s < n->elapsed_s && s->progress.end_ns == 0);

    if (other_run || back || s->warmup.running != n->warmup)
        begin_epoch(n);
    if (other_run)
        n->second = 0;
    n->run = run;
    n->start_ns = s->progress.start_ns;
    n->elapsed_s = s->elapsed_s;
    n->started = s->total.started;
    n->warmup = s->warmup.running;
}

struct json_live news_live(struct news *n, const struct snapshot *s, uint64_t run)
{
    look_for_restart(n, s, run);
    return (struct json_live){.number = run, .epoch = n->epoch, .frame = n->frame};
}

/* ---- rows ---- */

static struct sent_row *sent_row_of(struct news *n, const struct snapshot_row *row)
{
    if (row->number >= n->row_capacity) {
        size_t capacity = MAX(2 * n->row_capacity, (size_t)row->number + 64);

        n->rows = mem_resize(n->rows, capacity, sizeof *n->rows);
        memset(n->rows + n->row_capacity, 0, (capacity - n->row_capacity) * sizeof *n->rows);
        n->row_capacity = capacity;
    }
    return &n->rows[row->number];
}

/* Also a row that has come to rest, while its current rates go on falling. A request that is found to have failed after it was
 * counted moves from one count to another, so failures are added once more. */
static bool row_changed(struct sent_row *sent, const struct snapshot_row *row)
{
    struct sent_row now = {.started = row->started,
                           .ended = row->requests + row->cancelled + row->failed,
                           .current = row->current_requests_per_second};
    bool same = sent->started == now.started && sent->ended == now.ended && sent->current == now.current;

    *sent = now;
    return !same;
}

static bool has_room(const struct buffer *out, size_t begin, size_t rows)
{
    return rows < NEWS_ROWS_MAX && out->size - begin < NEWS_ROWS_SIZE;
}

static void write_rows(struct news *n, const struct snapshot *s, struct json_writer *w)
{
    size_t rows = 0, begin = w->out->size, at = n->first_row < s->row_count ? n->first_row : 0;

    json_write_array(w, "requests");
    for (size_t i = 0; i < s->row_count && has_room(w->out, begin, rows); i++) {
        const struct snapshot_row *row = &s->rows[at];

        at = at + 1 < s->row_count ? at + 1 : 0;
        if (!row_changed(sent_row_of(n, row), row))
            continue;
        json_row_request(w, NULL, row, JSON_ROW_LIVE);
        rows++;
    }
    json_write_array_end(w);
    n->first_row = at;
}

static uint64_t error_key(const struct snapshot_error *e)
{
    uint64_t key = text_hash(e->method);

    key = key * 0x9e3779b97f4a7c15 + text_hash(e->name);
    key = key * 0x9e3779b97f4a7c15 + text_hash(e->text);
    return key;
}

/* The place of that error, which may be empty; NULL when the table is full of others. */
static struct sent_error *sent_error_of(struct news *n, uint64_t key)
{
    for (size_t i = 0; i < ERROR_PLACES; i++) {
        struct sent_error *place = &n->errors[(key + i) % ERROR_PLACES];

        if (place->occurrences == 0 || place->key == key)
            return place;
    }
    return NULL;
}

static bool error_changed(struct news *n, const struct snapshot_error *e)
{
    uint64_t key = error_key(e);
    struct sent_error *sent = sent_error_of(n, key);

    if (sent && sent->occurrences == e->occurrences)
        return false;
    if (sent)
        *sent = (struct sent_error){.key = key, .occurrences = e->occurrences};
    return true;
}

static void write_errors(struct news *n, const struct snapshot *s, struct json_writer *w)
{
    size_t rows = 0, begin = w->out->size, at = n->first_error < s->error_count ? n->first_error : 0;

    json_write_array(w, "errors");
    for (size_t i = 0; i < s->error_count && has_room(w->out, begin, rows); i++) {
        const struct snapshot_error *error = &s->errors[at];

        at = at + 1 < s->error_count ? at + 1 : 0;
        if (!error_changed(n, error))
            continue;
        json_row_error(w, s, error);
        rows++;
    }
    json_write_array_end(w);
    n->first_error = at;
}

/* The whole list, when it has changed: its messages may be long. */
static void write_exceptions(struct news *n, const struct snapshot *s, struct json_writer *w)
{
    uint64_t count = 0;

    for (size_t i = 0; i < s->exception_count; i++)
        count += s->exceptions[i].count;
    if (count != n->exceptions)
        json_row_exceptions(w, "exceptions", s);
    n->exceptions = count;
}

/* ---- the rest ---- */

static void write_series(struct news *n, const struct snapshot *s, struct json_writer *w)
{
    size_t from = s->series_count;

    while (from > 0 && s->series_count - from < NEWS_POINTS_MAX && s->series[from - 1].second >= n->second)
        from--;
    json_write_array(w, "series");
    for (size_t i = from; i < s->series_count; i++)
        json_row_second(w, &s->series[i], s->series_errors);
    json_write_array_end(w);
    if (s->series_count > 0)
        n->second = (uint64_t)s->series[s->series_count - 1].second + 1;
}

static void write_judgement(const struct judgement *j, struct json_writer *w)
{
    size_t begin = w->out->size;

    json_write_array(w, "checks");
    for (size_t i = 0; j && i < j->check_count && has_room(w->out, begin, i); i++)
        json_judgement_check(w, &j->checks[i]);
    json_write_array_end(w);
    if (j)
        json_judgement_validity(w, "verdict", &j->validity);
}

/* Those that run, or ended since the last frame. */
static void write_stages(struct news *n, const struct snapshot *s, struct json_writer *w)
{
    size_t ended = 0;

    json_write_array(w, "stages");
    for (size_t i = 0; i < s->stage_count; i++) {
        if (s->stages[i].running || i >= n->stages_ended)
            json_stage(w, &s->stages[i], JSON_ROW_LIVE);
        ended += s->stages[i].running ? 0 : 1;
    }
    json_write_array_end(w);
    n->stages_ended = ended;
}

static void write_resources(const struct snapshot *s, struct json_writer *w)
{
    json_write_array(w, "resources");
    for (size_t i = 0; i < s->resource_count; i++)
        json_resource_latest(w, &s->resources[i]);
    json_write_array_end(w);
}

static void write_lines(const struct news_state *state, struct json_writer *w)
{
    size_t first = state->line_count, size = 0;

    while (first > 0 && state->line_count - first < NEWS_LINES_MAX && size + state->lines[first - 1].size <= NEWS_LINES_SIZE)
        size += state->lines[--first].size;
    json_write_array(w, "logs");
    for (size_t i = first; i < state->line_count; i++)
        json_write_text(w, NULL, state->lines[i]);
    json_write_array_end(w);
}

/* Seconds, or null where nothing is planned. */
static void write_left(struct json_writer *w, const char *key, double planned_s, double passed_s, bool running)
{
    json_write_number(w, key, running && planned_s > 0 ? MAX(planned_s - passed_s, 0.0) : NAN);
}

static void write_clock(const struct snapshot *s, struct json_writer *w)
{
    const struct run_progress *p = &s->progress;
    bool running = p->start_ns > 0 && p->end_ns == 0;
    double stage_s = s->taken_ns > p->stage_start_ns ? (double)(s->taken_ns - p->stage_start_ns) / (double)NANOS_PER_SECOND : 0;

    json_write_number(w, "at_s", output_run_seconds(s));
    json_write_number(w, "measured_s", s->elapsed_s);
    write_left(w, "run_time_left_s", p->run_time_s, output_run_seconds(s), running);
    write_left(w, "stage_left_s", p->stage > 0 ? p->stage_s : 0, stage_s, running);
    json_write_string(w, "stop_reason", p->stop_reason);
}

static void write_frame(struct news *n, const struct news_state *state, struct json_writer *w)
{
    const struct snapshot *s = state->snapshot;

    json_write_object(w, NULL);
    json_write_count(w, "run", state->run);
    json_write_count(w, "epoch", n->epoch);
    json_write_count(w, "frame", n->frame);
    json_write_string(w, "state", news_state_name(&s->progress));
    json_write_boolean(w, "paused", s->progress.paused);
    write_clock(s, w);
    json_part_users(w, "users", s, state->info);
    json_iterations(w, "iterations", s, state->info);
    json_row_request(w, "total", &s->total, JSON_ROW_LIVE);
    write_rows(n, s, w);
    write_errors(n, s, w);
    write_exceptions(n, s, w);
    json_warmup(w, "warmup", &s->warmup);
    write_stages(n, s, w);
    write_series(n, s, w);
    write_judgement(state->info->judgement, w);
    json_part_causes(w, "causes", s, state->info);
    json_part_generator(w, "generator", &s->progress);
    json_part_beyond_limits(w, "beyond_limits", s);
    write_resources(s, w);
    write_lines(state, w);
    json_write_object_end(w);
}

enum error news_frame(struct news *n, const struct news_state *state, struct buffer *out)
{
    struct json_writer w = json_writer_on(out);

    look_for_restart(n, state->snapshot, state->run);
    n->frame++;
    write_frame(n, state, &w);
    if (!out->overflowed)
        return OK;
    begin_epoch(n);
    buffer_clear(out);
    return ERROR_TOO_LARGE;
}
