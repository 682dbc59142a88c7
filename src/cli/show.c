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
#include "output/terminal.h"

bool show_is_wanted(const struct cli_options *o)
{
    return o->action != ACTION_RUN || o->completion || o->list || o->show_task_ratio || o->show_task_ratio_json;
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
