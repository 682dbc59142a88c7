/* SPDX-License-Identifier: MIT */
/* cli/seed_command.c - see seed_command.h */
#include "cli/seed_command.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "cli/complain.h"
#include "cli/environment.h"
#include "cli/seed_csv.h"
#include "cli/subcommand.h"
#include "output/mask.h"

#define DEFAULT_SEED 1
#define DEFAULT_ROWS 100

static const char usage[] = "Usage\n"
                            "  cicada seed --database URL --table TABLE --column NAME=KIND ... [--count N]\n"
                            "      [--seed N] [--csv FILE]       Fill a table with made-up rows\n"
                            "  cicada seed --database URL --table TABLE [--seed N] --clean\n"
                            "                                    Remove exactly the rows that this seed made\n"
                            "\n"
                            "  URL is sqlite:FILE or postgresql://USER@HOST/NAME; $CICADA_DATABASE keeps a\n"
                            "  password out of the command line. The same --seed (default 1) makes the same\n"
                            "  rows: those that are there already stay. --count is 100 by default. --csv\n"
                            "  writes the values for scenarios to read. docs/seed.md lists the kinds of\n"
                            "  columns.\n";

static const char *const allowed[SUBCOMMAND_OPTIONS_MAX] = {"database", "table", "column", "count", "seed", "csv", "clean"};

/* The database may be named by the environment; what else that says is meant for runs. */
static bool read_environment(struct cli_options *options, char *problem)
{
    struct settings environment;

    environment_read(&environment, &options->arena);
    for (size_t i = 0; i < environment.count; i++) {
        const struct setting *s = &environment.at[i];

        if (strcmp(s->option->name, "database") == 0 && !option_set(options, s->option, s->as, s->value, problem))
            return false;
    }
    return true;
}

static bool check(const struct cli_options *options, const struct arguments *arguments, char *problem)
{
    if (arguments->word_count > 0)
        snprintf(problem, OPTION_PROBLEM, "seed: \"%.100s\" is no option", arguments->words[0]);
    else if (!options->database)
        snprintf(problem, OPTION_PROBLEM, "seed: which database? --database sqlite:FILE or postgresql://USER@HOST/NAME");
    else if (!options->table)
        snprintf(problem, OPTION_PROBLEM, "seed: which table? --table NAME");
    else if (options->clean && (options->columns.count > 0 || options->csv_prefix || options->seed_rows > 0))
        snprintf(problem, OPTION_PROBLEM, "--clean: needs only --database, --table and --seed; it knows what was made");
    else if (!options->clean && options->columns.count == 0)
        snprintf(problem, OPTION_PROBLEM, "seed: which columns? --column email=email --column name=full_name");
    else
        return true;
    return false;
}

static bool read_columns(struct cli_options *options, struct seed_request *request)
{
    struct seed_column *columns = arena_alloc(&options->arena, (options->columns.count + 1) * sizeof *columns);
    struct buffer problem;
    bool fine = true;

    buffer_init(&problem, LIMIT_REPORT_ROW);
    for (size_t i = 0; i < options->columns.count && fine; i++)
        fine = column_read(options->columns.at[i], &options->arena, &columns[i], &problem);
    if (!fine)
        complain_plainly(buffer_cstring(&problem));
    buffer_free(&problem);
    request->columns = columns;
    request->column_count = options->columns.count;
    return fine;
}

static enum exit_code say_file(const char *path)
{
    char message[OPTION_PROBLEM];

    snprintf(message, sizeof message, "--csv: cannot write %.300s: %m", path);
    complain_plainly(message);
    return EXIT_REPORT_NOT_WRITTEN;
}

static enum exit_code say_database(const char *problem)
{
    struct buffer masked;

    buffer_init(&masked, mask_size_max(SEED_PROBLEM));
    mask_text(text_from(problem), &masked);
    complain_plainly(buffer_cstring(&masked));
    buffer_free(&masked);
    return EXIT_DATABASE_UNUSABLE;
}

/* The file is in its place before the rows are: rows without their file could not be used, a file without rows is noticed. */
static enum exit_code make(struct cli_options *options, struct seed_database *d, const struct seed_request *request)
{
    struct seed_made made;
    struct seed_csv csv;
    enum error e;

    if (seed_csv_open(&csv, options->csv_prefix, request->columns, request->column_count) != OK)
        return say_file(options->csv_prefix);
    e = seed_make(d, request, seed_csv_take, &csv, &made);
    if (e != OK) {
        report_file_abandon(&csv.file);
        return e == ERROR_CANCELLED ? say_file(options->csv_prefix) : say_database(d->problem);
    }
    if (csv.file.stream && report_file_commit(&csv.file) != OK)
        return say_file(options->csv_prefix);
    if (seed_database_commit(d) != OK)
        return say_database(d->problem);
    printf("%" PRIu64 " row%s made in table \"%s\" with seed %" PRIu64, made.made, made.made == 1 ? "" : "s", request->table,
           request->seed);
    if (made.kept > 0)
        printf("; %" PRIu64 " %s there already", made.kept, made.kept == 1 ? "was" : "were");
    printf("\n");
    if (options->csv_prefix)
        printf("Their values are in %s\n", options->csv_prefix);
    return EXIT_FINE;
}

static enum exit_code clean(struct seed_database *d, const struct seed_request *request)
{
    struct seed_cleaned cleaned;

    if (seed_clean(d, request->table, request->seed, &cleaned) != OK || seed_database_commit(d) != OK)
        return say_database(d->problem);
    if (cleaned.unknown) {
        printf("Nothing to remove: no rows were made in table \"%s\" with seed %" PRIu64 "\n", request->table, request->seed);
        return EXIT_FINE;
    }
    printf("%" PRIu64 " row%s of seed %" PRIu64 " removed from table \"%s\"\n", cleaned.deleted, cleaned.deleted == 1 ? "" : "s",
           request->seed, request->table);
    if (cleaned.gone > 0)
        printf("%" PRIu64 " had been deleted by somebody else\n", cleaned.gone);
    if (cleaned.others > 0)
        printf("%" PRIu64 " not removed: under their keys there are other rows now, or all of their values were changed\n",
               cleaned.others);
    return EXIT_FINE;
}

static enum exit_code seed(struct cli_options *options)
{
    struct seed_request request = {.table = options->table,
                                   .seed = option_given(options, "seed") ? options->plan.seed : DEFAULT_SEED,
                                   .count = options->seed_rows ? options->seed_rows : DEFAULT_ROWS};
    char problem[SEED_PROBLEM] = "";
    struct seed_database *database;
    enum exit_code code;
    enum error e;

    if (!options->clean && !read_columns(options, &request))
        return EXIT_WRONG_OPTIONS;
    e = seed_database_open(options->database, &database, problem);
    if (e == ERROR_SYNTAX) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (e != OK)
        return say_database(problem);
    code = options->clean ? clean(database, &request) : make(options, database, &request);
    seed_database_close(database);
    return code;
}

enum exit_code seed_command(struct cli_options *options, int count, char *const words[])
{
    char problem[OPTION_PROBLEM] = "";
    struct arguments arguments;
    bool fine = arguments_parse(&arguments, &options->arena, (size_t)count - 2, (const char *const *)words + 2, problem);

    if (fine && arguments.action != ACTION_RUN)
        return subcommand_print(text_from(usage));
    if (!fine || !subcommand_allows(&arguments, allowed, "seed", problem) || !read_environment(options, problem) ||
        !settings_apply(&arguments.settings, options, problem) || !check(options, &arguments, problem)) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    return seed(options);
}
