/* SPDX-License-Identifier: MIT */
/* cli/web_form.c - see web_form.h */
#include "cli/web_form.h"

#include <stdio.h>

#include "base/caret.h"
#include "base/limits.h"
#include "cli/option_table.h"
#include "cli/read_options.h"
#include "user/own_options.h"

struct field {
    const char *name, *option;
    size_t offset; /* in struct web_wishes */
};

/* In an order in which what depends on another comes after it. */
static const struct field fields[] = {
    {"host", "host", offsetof(struct web_wishes, host)},
    {"stages", "stages", offsetof(struct web_wishes, stages)},
    {"users", "users", offsetof(struct web_wishes, users)},
    {"spawn_rate", "spawn-rate", offsetof(struct web_wishes, spawn_rate)},
    {"run_time", "run-time", offsetof(struct web_wishes, run_time)},
    {"rate", "rate", offsetof(struct web_wishes, rate)},
    {"arrivals", "arrivals", offsetof(struct web_wishes, arrivals)},
    {"max_users", "max-users", offsetof(struct web_wishes, max_users)},
    {"warmup", "warmup", offsetof(struct web_wishes, warmup)},
    {"iterations", "iterations", offsetof(struct web_wishes, iterations)},
    {"profile", "profile", offsetof(struct web_wishes, profile)},
};

/* Of options that are no such words. */
static const struct field lists[] = {{"checks", "check", 0}, {"user_classes", "user-classes", 0}};

static const char *wish(const struct web_wishes *wishes, const struct field *f)
{
    return *(const char *const *)(const void *)((const char *)wishes + f->offset);
}

static bool is_empty(const char *value)
{
    return text_trim(text_from(value)).size == 0;
}

/* ---- refusals ---- */

static bool is_about(struct text message, const struct field *f)
{
    size_t size = strlen(f->option);

    return text_starts_with(message, TEXT("--")) && message.size > size + 2 && strncmp(message.data + 2, f->option, size) == 0 &&
           strchr(" :\"", message.data[size + 2]);
}

static const char *field_of(struct text message)
{
    for (size_t i = 0; i < COUNT(fields); i++)
        if (is_about(message, &fields[i]))
            return fields[i].name;
    for (size_t i = 0; i < COUNT(lists); i++)
        if (is_about(message, &lists[i]))
            return lists[i].name;
    return NULL;
}

/* "--set NAME: ..." and "--set NAME "VALUE": ...": the field of an option of the scenario. */
static bool copy_own_field(struct text message, char *field, size_t size)
{
    struct text name = message;

    if (!text_starts_with(message, TEXT("--set ")))
        return false;
    name.data += 6;
    name.size -= 6;
    snprintf(field, size, "%.*s", (int)strcspn(name.data, " :"), name.data);
    return true;
}

/* Without `--run-time "5 apples": `, which the field says already. */
static struct text without_option(struct text message)
{
    ssize_t end = text_find(message, ':'), quote = text_find(message, '"');

    if (quote >= 0 && quote < end) {
        const char *close = memmem(message.data + quote, message.size - (size_t)quote, "\": ", 3);

        end = close ? close - message.data + 1 : end;
    }
    return end < 0 ? message : text_trim((struct text){message.data + end + 1, message.size - (size_t)end - 1});
}

/* Puts the text together without the line that the user sees in the field, and the carets; their hint stays. */
static void copy_without_carets(struct text message, struct text line, struct buffer *out)
{
    struct text before = {message.data, (size_t)(line.data - message.data)};
    struct text after = {line.data + line.size, (size_t)(message.data + message.size - line.data - line.size)};
    struct text carets;

    text_cut(&after, '\n');
    carets = text_cut(&after, '\n');
    carets = text_trim(carets);
    while (carets.size > 0 && carets.data[0] == '^')
        carets = (struct text){carets.data + 1, carets.size - 1};
    carets = text_trim(carets);
    buffer_text(out, text_trim(before));
    if (carets.size > 0)
        buffer_printf(out, "; %.*s", (int)carets.size, carets.data);
    if (after.size > 0)
        buffer_printf(out, "\n%.*s", (int)after.size, after.data);
}

void web_form_refuse(struct web_problem *problem, const char *message, const char *field, const char *value)
{
    struct text t = text_trim(text_from(message)), line;
    const char *named = field_of(t);
    struct buffer out;
    size_t at;

    problem->position = -1;
    snprintf(problem->field, sizeof problem->field, "%s", named ? named : field);
    if (copy_own_field(t, problem->field, sizeof problem->field) || named)
        t = without_option(t);
    buffer_init(&out, WEB_PROBLEM);
    if (caret_find(t, &line, &at)) {
        const char *shown = value ? memmem(value, strlen(value), line.data, line.size) : NULL;

        if (shown)
            problem->position = (int)(shown - value + (ssize_t)at);
        copy_without_carets(t, line, &out);
    } else {
        buffer_text(&out, (struct text){t.data, MIN(t.size, (size_t)WEB_PROBLEM - 1)});
    }
    snprintf(problem->text, sizeof problem->text, "%s", buffer_cstring(&out));
    buffer_free(&out);
}

/* ---- from the form ---- */

bool web_form_set(struct cli_options *options, const char *option, const char *value, struct web_problem *problem)
{
    const struct option *o = option_find(text_from(option));
    char message[OPTION_PROBLEM] = "";

    if (option_set(options, o, arena_printf(&options->arena, "--%s", option), value, message))
        return true;
    web_form_refuse(problem, message, option, value);
    return false;
}

static void clear(struct cli_options *options, const char *option)
{
    option_clear(options, option_find(text_from(option)));
}

/* Users and spawn rate are said by something else. */
static bool are_users_settled(const struct test_run *run)
{
    const struct scenario *scenario = &run->engine->scenario;
    const struct plan_stages *stages = &run->options.plan.stages;

    if (stages->count == 0)
        stages = &scenario->stages;
    return (stages->count > 0 && !stages->open) || (scenario->record && scenario->record->shape && stages->count == 0);
}

/* What a new way to say the load takes the place of. */
static void make_room(const struct web_wishes *wishes, struct cli_options *options)
{
    bool stages = wishes->stages && !is_empty(wishes->stages), rate = wishes->rate && !is_empty(wishes->rate);

    if (stages && !rate)
        clear(options, "rate");
    if (rate && !stages)
        clear(options, "stages");
    if (stages) {
        clear(options, "users");
        clear(options, "spawn-rate");
    }
}

/* A URL is its own host. */
static bool is_without_meaning(const struct test_run *run, const struct field *f)
{
    bool of_users = strcmp(f->name, "users") == 0 || strcmp(f->name, "spawn_rate") == 0;

    return (of_users && are_users_settled(run)) || (run->options.plan.url.url && strcmp(f->name, "host") == 0);
}

static bool set_words(const struct web_wishes *wishes, struct test_run *run, struct web_problem *problem)
{
    for (size_t i = 0; i < COUNT(fields); i++) {
        const char *value = wish(wishes, &fields[i]);

        if (!value || is_without_meaning(run, &fields[i]))
            continue;
        if (is_empty(value))
            clear(&run->options, fields[i].option);
        else if (!web_form_set(&run->options, fields[i].option, value, problem))
            return false;
    }
    return true;
}

/* Also those of files: the form showed them with the others. */
static bool set_checks(const struct web_wishes *wishes, struct cli_options *options, struct web_problem *problem)
{
    clear(options, "check");
    clear(options, "check-file");
    for (size_t i = 0; i < wishes->checks.count; i++)
        if (!is_empty(wishes->checks.at[i]) && !web_form_set(options, "check", wishes->checks.at[i], problem))
            return false;
    return true;
}

static void choose_classes(const struct web_wishes *wishes, struct cli_options *options)
{
    const char **names = arena_alloc(&options->arena, (wishes->user_classes.count + 1) * sizeof *names);

    for (size_t i = 0; i < wishes->user_classes.count; i++)
        names[i] = arena_strdup(&options->arena, wishes->user_classes.at[i]);
    options->plan.user_classes = (struct plan_list){names, wishes->user_classes.count};
}

static bool has_class(const struct scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->class_count; i++)
        if (scenario->classes[i]->name && strcmp(scenario->classes[i]->name, name) == 0)
            return true;
    return false;
}

/* NULL: it is fine; else what is wrong with it. */
static const char *read_class(const struct web_class_wish *w, struct arena *arena, struct class_setting *out)
{
    uint64_t count = 0;

    *out = (struct class_setting){.name = arena_strdup(arena, w->name)};
    if (w->weight && !is_empty(w->weight) &&
        (!text_to_double(text_trim(text_from(w->weight)), &out->weight) || !(out->weight > 0 && out->weight < 1e9)))
        return "its weight has to be a number above 0";
    out->has_fixed_count = w->fixed_count && !is_empty(w->fixed_count);
    if (out->has_fixed_count && (!text_to_u64(text_trim(text_from(w->fixed_count)), &count) || count > LIMIT_USERS))
        return "its fixed count has to be a whole number from 0 to 10000000";
    out->fixed_count = (uint32_t)count;
    if (w->host && !is_empty(w->host))
        out->host = arena_strdup(arena, w->host);
    return NULL;
}

static bool set_classes(const struct web_wishes *wishes, struct test_run *run, struct web_problem *problem)
{
    struct class_setting *settings = arena_zalloc(&run->options.arena, (wishes->class_count + 1) * sizeof *settings);

    for (size_t i = 0; i < wishes->class_count; i++) {
        const struct web_class_wish *w = &wishes->classes[i];
        const char *wrong = has_class(&run->engine->scenario, w->name) ? read_class(w, &run->options.arena, &settings[i])
                                                                       : "the scenario has no user class of this name";

        if (!wrong)
            continue;
        *problem = (struct web_problem){.field = "class_settings", .position = -1};
        snprintf(problem->text, sizeof problem->text, "%.100s: %s", w->name, wrong);
        return false;
    }
    run->class_settings = settings;
    run->class_setting_count = wishes->class_count;
    return true;
}

/* One more word behind those of the command line. */
static void add_setting(struct cli_options *options, const char *name, const char *value)
{
    struct plan_list *sets = &options->plan.sets;
    const char **words = arena_alloc(&options->arena, (sets->count + 1) * sizeof *words);

    if (sets->count > 0)
        memcpy(words, sets->at, sets->count * sizeof *words);
    words[sets->count] = arena_printf(&options->arena, "%s=%s", name, value);
    *sets = (struct plan_list){words, sets->count + 1};
}

static bool is_own_option(const char *name)
{
    size_t count;
    const struct own_option *list = own_options(&count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].declared->name, name) == 0)
            return true;
    return false;
}

/* A page never has the values of secrets: they stay as they are unless there is a new one. */
static void keep_secrets(struct cli_options *options)
{
    size_t count;
    const struct own_option *list = own_options(&count);

    for (size_t i = 0; i < count; i++)
        if (list[i].declared->secret)
            add_setting(options, list[i].declared->name, list[i].value);
}

/* Whether they fit is judged when the run is settled. */
static void set_own_options(const struct web_wishes *wishes, struct cli_options *options)
{
    keep_secrets(options);
    for (size_t i = 0; i < wishes->option_count; i++)
        if (!wishes->skips_unknown_options || is_own_option(wishes->options[i].name))
            add_setting(options, wishes->options[i].name, wishes->options[i].value);
    options->plan.may_lack_settings = false;
}

bool web_form_apply(const struct web_wishes *wishes, struct test_run *run, struct web_problem *problem)
{
    char message[OPTION_PROBLEM] = "";

    make_room(wishes, &run->options);
    if (!set_words(wishes, run, problem) || !set_classes(wishes, run, problem) ||
        (wishes->sets_checks && !set_checks(wishes, &run->options, problem)))
        return false;
    if (wishes->chooses_classes)
        choose_classes(wishes, &run->options);
    set_own_options(wishes, &run->options);
    if (options_complete(&run->options, message))
        return true;
    web_form_refuse(problem, message, "", run->options.plan.host);
    return false;
}

/* ---- to the form ---- */

static const char *seconds(struct arena *arena, double s)
{
    return s > 0 ? arena_printf(arena, "%.15gs", s) : "";
}

static const char *stages_text(const struct plan_stages *stages, struct arena *arena)
{
    struct buffer out;
    const char *text;

    buffer_init(&out, LIMIT_STAGES_TEXT);
    plan_stages_write(stages, &out);
    text = arena_strdup(arena, buffer_cstring(&out));
    buffer_free(&out);
    return text;
}

/* Those of the command line, of files and of forms; the scenario's own hold whatever the form says. */
static struct plan_list checks_of(const struct test_run *run, struct arena *arena)
{
    const char **texts = arena_alloc(arena, (run->checks.count + 1) * sizeof *texts);
    size_t count = 0;

    for (size_t i = 0; i < run->checks.count; i++)
        if (!run->checks.of_scenario[i])
            texts[count++] = arena_copy(arena, run->checks.at[i].text);
    return (struct plan_list){texts, count};
}

void web_form_fill(const struct test_run *run, struct arena *arena, struct web_wishes *out)
{
    const struct cli_options *asked = &run->asked;
    const struct plan *plan = &asked->plan;
    bool open = run->options.plan.max_users > 0;

    *out = (struct web_wishes){
        .users = plan->stages.count > 0 ? "" : arena_printf(arena, "%" PRIu32, open ? run->options.plan.users : plan->users),
        .spawn_rate = plan->stages.count > 0 ? "" : arena_printf(arena, "%.15g", plan->spawn_rate),
        .host = run->info.host ? run->info.host : "",
        .run_time = seconds(arena, plan->run_time_s),
        .stages = stages_text(&plan->stages, arena),
        .rate = plan->rate_text ? plan->rate_text : "",
        .arrivals = asked->arrivals ? asked->arrivals : "",
        .max_users = option_given(asked, "max-users") ? arena_printf(arena, "%" PRIu32, plan->max_users) : "",
        .warmup = seconds(arena, plan->warmup_s),
        .iterations = plan->iterations_text ? plan->iterations_text : "",
        .profile = plan->profile ? plan->profile : "",
        .sets_checks = true,
        .checks = checks_of(run, arena),
        .chooses_classes = plan->user_classes.count > 0,
        .user_classes = plan->user_classes};
}
