/* SPDX-License-Identifier: MIT */
/* cli/help.c - the option table in columns; see help.h */
#include "cli/help.h"

#include "cli/exit_codes.h"
#include "cli/option_table.h"
#include "cli/subcommand.h"
#include "output/canvas.h"

#define COLUMNS_MIN    40u
#define COLUMNS_MAX    110u
#define TEXT_COLUMN    32u /* where the explanations begin */
#define COMMAND_COLUMN 20u
#define NARROW         70u /* below this they have lines of their own */

static void heading(struct canvas *c, const char *title)
{
    canvas_end(c);
    canvas_text(c, STYLE_BOLD, text_from(title));
    canvas_end(c);
}

static void paragraph(struct canvas *c, const char *text)
{
    canvas_to(c, 2);
    canvas_wrapped(c, STYLE_PLAIN, 2, text_from(text));
}

static void name_of(struct canvas *c, const struct option *o)
{
    if (o->short_name)
        canvas_printf(c, STYLE_BOLD, "  -%c, ", o->short_name);
    else
        canvas_to(c, 6);
    canvas_printf(c, STYLE_BOLD, "--%s", o->name);
    if (o->argument)
        canvas_printf(c, STYLE_PLAIN, " %s", o->argument);
}

static void option(struct canvas *c, const struct option *o, bool with_variable)
{
    unsigned at = c->columns < NARROW ? 10 : TEXT_COLUMN;
    struct buffer text;

    name_of(c, o);
    if (c->column + 1 > at)
        canvas_end(c);
    canvas_to(c, at);
    buffer_init(&text, 4096);
    buffer_string(&text, o->help);
    if (with_variable && o->environment)
        buffer_printf(&text, " [LOCUST_%s]", o->environment);
    canvas_wrapped(c, STYLE_PLAIN, at, buffer_view(&text));
    buffer_free(&text);
}

static void group(struct canvas *c, enum option_group group, bool with_variables)
{
    heading(c, option_group_titles[group]);
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].group == group)
            option(c, &option_table[i], with_variables);
}

static void exit_codes(struct canvas *c)
{
    heading(c, "Exit codes");
    for (size_t i = 0; i < exit_code_count; i++) {
        canvas_printf(c, STYLE_BOLD, "  %3d", exit_code_texts[i].code);
        canvas_to(c, 7);
        canvas_wrapped(c, STYLE_PLAIN, 7, text_from(exit_code_texts[i].sentence));
    }
}

static void usage(struct canvas *c)
{
    canvas_text(c, STYLE_BOLD, TEXT("Usage"));
    canvas_end(c);
    paragraph(c, "cicada -f FILE [-H URL] [-u USERS] [-r RATE] [-t TIME] --headless [UserClass ...]");
    paragraph(c, "cicada URL [-u USERS] [-t TIME]");
}

static void commands(struct canvas *c)
{
    const struct subcommand_text *t;

    heading(c, "Commands (each has its own --help)");
    for (size_t i = 0; (t = subcommand_text_at(i)); i++) {
        canvas_to(c, 2);
        canvas_printf(c, STYLE_BOLD, "cicada %s", t->name);
        canvas_to(c, COMMAND_COLUMN);
        canvas_wrapped(c, STYLE_PLAIN, COMMAND_COLUMN, text_from(t->summary));
    }
}

void help_write(bool all, unsigned columns, bool colour, struct buffer *out)
{
    struct canvas c;

    canvas_init(&c, out, MAX(MIN(columns, COLUMNS_MAX), COLUMNS_MIN), colour);
    usage(&c);
    commands(&c);
    for (enum option_group g = GROUP_COMMON; g < GROUP_HIDDEN; g++)
        if (all || g <= GROUP_URL)
            group(&c, g, all);
    if (all) {
        heading(&c, "Environment and configuration files");
        paragraph(&c, "Where [LOCUST_NAME] is shown, this variable sets the option; CICADA_NAME does the same and wins. "
                      "Configuration files hold lines \"option = value\" with the long names: "
                      "~/.locust.conf, ./pyproject.toml ([tool.locust], [tool.cicada]), ./locust.conf, ./cicada.conf, the file "
                      "of --config. Each overrides those before it; the environment "
                      "overrides the files, and the command line overrides all.");
        exit_codes(&c);
    } else {
        canvas_end(&c);
        paragraph(&c,
                  "--help-all shows the other options, the environment variables, the configuration files and the exit codes.");
    }
}
