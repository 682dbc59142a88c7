/* SPDX-License-Identifier: MIT */
/* cli/compare_side.c - see compare_side.h */
#include "cli/compare_side.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"
#include "cli/complain.h"
#include "cli/run_file.h"
#include "cli/store_access.h"
#include "output/json_recording.h"
#include "store/catalog.h"
#include "web/stored_recording.h"

#define FOLDER_ENTRIES_MAX 10000

struct reading {
    struct compare_side *side;
    struct cli_options *options;
    struct store **store;
};

/* ---- JSON reports ---- */

/* A place for one more run; NULL when there are too many, which is said. */
static struct recording *add_run(struct reading *r, const char *label)
{
    char message[OPTION_PROBLEM];

    if (r->side->count == COMPARISON_RUNS_MAX) {
        snprintf(message, sizeof message, "more than %d runs on one side", COMPARISON_RUNS_MAX);
        complain_plainly(message);
        return NULL;
    }
    r->side->labels[r->side->count] = label;
    r->side->runs[r->side->count] = MEM_NEW(struct recording);
    return r->side->runs[r->side->count++];
}

static enum exit_code keep_report(struct reading *r, const char *path, struct text content)
{
    char problem[OUTPUT_PROBLEM] = "";
    struct recording read, *kept;

    if (json_recording_read(&read, path, content, problem) != OK) {
        complain_plainly(problem);
        return EXIT_RUN_UNREADABLE;
    }
    kept = add_run(r, arena_strdup(&r->options->arena, path));
    if (!kept) {
        recording_free(&read);
        return EXIT_WRONG_OPTIONS;
    }
    *kept = read;
    return EXIT_FINE;
}

static enum exit_code read_report(struct reading *r, const char *path)
{
    struct arena arena = {0};
    struct text content;
    enum exit_code code = run_file_read(path, &arena, &content);

    if (code == EXIT_FINE)
        code = keep_report(r, path, content);
    arena_reset(&arena);
    return code;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The reports of a folder in the order of their names. */
static enum exit_code read_folder(struct reading *r, const char *path)
{
    struct arena *arena = &r->options->arena;
    const char **paths = NULL;
    size_t count = 0;
    enum exit_code code = EXIT_FINE;
    struct dirent *entry;
    DIR *folder = opendir(path);

    if (!folder)
        return run_file_complain(path, NULL);
    while (count < FOLDER_ENTRIES_MAX && (entry = readdir(folder))) {
        if (!text_ends_with(text_from(entry->d_name), TEXT(".json")) || entry->d_name[0] == '.')
            continue;
        paths = arena_grow(arena, paths, count * sizeof *paths, (count + 1) * sizeof *paths);
        paths[count++] = arena_printf(arena, "%s/%s", path, entry->d_name);
    }
    closedir(folder);
    if (count == 0)
        return run_file_complain(path, "there is no .json report in this folder");
    qsort(paths, count, sizeof *paths, by_name);
    for (size_t i = 0; i < count && code == EXIT_FINE; i++)
        code = read_report(r, paths[i]);
    return code;
}

/* ---- the store ---- */

static enum exit_code complain_of_store(const struct reading *r)
{
    complain_plainly(store_problem(*r->store));
    return EXIT_STORE_UNUSABLE;
}

static enum exit_code read_stored(struct reading *r, int64_t id)
{
    struct recording read, *kept;
    const char *label;

    if (stored_recording_read(&read, *r->store, id, &r->options->arena, &label) != OK)
        return complain_of_store(r);
    kept = add_run(r, label);
    if (!kept) {
        recording_free(&read);
        return EXIT_WRONG_OPTIONS;
    }
    *kept = read;
    return EXIT_FINE;
}

/* All runs that bear the label and have ended, the oldest first. */
static enum exit_code read_labelled(struct reading *r, const char *label, bool *found)
{
    enum exit_code code = EXIT_FINE;
    struct catalog_entry *entries;
    struct arena arena = {0};
    size_t count;

    *found = false;
    if (catalog_list(*r->store, LIMIT_RUNS_LISTED, &arena, &entries, &count) != OK)
        code = complain_of_store(r);
    for (size_t i = code == EXIT_FINE ? count : 0; i > 0 && code == EXIT_FINE; i--) {
        const struct catalog_entry *e = &entries[i - 1];

        if (!e->label || !e->ended || strcmp(e->label, label) != 0)
            continue;
        *found = true;
        code = read_stored(r, e->id);
    }
    arena_reset(&arena);
    return code;
}

static enum exit_code read_from_store(struct reading *r, const char *word)
{
    enum exit_code code = *r->store ? EXIT_FINE : store_access_open(r->store, r->options);
    bool found = false;
    enum error e;
    int64_t id;

    if (code != EXIT_FINE)
        return code;
    e = catalog_find(*r->store, word, &id);
    if (e == OK)
        return read_stored(r, id);
    if (e == ERROR_NOT_FOUND) {
        char *problem = arena_strdup(&r->options->arena, store_problem(*r->store));

        code = read_labelled(r, word, &found);
        if (found || code != EXIT_FINE)
            return code;
        complain_plainly(problem);
        return EXIT_STORE_UNUSABLE;
    }
    return complain_of_store(r);
}

/* ---- words ---- */

static enum exit_code read_word(struct reading *r, const char *word)
{
    struct stat status;

    if (!run_file_is_meant(word))
        return read_from_store(r, word);
    return stat(word, &status) == 0 && S_ISDIR(status.st_mode) ? read_folder(r, word) : read_report(r, word);
}

enum exit_code compare_side_read(struct compare_side *side, const char *words, struct cli_options *options, struct store **store)
{
    struct reading r = {side, options, store};
    struct text rest = text_from(words);
    enum exit_code code = EXIT_FINE;
    struct stat status;

    if (stat(words, &status) == 0) /* a comma may be part of its name */
        return read_word(&r, words);
    while (rest.data && code == EXIT_FINE) {
        struct text word = text_trim(text_cut(&rest, ','));

        if (word.size > 0)
            code = read_word(&r, arena_copy(&options->arena, word));
    }
    if (code == EXIT_FINE && side->count == 0) {
        complain_plainly("a side of the comparison names no run: give a number, a label, or a .json report");
        code = EXIT_WRONG_OPTIONS;
    }
    return code;
}

void compare_side_free(struct compare_side *side)
{
    for (size_t i = 0; i < side->count; i++) {
        recording_free(side->runs[i]);
        mem_free(side->runs[i]);
    }
    side->count = 0;
}

struct comparison_side compare_side_view(const struct compare_side *side)
{
    return (struct comparison_side){(const struct recording *const *)side->runs, side->labels, side->count};
}

static bool refuse(const char *option, const char *text, const struct check_problem *problem)
{
    struct buffer out;

    buffer_init(&out, LIMIT_REPORT_ROW);
    buffer_printf(&out, "%s \"%.*s\": ", option, (int)MIN(strlen(text), (size_t)LIMIT_CHECK_TEXT), text);
    comparison_problem_write(text_from(text), problem, &out);
    complain_plainly(buffer_cstring(&out));
    buffer_free(&out);
    return false;
}

bool compare_metrics_read(struct comparison_metrics *out, const struct cli_options *options)
{
    struct check_problem problem;

    comparison_metrics_default(out);
    if (options->metrics && !comparison_metrics_read(text_from(options->metrics), out, &problem))
        return refuse("--metrics", options->metrics, &problem);
    if (options->tolerance && !comparison_tolerance_read(text_from(options->tolerance), out, &problem))
        return refuse("--tolerance", options->tolerance, &problem);
    return true;
}
