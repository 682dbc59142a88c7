/* SPDX-License-Identifier: MIT */
/* store/catalog.c - see catalog.h */
#include "store/catalog.h"

#include <stdio.h>

#include "base/clock.h"
#include "store/database.h"
#include "store/run_reader.h"

#define PREFIX_MIN 4
/* A run that shows life: not ended, and written to lately. */
#define GOES_ON    "(ended = 0 AND EXISTS(SELECT 1 FROM progress WHERE run = id AND taken_wall_ns > $2))"

static int64_t silent_before(void)
{
    return (int64_t)(clock_wall() - STORED_RUN_SILENCE_NS);
}

static const char *text_of(struct statement *row, int column, struct arena *arena)
{
    struct text text = statement_text(row, column);

    return text.data ? arena_copy(arena, text) : NULL;
}

static void read_entry(struct statement *row, struct catalog_entry *e, struct arena *arena)
{
    const char *uuid = text_of(row, 1, arena), *title = text_of(row, 3, arena);

    *e = (struct catalog_entry){
        .id = statement_number(row, 0),
        .uuid = uuid ? uuid : "",
        .label = text_of(row, 2, arena),
        .title = title ? title : "",
        .ended = statement_number(row, 4) != 0,
        .exit_code = statement_number(row, 5),
        .start_wall_ns = (uint64_t)statement_number(row, 6),
        .taken_wall_ns = (uint64_t)statement_number(row, 7),
        .peak_users = (uint32_t)statement_number(row, 8),
        .requests = (uint64_t)statement_number(row, 9),
        .failures = (uint64_t)statement_number(row, 10),
        .p95_ns = (uint64_t)statement_number(row, 11),
        .host = text_of(row, 12, arena),
        .end_wall_ns = (uint64_t)statement_number(row, 13),
        .judged = statement_number(row, 14) != 0,
        .level = (int)statement_number(row, 15),
    };
    e->silent = !e->ended && (int64_t)e->taken_wall_ns <= silent_before();
}

enum error catalog_list(struct store *s, size_t limit, struct arena *arena, struct catalog_entry **out, size_t *count)
{
    struct statement *select = database_prepare(
        s,
        "SELECT id, uuid, label, title, ended, exit_code, start_wall_ns, taken_wall_ns, peak_users, requests.requests, failed, "
        "response_p95_ns, runs.host, end_wall_ns, judged, level FROM runs LEFT JOIN progress ON progress.run = id "
        "LEFT JOIN requests ON requests.run = id AND is_total = 1 LEFT JOIN verdicts ON verdicts.run = id "
        "ORDER BY id DESC LIMIT $1");
    size_t capacity = 0;
    enum step step;

    *out = NULL;
    *count = 0;
    if (!select)
        return database_failure(s);
    statement_bind_number(select, 1, (int64_t)limit);
    while ((step = statement_step(select)) == STEP_ROW) {
        if (*count == capacity) {
            size_t more = MAX(2 * capacity, (size_t)16);

            *out = arena_grow(arena, *out, capacity * sizeof **out, more * sizeof **out);
            capacity = more;
        }
        read_entry(select, &(*out)[(*count)++], arena);
    }
    statement_finish(select);
    return step == STEP_DONE ? OK : database_failure(s);
}

/* The numbers of up to two runs, of which the first is what is looked for. `parameter` is $1; NULL: there is none. */
static enum error select_runs(struct store *s, const char *sql, const struct value *parameter, int64_t *id, size_t *found)
{
    struct statement *select = database_prepare(s, sql);
    enum step step;

    *found = 0;
    if (!select)
        return database_failure(s);
    if (parameter)
        s->ops->bind(select, 1, parameter);
    while ((step = statement_step(select)) == STEP_ROW)
        if ((*found)++ == 0)
            *id = statement_number(select, 0);
    statement_finish(select);
    return step == STEP_DONE ? OK : database_failure(s);
}

static struct value text_value(const char *text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text_from(text)};
}

static struct value number_value(uint64_t number)
{
    return (struct value){.kind = VALUE_NUMBER, .number = (int64_t)MIN(number, (uint64_t)INT64_MAX)};
}

/* "last-good" or "last-good:LABEL": what a run is compared with that nobody has looked at. */
static enum error select_last_good(struct store *s, const char *word, int64_t *id, size_t *found)
{
    const char *label = word + strlen(CATALOG_LAST_GOOD);
    struct value parameter = text_value(label + (*label == ':'));

    return select_runs(s,
                       "SELECT runs.id FROM runs JOIN verdicts ON verdicts.run = runs.id WHERE ended = 1 AND exit_code = 0 "
                       "AND judged = 1 AND level = 0 AND (CAST($1 AS TEXT) = '' OR label = $1) ORDER BY runs.id DESC LIMIT 1",
                       &parameter, id, found);
}

bool catalog_means_last_good(const char *word)
{
    size_t size = strlen(CATALOG_LAST_GOOD);

    return strncmp(word, CATALOG_LAST_GOOD, size) == 0 && (word[size] == '\0' || word[size] == ':');
}

enum error catalog_find(struct store *s, const char *word, int64_t *id)
{
    struct value prefix = text_value(word), value;
    uint64_t number;
    size_t found = 0;
    enum error e = OK;

    if (strcmp(word, "latest") == 0) {
        e = select_runs(s, "SELECT id FROM runs ORDER BY id DESC LIMIT 1", NULL, id, &found);
    } else if (catalog_means_last_good(word)) {
        e = select_last_good(s, word, id, &found);
    } else if (text_to_u64(text_from(word), &number)) {
        value = number_value(number);
        e = select_runs(s, "SELECT id FROM runs WHERE id = $1", &value, id, &found);
    }
    if (e == OK && found == 0 && strlen(word) >= PREFIX_MIN)
        e = select_runs(s,
                        "SELECT id FROM runs WHERE substr(uuid, 1, length(CAST($1 AS TEXT))) = lower(CAST($1 AS TEXT)) LIMIT 2",
                        &prefix, id, &found);
    if (e != OK || found == 1)
        return e;
    snprintf(s->problem, sizeof s->problem,
             found ? "several runs in the store \"%s\" have a uuid that begins with \"%.40s\""
                   : "there is no run \"%2$.40s\" in the store \"%1$s\"",
             s->path, word);
    return found ? ERROR_SYNTAX : ERROR_NOT_FOUND;
}

enum error catalog_label(struct store *s, int64_t id, const char *label)
{
    struct statement *update;
    enum error e;

    if (strlen(label) > CATALOG_LABEL_MAX) {
        snprintf(s->problem, sizeof s->problem, "a label has at most %d bytes", CATALOG_LABEL_MAX);
        return ERROR_TOO_LARGE;
    }
    update = database_prepare(s, "UPDATE runs SET label = nullif($1, '') WHERE id = $2");
    if (!update)
        return database_failure(s);
    statement_bind_string(update, 1, label);
    statement_bind_number(update, 2, id);
    e = statement_run(update);
    statement_finish(update);
    return e;
}

/* `sql` has $1, and $2 for the time before which a run that was not ended counts as crashed. */
static enum error delete_runs(struct store *s, const char *sql, int64_t value, size_t *deleted)
{
    struct statement *statement = database_prepare(s, sql);
    enum error e;

    if (!statement)
        return database_failure(s);
    statement_bind_number(statement, 1, value);
    statement_bind_number(statement, 2, silent_before());
    e = statement_run(statement);
    *deleted = s->changes;
    statement_finish(statement);
    return e == OK && *deleted > 0 ? s->ops->tidy(s) : e;
}

enum error catalog_delete(struct store *s, int64_t id)
{
    size_t deleted = 0;
    enum error e = delete_runs(s, "DELETE FROM runs WHERE id = $1 AND NOT " GOES_ON, id, &deleted);

    if (e != OK || deleted > 0)
        return e;
    snprintf(s->problem, sizeof s->problem, "run %lld still goes on: stop it first", (long long)id);
    return ERROR_TIMEOUT;
}

enum error catalog_delete_before(struct store *s, uint64_t wall_ns, size_t *deleted)
{
    return delete_runs(s, "DELETE FROM runs WHERE id IN (SELECT run FROM progress WHERE start_wall_ns < $1) AND NOT " GOES_ON,
                       (int64_t)wall_ns, deleted);
}
