/* SPDX-License-Identifier: MIT */
/* cli/read_options.c - see read_options.h */
#include "cli/read_options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/random.h"
#include "base/read_file.h"
#include "cli/capacity_options.h"
#include "cli/check_options.h"
#include "cli/config_files.h"
#include "cli/env_file.h"
#include "cli/environment.h"
#include "cli/variables.h"
#include "output/mask.h"

#define DEFAULT_SCENARIO "scenario.c"
#define WEB_PORT         8089
#define AT_ONCE_RATE     1000.0 /* of the users a second: all within a millisecond */

/* The value that a source gives last to a text option, before anything is applied; NULL: none. */
static const char *value_of(const struct settings *settings, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->at[i].option->name, name) == 0)
            value = settings->at[i].value;
    return value;
}

/* Names of user classes have none of these characters. */
static bool is_url(const char *word)
{
    return strpbrk(word, ".:/") || strcmp(word, "localhost") == 0;
}

static bool is_file(const char *word)
{
    struct text t = text_from(word);

    return text_ends_with(t, TEXT(".c")) || text_ends_with(t, TEXT(".so")) || text_ends_with(t, TEXT(".py")) ||
           (!strstr(word, "://") && access(word, F_OK) == 0);
}

/* What stands for no option is a URL, alone, or the names of user classes. */
static bool sort_words(struct cli_options *options, const struct arguments *arguments, char *problem)
{
    const char *const *words = arguments->words;
    size_t count = arguments->word_count;

    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        if (!is_url(words[i]))
            continue;
        if (is_file(words[i]))
            snprintf(problem, OPTION_PROBLEM, "%.200s: a scenario file is given with -f: -f %.200s", words[i], words[i]);
        else if (value_of(&arguments->settings, "locustfile"))
            snprintf(problem, OPTION_PROBLEM, "%.200s: with a scenario file the host is given with -H: -H %.200s", words[i],
                     words[i]);
        else if (count > 1)
            snprintf(problem, OPTION_PROBLEM, "%.200s: a URL stands alone, but there is \"%.100s\" too", words[i],
                     words[i ? 0 : 1]);
        else {
            options->plan.url.url = words[i];
            options->plan.scenario_file = NULL;
            return true;
        }
        return false;
    }
    options->plan.user_classes = (struct plan_list){words, count};
    return true;
}

static bool read_env_file(struct env_values *values, const char *path, bool needed, char *problem)
{
    char message[VARIABLES_PROBLEM];
    const char *expanded = variables_expand(path, values->arena, message);

    if (expanded)
        return env_file_read(values, expanded, needed, problem);
    snprintf(problem, OPTION_PROBLEM, "--env-file: %s", message);
    return false;
}

/* Those of a suite, which need not be there, then those of --env-file. */
static bool read_variables(const struct arguments *arguments, const struct plan_list *of_suite, struct arena *arena,
                           char *problem)
{
    struct env_values values;
    bool fine = true;

    env_values_init(&values, arena);
    for (size_t i = 0; i < of_suite->count && fine; i++)
        fine = read_env_file(&values, of_suite->at[i], false, problem);
    for (size_t i = 0; i < arguments->settings.count && fine; i++)
        if (strcmp(arguments->settings.at[i].option->name, "env-file") == 0)
            fine = read_env_file(&values, arguments->settings.at[i].value, true, problem);
    if (fine)
        env_values_apply(&values);
    env_values_free(&values);
    return fine;
}

static bool read_sources(struct cli_options *options, const struct arguments *arguments, const struct options_preset *preset,
                         char *problem)
{
    struct settings environment;

    if (!read_variables(arguments, &preset->env_files, &options->arena, problem))
        return false;
    environment_read(&environment, &options->arena);
    if (!config_files_read(options, value_of(&arguments->settings, "config"), problem))
        return false;
    for (size_t i = 0; i < preset->count; i++)
        if (!settings_apply(&preset->at[i], options, problem))
            return false;
    return settings_apply(&environment, options, problem) && settings_apply(&arguments->settings, options, problem) &&
           sort_words(options, arguments, problem);
}

static bool read_body(struct cli_options *options, char *problem)
{
    struct plan_url *url = &options->plan.url;
    struct text content;
    enum error e;

    url->body = options->body;
    url->body_size = options->body ? strlen(options->body) : 0;
    if (!options->body_file)
        return true;
    e = file_read(options->body_file, LIMIT_REQUEST_BODY, &options->arena, &content);
    if (e == ERROR_TOO_LARGE)
        snprintf(problem, OPTION_PROBLEM, "%s \"%.200s\": larger than 1 GiB", option_given(options, "body-file"),
                 options->body_file);
    else if (e != OK)
        snprintf(problem, OPTION_PROBLEM, "%s \"%.200s\": %m", option_given(options, "body-file"), options->body_file);
    if (e != OK)
        return false;
    url->body = content.data;
    url->body_size = content.size;
    return true;
}

static bool is_on_command_line(const struct cli_options *options, const char *name)
{
    const char *as = option_given(options, name);

    return as && as[0] == '-';
}

static enum plan_catch_up catch_up_of(const char *word)
{
    if (word && strcmp(word, "bounded") == 0)
        return PLAN_CATCH_UP_BOUNDED;
    return word && strcmp(word, "skip") == 0 ? PLAN_CATCH_UP_SKIP : PLAN_CATCH_UP_ALL;
}

/* What an arrival rate changes is settled when the scenario is known (cli/arrival_options.h). */
static void complete_load(struct cli_options *options)
{
    struct plan *plan = &options->plan;
    bool users_given = is_on_command_line(options, "users") || is_on_command_line(options, "spawn-rate");

    plan->poisson = options->arrivals && strcmp(options->arrivals, "poisson") == 0;
    plan->catch_up = catch_up_of(options->catch_up);
    if (users_given && !plan->stages.open)
        plan->stages = (struct plan_stages){0}; /* of a file or the environment */
    if (plan->stages.count > 0 && !plan->stages.open)
        plan->users = (uint32_t)plan_stages_peak(&plan->stages);
    else if (!option_given(options, "users"))
        plan->users = 1;
    if (plan->spawn_rate <= 0)
        plan->spawn_rate = plan->url.url ? MAX(plan->users, (uint32_t)1) * AT_ONCE_RATE : 1;
}

/* A NAME that has the ending already keeps one. */
static void complete_json_file(struct cli_options *options)
{
    struct text name = text_from(options->json_file ? options->json_file : "");
    struct text ending = TEXT(".json");

    if (name.size > ending.size && text_ends_with(name, ending))
        options->json_file = arena_printf(&options->arena, "%.*s", (int)(name.size - ending.size), name.data);
}

static void complete(struct cli_options *options)
{
    struct plan *plan = &options->plan;

    if (plan->url.url) { /* what a configuration file says about scenarios is not meant */
        plan->host = NULL;
        plan->user_classes = plan->tags = plan->exclude_tags = plan->sets = (struct plan_list){0};
    }
    complete_load(options);
    complete_json_file(options);
    if (!option_given(options, "seed"))
        plan->seed = random_system_seed();
    if (!option_given(options, "max-redirects"))
        plan->http.max_redirects = LIMIT_REDIRECTS;
    if (!option_given(options, "exit-code-on-error"))
        options->exit_code_on_error = EXIT_REQUESTS_FAILED;
    if (!option_given(options, "web-port"))
        options->web.port = WEB_PORT;
    plan->http.ip_version = options->ipv4 ? 4 : options->ipv6 ? 6 : 0;
}

bool options_complete(struct cli_options *options, char problem[OPTION_PROBLEM])
{
    if (!options_check(options, problem))
        return false;
    complete(options);
    return true;
}

static void describe_command(struct cli_options *options, int count, char *const words[])
{
    struct buffer masked;

    buffer_init(&masked, LIMIT_CONFIG_FILE);
    mask_command(count, (const char *const *)words, &masked);
    options->command_line = arena_strdup(&options->arena, buffer_cstring(&masked));
    buffer_free(&masked);
}

static enum exit_code choose_scenario(struct cli_options *options, char *problem)
{
    struct plan *plan = &options->plan;

    if (plan->url.url || plan->scenario_file)
        return EXIT_FINE;
    if (access(DEFAULT_SCENARIO, F_OK) == 0) {
        plan->scenario_file = DEFAULT_SCENARIO;
        return EXIT_FINE;
    }
    if (plan->user_classes.count > 0) {
        snprintf(
            problem, OPTION_PROBLEM,
            "%.200s: no command, and there is no scenario (-f FILE) that could have a user class of this name; cicada --help "
            "shows the commands",
            plan->user_classes.at[0]);
        return EXIT_NO_SCENARIO_FILE;
    }
    snprintf(problem, OPTION_PROBLEM,
             "there is no scenario: no file was named, and there is no ./" DEFAULT_SCENARIO ".\n"
             "    A scenario file:  cicada -f FILE\n"
             "    One URL:          cicada http://localhost:8000/ -u 10 -t 30s");
    return EXIT_NO_SCENARIO_FILE;
}

/* A URL is loaded for a quick look at the terminal, unless something on its command line is about the UI. */
static bool is_ui_wanted(const struct cli_options *options)
{
    static const char *const names[] = {"web-port", "web-host", "autostart"};
    bool wanted = options->web.on || !options->plan.url.url;

    for (size_t i = 0; i < COUNT(names); i++)
        wanted |= is_on_command_line(options, names[i]);
    return wanted && !options->headless && !options->capacity.wanted;
}

/* What belongs to a subcommand is not shown in --help, and means nothing for a run. */
static bool are_of_a_run(const struct arguments *arguments, char *problem)
{
    for (size_t i = 0; i < arguments->settings.count; i++) {
        const struct option *o = arguments->settings.at[i].option;

        if (o->group != GROUP_HIDDEN || o->kind == OPTION_REFUSED || strcmp(o->name, "completion") == 0)
            continue;
        snprintf(problem, OPTION_PROBLEM, "%s: has no meaning for a run. %s", arguments->settings.at[i].as, o->help);
        return false;
    }
    return true;
}

enum exit_code options_read_preset(struct cli_options *options, const struct arguments *arguments,
                                   const struct options_preset *preset, int count, char *const words[],
                                   char problem[OPTION_PROBLEM])
{
    enum exit_code code;

    options->action = arguments->action;
    if (options->action != ACTION_RUN)
        return EXIT_FINE;
    if (!are_of_a_run(arguments, problem) || !read_sources(options, arguments, preset, problem))
        return EXIT_WRONG_OPTIONS;
    if (options->completion)
        return EXIT_FINE;
    if (!options_check(options, problem) || !read_body(options, problem))
        return EXIT_WRONG_OPTIONS;
    code = choose_scenario(options, problem);
    if (options->capacity.wanted)
        capacity_options_complete(options);
    complete(options);
    options->web.on = is_ui_wanted(options);
    options->plan.may_lack_settings = (options->web.on && !options->web.autostart) || options->list || options->show_task_ratio ||
                                      options->show_task_ratio_json;
    if (options->web.on && !options->web.autostart && !options->no_live_view) /* the page shows it */
        options->only_summary = true;
    describe_command(options, count, words);
    return code;
}

enum exit_code options_read(struct cli_options *options, int count, char *const words[], char problem[OPTION_PROBLEM])
{
    struct options_preset none = {0};
    struct arguments arguments;

    if (!arguments_parse(&arguments, &options->arena, count > 0 ? (size_t)count - 1 : 0, (const char *const *)words + 1, problem))
        return EXIT_WRONG_OPTIONS;
    return options_read_preset(options, &arguments, &none, count, words, problem);
}
