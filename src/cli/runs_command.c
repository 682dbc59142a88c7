/* SPDX-License-Identifier: MIT */
/* cli/runs_command.c - a table of verbs; see runs_command.h */
#include "cli/runs_command.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/units.h"
#include "cli/complain.h"
#include "cli/report_again.h"
#include "cli/run_file.h"
#include "cli/runs_list.h"
#include "cli/store_access.h"
#include "cli/subcommand.h"
#include "output/terminal.h"
#include "store/catalog.h"

#define SECONDS_OF_DAY 86400.0
#define LISTED         30 /* runs, without --all */

struct command {
    struct cli_options *options;
    struct store *store;
    const char *const *words; /* behind the verb */
    size_t count;
};

struct verb {
    const char *name, *usage;
    size_t words_min, words_max;
    const char *options[SUBCOMMAND_OPTIONS_MAX];                          /* with "store" first */
    bool (*check)(const struct command *c, char problem[OPTION_PROBLEM]); /* NULL: nothing to check */
    enum exit_code (*run)(struct command *c);
};

static const char usage[] = "Usage\n"
                            "  cicada runs [--all]           List the newest runs, or all of them\n"
                            "  cicada runs show RUN          Show the summary of a run again\n"
                            "  cicada runs label RUN TEXT    Name a run; an empty text takes the name away\n"
                            "  cicada runs export RUN [--json] [--json-file PREFIX] [--csv PREFIX]\n"
                            "      [--report FILE] [--html FILE] [--junit FILE] [--github-summary FILE]\n"
                            "                                Write the reports of a run again\n"
                            "  cicada runs delete RUN ...    Delete runs; --older-than 30d: those that began\n"
                            "                                before\n"
                            "  cicada report RUN [OPTION ...]\n"
                            "                                Show, or with options of \"export\" export\n"
                            "  cicada report FILE.json [OPTION ...]\n"
                            "                                The same of what --json-file has written\n"
                            "\n"
                            "  RUN is the number of a run, \"latest\", or the beginning of its uuid.\n"
                            "  --store FILE|URL: another store than ~/.local/state/cicada/runs.db.\n"
                            "  docs/runs.md says more.\n";

static enum exit_code complain_of_store(const struct command *c)
{
    complain_plainly(store_problem(c->store));
    return EXIT_STORE_UNUSABLE;
}

static enum exit_code list(struct command *c)
{
    struct catalog_entry *entries;
    struct buffer text;
    size_t count, shown;
    enum exit_code code;

    if (catalog_list(c->store, LIMIT_RUNS_LISTED, &c->options->arena, &entries, &count) != OK)
        return complain_of_store(c);
    shown = c->options->all_runs ? count : MIN(count, (size_t)LISTED);
    buffer_init(&text, LIMIT_REPORT_TEXT);
    runs_list_write(entries, shown, isatty(STDOUT_FILENO) ? terminal_size(STDOUT_FILENO).columns : RUNS_LIST_COLUMNS,
                    terminal_has_colour(STDOUT_FILENO), &text);
    if (shown < count)
        buffer_printf(&text, "... %zu older runs: --all lists them\n", count - shown);
    code = subcommand_print(buffer_view(&text));
    buffer_free(&text);
    return code;
}

static enum exit_code report(struct command *c)
{
    return report_again_stored(c->options, c->store, c->words[0]);
}

static bool check_export(const struct command *c, char problem[OPTION_PROBLEM])
{
    if (report_again_is_wanted(c->options))
        return true;
    snprintf(problem, OPTION_PROBLEM,
             "runs export: as what? Give --json, --json-file PREFIX, --csv PREFIX, --report FILE, --html FILE, "
             "--junit FILE or --github-summary FILE");
    return false;
}

static bool check_label(const struct command *c, char problem[OPTION_PROBLEM])
{
    if (strlen(c->words[1]) <= CATALOG_LABEL_MAX)
        return true;
    snprintf(problem, OPTION_PROBLEM, "runs label: a label has at most %d bytes, this one has %zu", CATALOG_LABEL_MAX,
             strlen(c->words[1]));
    return false;
}

static enum exit_code label(struct command *c)
{
    int64_t id;

    if (catalog_find(c->store, c->words[0], &id) != OK || catalog_label(c->store, id, c->words[1]) != OK)
        return complain_of_store(c);
    return EXIT_FINE;
}

/* As other durations, and in days: "30d". */
static bool read_age(const char *value, double *seconds)
{
    struct text t = text_trim(text_from(value));
    const char *problem;

    if (t.size == 0 || (t.data[t.size - 1] != 'd' && t.data[t.size - 1] != 'w'))
        return units_read_duration(t, seconds, &problem);
    *seconds = SECONDS_OF_DAY * (t.data[t.size - 1] == 'w' ? 7 : 1);
    t.size--;
    double number;
    if (!text_to_double(text_trim(t), &number) || number < 0 || number * *seconds > LIMIT_DURATION_SECONDS)
        return false;
    *seconds *= number;
    return true;
}

static bool check_delete(const struct command *c, char problem[OPTION_PROBLEM])
{
    const char *age = c->options->older_than;
    double seconds;

    if (age && !read_age(age, &seconds))
        snprintf(problem, OPTION_PROBLEM, "--older-than \"%.100s\": not a duration, as 30d, 2w or 12h", age);
    else if ((c->count > 0) == (age != NULL))
        snprintf(problem, OPTION_PROBLEM, "runs delete: name the runs, or give --older-than TIME%s", age ? ", not both" : "");
    else
        return true;
    return false;
}

static enum exit_code delete_old(struct command *c)
{
    double seconds = 0;
    uint64_t now = clock_wall();
    size_t count = 0;

    if (!read_age(c->options->older_than, &seconds)) /* it was checked */
        return EXIT_WRONG_OPTIONS;
    seconds = MIN(seconds, (double)(now / NANOS_PER_SECOND));
    if (catalog_delete_before(c->store, now - (uint64_t)(seconds * (double)NANOS_PER_SECOND), &count) != OK)
        return complain_of_store(c);
    printf("%zu run%s deleted\n", count, count == 1 ? "" : "s");
    return EXIT_FINE;
}

/* Every name is looked up before the first run goes. */
static enum exit_code delete_named(struct command *c)
{
    int64_t *ids = arena_alloc(&c->options->arena, c->count * sizeof *ids);

    for (size_t i = 0; i < c->count; i++)
        if (catalog_find(c->store, c->words[i], &ids[i]) != OK)
            return complain_of_store(c);
    for (size_t i = 0; i < c->count; i++)
        if (catalog_delete(c->store, ids[i]) != OK)
            return complain_of_store(c);
    printf("%zu run%s deleted\n", c->count, c->count == 1 ? "" : "s");
    return EXIT_FINE;
}

static enum exit_code delete_runs(struct command *c)
{
    return c->options->older_than ? delete_old(c) : delete_named(c);
}

static const struct verb verbs[] = {
    {"list", "runs list", 0, 0, {"store", "all"}, NULL, list},
    {"show", "runs show RUN", 1, 1, {"store"}, NULL, report},
    {"label", "runs label RUN TEXT", 2, 2, {"store"}, check_label, label},
    {"export",
     "runs export RUN --json|--json-file PREFIX|--csv PREFIX|--report FILE|--html FILE|--junit FILE|--github-summary FILE",
     1,
     1,
     {"store", "json", "json-file", "json-format", "csv", "junit", "github-summary", "report", "html"},
     check_export,
     report},
    {"delete", "runs delete RUN ...", 0, LIMIT_OPTION_WORDS, {"store", "older-than"}, check_delete, delete_runs},
};
static const struct verb report_verb = {
    "report",
    "report RUN|FILE.json",
    1,
    1,
    {"store", "json", "json-file", "json-format", "csv", "junit", "github-summary", "report", "html"},
    NULL,
    report};

static const struct verb *find_verb(const char *command, struct arguments *arguments, char problem[OPTION_PROBLEM])
{
    const char *word = arguments->word_count > 0 ? arguments->words[0] : "list";

    if (strcmp(command, "report") == 0)
        return &report_verb;
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (strcmp(verbs[i].name, word) != 0)
            continue;
        if (arguments->word_count > 0) {
            arguments->words++;
            arguments->word_count--;
        }
        return &verbs[i];
    }
    snprintf(problem, OPTION_PROBLEM,
             "runs %.100s: there is list, show, label, export and delete. (A user class of the name \"runs\" is given after the "
             "scenario: cicada -f FILE runs)",
             word);
    return NULL;
}

static bool apply(struct cli_options *options, const struct verb *verb, const struct arguments *arguments, char *problem)
{
    if (!subcommand_allows(arguments, verb->options, verb->usage, problem))
        return false;
    if (arguments->word_count < verb->words_min || arguments->word_count > verb->words_max) {
        snprintf(problem, OPTION_PROBLEM, "too %s words: cicada %s", arguments->word_count < verb->words_min ? "few" : "many",
                 verb->usage);
        return false;
    }
    return settings_apply(&arguments->settings, options, problem);
}

enum exit_code runs_command(struct cli_options *options, int count, char *const words[])
{
    struct command c = {.options = options};
    char problem[OPTION_PROBLEM] = "";
    struct arguments arguments;
    const struct verb *verb = NULL;
    enum exit_code code;

    if (arguments_parse(&arguments, &options->arena, (size_t)count - 2, (const char *const *)words + 2, problem)) {
        if (arguments.action != ACTION_RUN)
            return subcommand_print(text_from(usage));
        verb = find_verb(words[1], &arguments, problem);
    }
    c.words = arguments.words;
    c.count = arguments.word_count;
    if (!verb || !store_access_read(options, problem) || !apply(options, verb, &arguments, problem) ||
        (verb->check && !verb->check(&c, problem))) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (verb == &report_verb && run_file_is_meant(c.words[0]))
        return report_again_file(options, c.words[0]);
    code = store_access_open(&c.store, options);
    if (code == EXIT_FINE)
        code = verb->run(&c);
    store_close(c.store);
    return code;
}
