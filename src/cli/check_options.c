/* SPDX-License-Identifier: MIT */
/* cli/check_options.c - mostly tables of pairs; see check_options.h */
#include "cli/check_options.h"

#include <stdio.h>

#include "base/limits.h"
#include "cli/capacity_options.h"
#include "http/url.h"
#include "store/store.h"

#define STACK_SIZE_MIN (16 * KIB)

struct pair {
    const char *option, *other;
};

static const struct pair contradictions[] = {
    {"ipv4", "ipv6"},
    {"body", "body-file"},
    {"no-redirects", "max-redirects"},
    {"insecure", "ca-file"},
    {"no-keepalive", "retry-stale"},
    {"rate", "stages"},
    {"headless", "web"},
    {"list", "show-task-ratio"},
    {"list", "show-task-ratio-json"},
    {"show-task-ratio", "show-task-ratio-json"},
};
static const struct pair needs[] = {{"csv-full-history", "csv"},
                                    {"key", "cert"},
                                    {"request-log-format", "request-log"},
                                    {"request-log-every", "request-log"},
                                    {"tolerance", "baseline"},
                                    {"metrics", "baseline"},
                                    {"autoquit", "autostart"}};
static const struct pair only_of_commands[] = {{"older-than", "runs"}, {"all", "runs"}, {"run", "suite"}};
static const char *const only_with_url[] = {"method", "body", "body-file"};
static const char *const only_without_url[] = {
    "host", "set", "user-classes", "tags", "exclude-tags", "equal-weights", "list", "show-task-ratio", "show-task-ratio-json"};
static const char *const above_zero[] = {"timeout", "connect-timeout"};

static const char *given(const struct cli_options *options, const char *name)
{
    const struct option *o = option_find(text_from(name));

    /* A flag may have been given as "false", over a configuration file. */
    if (o->kind == OPTION_FLAG && !*(const bool *)((const char *)options + o->offset))
        return NULL;
    return option_given(options, name);
}

/* Two ways to say how many users there are: what stands on the command line wins over what a file or the environment says. Both
 * in one place contradict each other. */
static bool check_stages(const struct cli_options *options, char *problem)
{
    static const char *const others[] = {"users", "spawn-rate"};
    const char *stages = options->plan.stages.open ? NULL : given(options, "stages");

    for (size_t i = 0; stages && i < COUNT(others); i++) {
        const char *other = given(options, others[i]);

        if (other && (stages[0] == '-') == (other[0] == '-')) {
            snprintf(problem, OPTION_PROBLEM, "%s and %s contradict each other: each stage says its users and their rate", stages,
                     other);
            return false;
        }
    }
    return true;
}

static bool check_warmup(const struct cli_options *options, char *problem)
{
    const struct plan *plan = &options->plan;

    if (plan->warmup_s > 0 && plan->run_time_s > 0 && plan->warmup_s >= plan->run_time_s) {
        snprintf(problem, OPTION_PROBLEM, "%s: the warm-up lasts as long as the run (%s), so nothing would be measured",
                 given(options, "warmup"), given(options, "run-time"));
        return false;
    }
    return true;
}

static bool check_pairs(const struct cli_options *options, char *problem)
{
    for (size_t i = 0; i < COUNT(contradictions); i++) {
        const char *one = given(options, contradictions[i].option), *other = given(options, contradictions[i].other);

        if (one && other) {
            snprintf(problem, OPTION_PROBLEM, "%s and %s contradict each other", one, other);
            return false;
        }
    }
    for (size_t i = 0; i < COUNT(needs); i++) {
        if (given(options, needs[i].option) && !given(options, needs[i].other)) {
            snprintf(problem, OPTION_PROBLEM, "'--%s' requires '--%s'.", needs[i].option, needs[i].other);
            return false;
        }
    }
    if (given(options, "json-format") && !given(options, "json") && !given(options, "json-file")) {
        snprintf(problem, OPTION_PROBLEM, "%s: there is no JSON without --json or --json-file", given(options, "json-format"));
        return false;
    }
    return true;
}

/* What a configuration file says about scenarios gives way to a URL on the command line; what stands beside the URL is a mistake.
 */
static bool check_url_mode(const struct cli_options *options, char *problem)
{
    bool url = options->plan.url.url;
    const char *const *wrong = url ? only_without_url : only_with_url;

    for (size_t i = 0; i < (url ? COUNT(only_without_url) : COUNT(only_with_url)); i++) {
        const char *as = given(options, wrong[i]);

        if (!as || (url && as[0] != '-'))
            continue;
        snprintf(problem, OPTION_PROBLEM,
                 !url                            ? "%s: is for loading one URL (cicada URL); a scenario says it itself"
                 : strcmp(wrong[i], "host") == 0 ? "%s: has no meaning when one URL is loaded, which is its own host; a header "
                                                   "is given with --header"
                                                 : "%s: has no meaning when one URL is loaded",
                 as);
        return false;
    }
    return true;
}

static bool check_web(const struct cli_options *options, char *problem)
{
    const struct web_settings *web = &options->web;
    const char *colon = web->auth ? strchr(web->auth, ':') : NULL;

    if (web->port > UINT16_MAX) {
        snprintf(problem, OPTION_PROBLEM, "%s: a port is at most 65535", given(options, "web-port"));
        return false;
    }
    if (web->auth && (!colon || colon == web->auth || !colon[1])) {
        snprintf(problem, OPTION_PROBLEM, "%s: write a name and a password, as NAME:PASSWORD", given(options, "web-auth"));
        return false;
    }
    if (web->login && !web->auth && !web->password) {
        snprintf(problem, OPTION_PROBLEM,
                 "%s: there is no password. Set the environment variable CICADA_WEB_AUTH=NAME:PASSWORD, or CICADA_WEB_PASSWORD "
                 "for the name cicada; a .env file can do it too (--env-file)",
                 given(options, "web-login"));
        return false;
    }
    return true;
}

static bool check_numbers(const struct cli_options *options, char *problem)
{
    for (size_t i = 0; i < COUNT(above_zero); i++) {
        const struct option *o = option_find(text_from(above_zero[i]));
        const char *as = option_given(options, above_zero[i]);

        if (as && *(const double *)(const void *)((const char *)options + o->offset) <= 0) {
            snprintf(problem, OPTION_PROBLEM, "%s: has to be above 0", as);
            return false;
        }
    }
    if (option_given(options, "stack-size") &&
        (options->plan.stack_size < STACK_SIZE_MIN || options->plan.stack_size > LIMIT_STACK_SIZE)) {
        snprintf(problem, OPTION_PROBLEM, "%s: has to be from 16KiB to 64MiB", option_given(options, "stack-size"));
        return false;
    }
    return true;
}

/* With a caret under the byte, unless there is a password in it. */
static bool check_url(const char *as, const char *value, bool host, char *problem)
{
    struct arena arena = {0};
    const char *sentence = NULL;
    struct url url;
    size_t at = 0;
    bool fine = url_parse(text_from(value), true, &arena, &url, &sentence, &at) == OK;

    if (fine && host && memchr(url.target.data, '?', url.target.size)) {
        fine = false;
        sentence = "a host cannot have a query";
        at = (size_t)(strchr(value, '?') - value);
    }
    if (!fine && (strchr(value, '@') || strlen(value) > 120))
        snprintf(problem, OPTION_PROBLEM, "%s: %s, at byte %zu", as, sentence, at + 1);
    else if (!fine)
        snprintf(problem, OPTION_PROBLEM, "%s: %s\n    %s\n    %*s^", as, sentence, value, (int)at, "");
    arena_reset(&arena);
    return fine;
}

static bool check_subcommand(const struct cli_options *options, char *problem)
{
    for (size_t i = 0; i < COUNT(only_of_commands); i++) {
        const struct pair *only = &only_of_commands[i];

        if (given(options, only->option)) {
            snprintf(problem, OPTION_PROBLEM, "--%s: is for \"cicada %s\"; see cicada %s --help", only->option, only->other,
                     only->other);
            return false;
        }
    }
    return true;
}

bool options_check(const struct cli_options *options, char problem[OPTION_PROBLEM])
{
    const struct plan *plan = &options->plan;

    if (!check_subcommand(options, problem) || !capacity_options_check(options, problem))
        return false;
    if (options->store && !store_is_known(options->store)) {
        snprintf(problem, OPTION_PROBLEM, "%s: " STORE_KINDS, option_given(options, "store"));
        return false;
    }
    if (!check_pairs(options, problem) || !check_stages(options, problem) || !check_warmup(options, problem) ||
        !check_url_mode(options, problem) || !check_numbers(options, problem) || !check_web(options, problem))
        return false;
    if (plan->url.url)
        return check_url("URL", plan->url.url, false, problem);
    return !plan->host || check_url(option_given(options, "host"), plan->host, true, problem);
}
