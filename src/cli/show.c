/* SPDX-License-Identifier: MIT */
/* cli/show.c - see show.h */
#include "cli/show.h"

#include <stdio.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/complain.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/loaded.h"
#include "cli/man.h"
#include "cli/option_table.h"
#include "cli/show_ratio.h"
#include "cli/version.h"
#include "output/escape.h"
#include "output/terminal.h"
#include "user/own_options.h"

bool show_is_wanted(const struct cli_options *o)
{
    return o->action != ACTION_RUN || o->completion || o->list || o->show_task_ratio || o->show_task_ratio_json;
}

/* "    tenant (text) = acme: whose data is asked for" */
static void list_own_option(const struct own_option *o, struct buffer *out)
{
    static const char *const kinds[] = {[CIC_OPTION_TEXT] = "text", [CIC_OPTION_NUMBER] = "number", [CIC_OPTION_BOOL] = "bool"};
    const cic_option_entry *e = o->declared;

    buffer_printf(out, "    %s (", e->name);
    for (size_t i = 0; e->choices && e->choices[i]; i++) {
        buffer_string(out, i ? "|" : "");
        escape_terminal(text_from(e->choices[i]), out);
    }
    buffer_printf(out, "%s%s%s)", e->choices ? "" : kinds[e->kind], e->required ? ", required" : "", e->secret ? ", secret" : "");
    if (*o->value && !e->secret) {
        buffer_string(out, " = ");
        escape_terminal(text_from(o->value), out);
    }
    if (e->help) {
        buffer_string(out, ": ");
        escape_terminal(text_from(e->help), out);
    }
    buffer_byte(out, '\n');
}

static void list_own_options(struct buffer *out)
{
    size_t count;
    const struct own_option *list = own_options(&count);

    if (count > 0)
        buffer_string(out, "Options of the scenario (--set NAME=VALUE):\n");
    for (size_t i = 0; i < count; i++)
        list_own_option(&list[i], out);
}

static enum exit_code show_list(const struct cli_options *options, struct buffer *out)
{
    struct scenario scenario;
    enum exit_code code = loaded_open_scenario(&scenario, &options->plan);

    if (code != EXIT_FINE)
        return code;
    buffer_string(out, "Available Users:\n");
    for (size_t i = 0; i < scenario.class_count; i++)
        buffer_printf(out, "    %s\n", scenario.classes[i]->name ? scenario.classes[i]->name : "(no name)");
    list_own_options(out);
    scenario_close(&scenario);
    return EXIT_FINE;
}

static enum exit_code show_ratios(const struct cli_options *options, struct buffer *out)
{
    uint32_t users = option_given(options, "users") ? options->plan.users : 0;
    struct loaded loaded;
    enum exit_code code = loaded_open(&loaded, &options->plan);

    if (code != EXIT_FINE)
        return code;
    if (options->show_task_ratio)
        show_ratio(&loaded.classes, users, out);
    else
        show_ratio_json(&loaded.classes, users, out);
    loaded_close(&loaded);
    return EXIT_FINE;
}

static enum exit_code write_text(struct cli_options *options, struct buffer *out)
{
    if (options->action == ACTION_HELP || options->action == ACTION_HELP_ALL)
        help_write(options->action == ACTION_HELP_ALL, terminal_size(STDOUT_FILENO).columns, terminal_has_colour(STDOUT_FILENO),
                   out);
    else if (options->action == ACTION_VERSION)
        buffer_string(out, version_text(&options->arena));
    else if (options->action == ACTION_MAN)
        man_write(out);
    else if (options->completion)
        completion_write(options->completion, out);
    else
        return options->list ? show_list(options, out) : show_ratios(options, out);
    return EXIT_FINE;
}

enum exit_code show(struct cli_options *options)
{
    struct buffer out;
    enum exit_code code;

    buffer_init(&out, LIMIT_REPORT_TEXT);
    code = write_text(options, &out);
    if (code == EXIT_FINE && (fwrite(buffer_cstring(&out), 1, out.size, stdout) != out.size || fflush(stdout) != 0)) {
        complain("cannot write to standard output: %m");
        code = EXIT_REPORT_NOT_WRITTEN;
    }
    buffer_free(&out);
    return code;
}
