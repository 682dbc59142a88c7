/* SPDX-License-Identifier: MIT */
/* cli/suite_command.c - see suite_command.h */
#include "cli/suite_command.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "cli/bundled_target.h"
#include "cli/child_run.h"
#include "cli/complain.h"
#include "cli/read_options.h"
#include "cli/run_command.h"
#include "cli/show.h"
#include "cli/suite_search.h"
#include "cli/suite_seed.h"
#include "cli/suite_service.h"
#include "cli/suite_steps.h"

#define LOGGER "cicada.suite"

static const char usage[] = "Usage\n"
                            "  cicada suite                List the suites and their runs\n"
                            "  cicada suite TEAM [RUN] [OPTION ...]\n"
                            "                              Run one: the suite's default, or the named one\n"
                            "\n"
                            "  TEAM is the name of a suite, or the path of its folder; --run NAME names the\n"
                            "  run too. -H URL is the host to load; without one it is the target server that\n"
                            "  comes with Cicada. All options of a run override those of the suite.\n"
                            "  docs/suites.md says more.\n";

struct command {
    struct cli_options *options;
    struct arguments arguments; /* without the words and the option that choose the run */
    int count;
    char *const *words;
    struct suite suite;
    const struct suite_run *run;
};

/* ---- the list ---- */

static void write_suite(const struct suite *s, struct buffer *out)
{
    buffer_printf(out, "%s%s%s\n", s->name, s->title ? " - " : "", s->title ? s->title : "");
    for (size_t i = 0; i < s->run_count; i++) {
        const struct suite_run *run = &s->runs[i];

        buffer_printf(out, "    %-20s %s%s\n", run->name, run->about ? run->about : "",
                      strcmp(run->name, s->standard) == 0 ? " (default)" : "");
    }
}

static enum exit_code list(struct command *c)
{
    struct plan_list paths = suite_list(&c->options->arena);
    char problem[OPTION_PROBLEM] = "";
    enum exit_code code = EXIT_FINE;
    struct buffer out;

    if (c->arguments.settings.count) {
        complain("%s: name the suite that it is for: cicada suite TEAM", c->arguments.settings.at[0].as);
        return EXIT_WRONG_OPTIONS;
    }
    buffer_init(&out, LIMIT_REPORT_TEXT);
    for (size_t i = 0; i < paths.count; i++) {
        struct suite s;

        if (suite_file_read(&s, paths.at[i], &c->options->arena, problem)) {
            write_suite(&s, &out);
        } else { /* the others are still worth a list */
            complain_plainly(problem);
            code = EXIT_WRONG_OPTIONS;
        }
    }
    if (paths.count == 0)
        buffer_string(&out, "There is no suite in ./suites, and none was installed.\n");
    if (subcommand_print(buffer_view(&out)) != EXIT_FINE)
        code = EXIT_REPORT_NOT_WRITTEN;
    buffer_free(&out);
    return code;
}

/* ---- which run ---- */

/* Takes --run out of the options, which are the run's otherwise. The last one counts. */
static const char *take_run_option(struct settings *s)
{
    const char *name = NULL;
    size_t kept = 0;

    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->at[i].option->name, "run") == 0)
            name = s->at[i].value;
        else
            s->at[kept++] = s->at[i];
    }
    s->count = kept;
    return name;
}

static bool fail_unknown_run(const struct suite *s, const char *name, char *problem)
{
    struct buffer known;

    buffer_init(&known, OPTION_PROBLEM);
    for (size_t i = 0; i < s->run_count; i++)
        buffer_printf(&known, "%s%s", i ? ", " : "", s->runs[i].name);
    snprintf(problem, OPTION_PROBLEM, "suite %.80s: there is no run \"%.80s\"; there is %.300s", s->name, name,
             buffer_cstring(&known));
    buffer_free(&known);
    return false;
}

static bool choose(struct command *c, char *problem)
{
    struct arguments *a = &c->arguments;
    const char *option = take_run_option(&a->settings), *word = a->word_count > 1 ? a->words[1] : NULL;
    const char *name = option ? option : word;

    if (!suite_open(&c->suite, a->words[0], &c->options->arena, problem))
        return false;
    if (a->word_count > 2 || (option && word)) {
        snprintf(problem, OPTION_PROBLEM, "suite %.80s: more than one run is named (\"%.80s\"); several are a run with steps",
                 c->suite.name, a->words[a->word_count - 1]);
        return false;
    }
    a->word_count = 0;
    c->run = suite_find_run(&c->suite, name ? name : c->suite.standard);
    return c->run ? true : fail_unknown_run(&c->suite, name, problem);
}

/* ---- the run ---- */

static enum exit_code read_options(struct command *c)
{
    struct arena *arena = &c->options->arena;
    struct settings of_command = {.arena = arena};
    char problem[OPTION_PROBLEM] = "";
    enum exit_code code;

    settings_add(&of_command, option_find(TEXT("headless")), "cicada suite", NULL);
    settings_add(&of_command, option_find(TEXT("profile")), "cicada suite",
                 arena_printf(arena, "suite %s %s", c->suite.name, c->run->name));

    const struct settings presets[] = {of_command, c->suite.settings, c->run->settings};
    struct options_preset preset = {presets, COUNT(presets), c->suite.env_files};

    code = options_read_preset(c->options, &c->arguments, &preset, c->count, c->words, problem);
    if (code != EXIT_FINE)
        complain_plainly(problem);
    return code;
}

static enum exit_code run_checked(struct command *c)
{
    char problem[OPTION_PROBLEM] = "";

    if (suite_service_add_checks(c->options, &c->suite, problem))
        return run_with_options(c->options);
    complain("%s", problem);
    return EXIT_WRONG_OPTIONS;
}

static enum exit_code run_against_target(struct command *c)
{
    struct bundled_target target;
    enum exit_code code;

    if (!bundled_target_start(&target, &c->suite.target))
        return EXIT_HOST_UNREACHABLE;
    log_info(LOGGER, "No host was given, so the target server that comes with Cicada is loaded: %s", target.url);
    c->options->plan.host = target.url;
    suite_service_watch(c->options, target.id);
    code = run_checked(c);
    bundled_target_stop(&target);
    return code;
}

static enum exit_code run_somewhere(struct command *c)
{
    log_info(LOGGER, "Suite %s, run %s: %s", c->suite.name, c->run->name, c->run->about ? c->run->about : "");
    return c->suite.has_target && !c->options->plan.host ? run_against_target(c) : run_checked(c);
}

/* What was made is removed whatever became of the run: from here on a signal is noted, until the run, which looks at what was
 * noted, has handlers of its own. A seed that fails leaves nothing behind. */
static enum exit_code run_between_seeds(struct command *c, const struct suite_seed *seed)
{
    enum exit_code code, cleaned;

    child_runs_begin();
    code = suite_seed_make(seed);
    if (code != EXIT_FINE) {
        child_runs_end();
        return code;
    }
    code = run_somewhere(c);
    child_runs_begin();
    cleaned = suite_seed_clean(seed);
    child_runs_end();
    return code == EXIT_FINE ? cleaned : code;
}

static enum exit_code run_with_data(struct command *c)
{
    struct suite_seed seed;
    enum exit_code code = suite_seed_read(&seed, &c->suite);

    if (code == EXIT_FINE)
        code = suite_seed_is_wanted(&seed) ? run_between_seeds(c, &seed) : run_somewhere(c);
    suite_seed_free(&seed);
    return code;
}

static enum exit_code run_one(struct command *c)
{
    enum exit_code code = read_options(c);

    if (code == EXIT_FINE && c->options->action == ACTION_RUN)
        code = run_set_up_log(c->options);
    if (code != EXIT_FINE)
        return code;
    return show_is_wanted(c->options) ? run_with_options(c->options) : run_with_data(c);
}

enum exit_code suite_command(struct cli_options *options, int count, char *const words[])
{
    struct command c = {.options = options, .count = count, .words = words};
    char problem[OPTION_PROBLEM] = "";

    if (!arguments_parse(&c.arguments, &options->arena, (size_t)count - 2, (const char *const *)words + 2, problem)) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (c.arguments.action == ACTION_HELP || c.arguments.action == ACTION_HELP_ALL)
        return subcommand_print(text_from(usage));
    if (c.arguments.word_count == 0)
        return list(&c);
    if (!choose(&c, problem)) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (c.run->steps.count)
        return suite_steps_run(&c.suite, c.run, &c.arguments.settings);
    return run_one(&c);
}
