/* SPDX-License-Identifier: MIT */
/* cli/suite_seed.c - see suite_seed.h */
#include "cli/suite_seed.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/child_run.h"
#include "cli/complain.h"

#define DATABASE "CICADA_DATABASE"

enum exit_code suite_seed_read(struct suite_seed *s, const struct suite *suite)
{
    char problem[OPTION_PROBLEM] = "";

    *s = (struct suite_seed){0};
    if (!settings_apply(&suite->seed, &s->options, problem)) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    return EXIT_FINE;
}

void suite_seed_free(struct suite_seed *s)
{
    arena_reset(&s->options.arena);
}

static void set_database(const char *value)
{
    if ((value ? setenv(DATABASE, value, 1) : unsetenv(DATABASE)) != 0)
        mem_exhausted(strlen(DATABASE)); /* it has no other reason to fail */
}

static enum exit_code run_seed(const struct suite_seed *s, const char *action)
{
    const struct cli_options *o = &s->options;
    struct arena arena = {0};
    const char *before = getenv(DATABASE); /* what the scenario is to find there */
    const char **words = arena_zalloc(&arena, (o->columns.count + 8) * sizeof *words);
    size_t count = 0;
    int code;

    words[count++] = "seed";
    if (o->table)
        words[count++] = arena_printf(&arena, "--table=%s", o->table);
    if (option_given(o, "seed"))
        words[count++] = arena_printf(&arena, "--seed=%" PRIu64, o->plan.seed);
    if (action)
        words[count++] = action;
    if (!action && o->seed_rows)
        words[count++] = arena_printf(&arena, "--count=%" PRIu32, o->seed_rows);
    if (!action && o->csv_prefix)
        words[count++] = arena_printf(&arena, "--csv=%s", o->csv_prefix);
    for (size_t i = 0; !action && i < o->columns.count; i++)
        words[count++] = arena_printf(&arena, "--column=%s", o->columns.at[i]);
    if (before)
        before = arena_copy(&arena, text_from(before));
    set_database(o->database);
    code = child_run(words, NULL).code;
    set_database(before);
    arena_reset(&arena);
    return (enum exit_code)code;
}

/* A feed is opened relative to the scenario, the file was written relative to where the program started. */
static enum exit_code tell_scenario(const char *path)
{
    char absolute[PATH_MAX];

    if (realpath(path, absolute) && setenv(SUITE_SEED_CSV, absolute, 1) == 0)
        return EXIT_FINE;
    complain("%s: %m", path);
    return EXIT_REPORT_NOT_WRITTEN;
}

bool suite_seed_is_wanted(const struct suite_seed *s)
{
    return s->options.database != NULL;
}

enum exit_code suite_seed_make(const struct suite_seed *s)
{
    enum exit_code code = suite_seed_is_wanted(s) ? run_seed(s, NULL) : EXIT_FINE;

    if (code == EXIT_FINE && suite_seed_is_wanted(s) && s->options.csv_prefix)
        code = tell_scenario(s->options.csv_prefix);
    return code;
}

enum exit_code suite_seed_clean(const struct suite_seed *s)
{
    return suite_seed_is_wanted(s) ? run_seed(s, "--clean") : EXIT_FINE;
}
