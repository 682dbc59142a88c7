/* SPDX-License-Identifier: MIT */
/* store/catalog.c - see catalog.h */
#include "store/catalog.h"

#include <stdio.h>

#include "base/clock.h"
#include "store/database.h"
#include "store/run_reader.h"

#define PREFIX_MIN 4
/* A run that shows life: not ended, and written to lately. */
#define GOES_ON    "(NOT ended AND EXISTS(SELECT 1 FROM progress WHERE run = id AND taken_wall_ns > ?2))"

static int64_t silent_before(void)
{
    return (int64_t)(clock_wall() - STORED_RUN_SILENCE_NS);
}

static const char *text_of(sqlite3_stmt *row, int column, struct arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(row, column);

    return text ? arena_strdup(arena, text) : NULL;
}

static void read_entry(sqlite3_stmt *row, struct catalog_entry *e, struct arena *arena)
{
    const char *uuid = text_of(row, 1, arena), *title = text_of(row, 3, arena);

    *e = (struct catalog_entry){
        .id = sqlite3_column_int64(row, 0),
        .uuid = uuid ? uuid : "",
        .label = text_of(row, 2, arena),
        .title = title ? title : "",
        .ended = sqlite3_column_int(row, 4) != 0,
        .exit_code = sqlite3_column_int(row, 5),
        .start_wall_ns = (uint64_t)sqlite3_column_int64(row, 6),
        .taken_wall_ns = (uint64_t)sqlite3_column_int64(row, 7),
        .peak_users = (uint32_t)sqlite3_column_int64(row, 8),
        .requests = (uint64_t)sqlite3_column_int64(row, 9),
        .failures = (uint64_t)sqlite3_column_int64(row, 10),
        .p95_ns = (uint64_t)sqlite3_column_int64(row, 11),
    };
    e->silent = !e->ended && (int64_t)e->taken_wall_ns <= silent_before();
}

enum error catalog_list(struct store *s, size_t limit, struct arena *arena, struct catalog_entry **out, size_t *count)
{
    sqlite3_stmt *select = database_prepare(
        s,
        "SELECT id, uuid, label, title, ended, exit_code, start_wall_ns, taken_wall_ns, peak_users, requests.requests, failed, "
        "response_p95_ns FROM runs LEFT JOIN progress ON progress.run = id LEFT JOIN requests ON requests.run = id AND is_total "
        "ORDER BY id DESC LIMIT ?");
    size_t capacity = 0;
    int step;

    *out = NULL;
    *count = 0;
    if (!select)
        return database_fail(s);
    sqlite3_bind_int64(select, 1, (int64_t)limit);
    while ((step = sqlite3_step(select)) == SQLITE_ROW) {
        if (*count == capacity) {
            size_t more = MAX(2 * capacity, (size_t)16);

            *out = arena_grow(arena, *out, capacity * sizeof **out, more * sizeof **out);
            capacity = more;
        }
        read_entry(select, &(*out)[(*count)++], arena);
    }
    sqlite3_finalize(select);
    return step == SQLITE_DONE ? OK : database_fail(s);
}

/* The numbers of up to two runs, of which the first is what is looked for. */
static enum error select_runs(struct store *s, const char *sql, const char *word, int64_t *id, size_t *found)
{
    sqlite3_stmt *select = database_prepare(s, sql);
    int step;

    *found = 0;
    if (!select)
        return database_fail(s);
    if (sqlite3_bind_parameter_count(select) > 0)
        sqlite3_bind_text(select, 1, word, -1, SQLITE_STATIC);
    while ((step = sqlite3_step(select)) == SQLITE_ROW)
        if ((*found)++ == 0)
            *id = sqlite3_column_int64(select, 0);
    sqlite3_finalize(select);
    return step == SQLITE_DONE ? OK : database_fail(s);
}

/* "last-good" or "last-good:LABEL": what a run is compared with that nobody has looked at. */
static enum error select_last_good(struct store *s, const char *word, int64_t *id, size_t *found)
{
    const char *label = word + strlen(CATALOG_LAST_GOOD);

    return select_runs(s,
                       "SELECT runs.id FROM runs JOIN verdicts ON verdicts.run = runs.id WHERE ended AND exit_code = 0 AND judged "
                       "AND level = 0 AND (?1 = '' OR label = ?1) ORDER BY runs.id DESC LIMIT 1",
                       label + (*label == ':'), id, found);
}

static bool means_last_good(const char *word)
{
    size_t size = strlen(CATALOG_LAST_GOOD);

    return strncmp(word, CATALOG_LAST_GOOD, size) == 0 && (word[size] == '\0' || word[size] == ':');
}

enum error catalog_find(struct store *s, const char *word, int64_t *id)
{
    uint64_t number;
    size_t found = 0;
    enum error e = OK;

    if (strcmp(word, "latest") == 0)
        e = select_runs(s, "SELECT id FROM runs ORDER BY id DESC LIMIT 1", word, id, &found);
    else if (means_last_good(word))
        e = select_last_good(s, word, id, &found);
    else if (text_to_u64(text_from(word), &number))
        e = select_runs(s, "SELECT id FROM runs WHERE id = CAST(?1 AS INTEGER)", word, id, &found);
    if (e == OK && found == 0 && strlen(word) >= PREFIX_MIN)
        e = select_runs(s, "SELECT id FROM runs WHERE substr(uuid, 1, length(?1)) = lower(?1) LIMIT 2", word, id, &found);
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
    sqlite3_stmt *update;
    enum error e;

    if (strlen(label) > CATALOG_LABEL_MAX) {
        snprintf(s->problem, sizeof s->problem, "a label has at most %d bytes", CATALOG_LABEL_MAX);
        return ERROR_TOO_LARGE;
    }
    update = database_prepare(s, "UPDATE runs SET label = nullif(?2, '') WHERE id = ?1");
    if (!update)
        return database_fail(s);
    sqlite3_bind_int64(update, 1, id);
    sqlite3_bind_text(update, 2, label, -1, SQLITE_STATIC);
    e = database_step(s, update);
    sqlite3_finalize(update);
    return e;
}

/* `sql` has ?1, and ?2 for the time before which a run that was not ended counts as crashed. */
static enum error delete (struct store *s, const char *sql, int64_t value, size_t *deleted) {
    sqlite3_stmt *statement = database_prepare(s, sql); enum error e;

    if (!statement) return database_fail(s);
    sqlite3_bind_int64(statement, 1, value);
    sqlite3_bind_int64(statement, 2, silent_before());
    e = database_step(s, statement);
    *deleted = (size_t)sqlite3_changes(s->db);
    sqlite3_finalize(statement);
    return e == OK && *deleted > 0 ? database_run(s, "PRAGMA incremental_vacuum") : e;
}

enum error catalog_delete(struct store *s, int64_t id)
{
    size_t deleted = 0;
    enum error e = delete (s, "DELETE FROM runs WHERE id = ?1 AND NOT " GOES_ON, id, &deleted);

    if (e != OK || deleted > 0)
        return e;
    snprintf(s->problem, sizeof s->problem, "run %lld still goes on: stop it first", (long long)id);
    return ERROR_TIMEOUT;
}

enum error catalog_delete_before(struct store *s, uint64_t wall_ns, size_t *deleted)
{
    return delete (s, "DELETE FROM runs WHERE id IN (SELECT run FROM progress WHERE start_wall_ns < ?1) AND NOT " GOES_ON,
                   (int64_t)wall_ns, deleted);
}
