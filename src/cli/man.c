/* SPDX-License-Identifier: MIT */
/* cli/man.c - see man.h; the macros are those of man(7) */
#include "cli/man.h"

#include "cli/exit_codes.h"
#include "cli/option_table.h"
#include "cli/subcommand.h"

/* As roff reads it back: backslashes and dashes escaped, no request at the start of a line. */
static void text(struct buffer *out, const char *t)
{
    if (*t == '.' || *t == '\'')
        buffer_string(out, "\\&");
    for (; *t; t++) {
        if (*t == '\\')
            buffer_string(out, "\\e");
        else if (*t == '-')
            buffer_string(out, "\\-");
        else
            buffer_byte(out, *t);
    }
}

static void line(struct buffer *out, const char *t)
{
    text(out, t);
    buffer_byte(out, '\n');
}

static void section(struct buffer *out, const char *title)
{
    buffer_printf(out, ".SH %s\n", title);
}

static void item(struct buffer *out, const char *name, const char *explanation)
{
    buffer_string(out, ".TP\n.B ");
    line(out, name);
    line(out, explanation);
}

static void option(struct buffer *out, const struct option *o)
{
    buffer_string(out, ".TP\n");
    if (o->short_name)
        buffer_printf(out, "\\fB\\-%c\\fR, ", o->short_name);
    buffer_string(out, "\\fB\\-\\-");
    text(out, o->name);
    buffer_string(out, "\\fR");
    if (o->argument) {
        buffer_string(out, " \\fI");
        text(out, o->argument);
        buffer_string(out, "\\fR");
    }
    buffer_byte(out, '\n');
    line(out, o->help);
    if (o->environment)
        buffer_printf(out, ".br\nEnvironment: \\fBLOCUST_%s\\fR\n", o->environment);
}

static void options(struct buffer *out)
{
    section(out, "OPTIONS");
    for (enum option_group g = GROUP_COMMON; g < GROUP_HIDDEN; g++) {
        buffer_printf(out, ".SS %s\n", option_group_titles[g]);
        for (size_t i = 0; i < option_count; i++)
            if (option_table[i].group == g)
                option(out, &option_table[i]);
    }
}

static void front(struct buffer *out)
{
    const struct subcommand_text *t;

    buffer_string(out, ".\\\" SPDX-License-Identifier: MIT\n.\\\" Written by \"cicada --man\" from the table of options.\n");
    buffer_string(out, ".TH CICADA 1 \"\" \"cicada " CICADA_VERSION "\" \"User Commands\"\n");
    section(out, "NAME");
    line(out, "cicada - load test services with virtual users written in C, or one URL");
    section(out, "SYNOPSIS");
    buffer_string(
        out, ".B cicada\n\\fB\\-f\\fR \\fIFILE\\fR [\\fIOPTION\\fR ...] \\fB\\-\\-headless\\fR [\\fIUserClass\\fR ...]\n.br\n"
             ".B cicada\n\\fIURL\\fR [\\fIOPTION\\fR ...]\n");
    for (size_t i = 0; (t = subcommand_text_at(i)); i++) {
        buffer_printf(out, ".br\n.B cicada %s\n", t->name);
        line(out, t->arguments);
    }
    section(out, "DESCRIPTION");
    line(out, "Cicada runs virtual users against a service and measures how it answers. What the users do is a scenario: user "
              "classes with weighted tasks and waits, in a C file that is compiled when "
              "the run starts. A single URL is loaded without a file.");
    buffer_string(out, ".PP\n");
    line(out, "Options, environment variables, configuration files and reports have the names and forms of Locust, so "
              "that what "
              "drives Locust drives Cicada. On a terminal a live view is shown, in "
              "a pipe Locust's tables; a summary ends the run. CTRL+C and SIGTERM stop the users, and all reports are "
              "written; a "
              "second one ends the run at once.");
}

static void commands(struct buffer *out)
{
    const struct subcommand_text *t;

    section(out, "COMMANDS");
    for (size_t i = 0; (t = subcommand_text_at(i)); i++)
        item(out, t->name, t->summary);
}

static void back(struct buffer *out)
{
    section(out, "EXIT STATUS");
    for (size_t i = 0; i < exit_code_count; i++) {
        buffer_printf(out, ".TP\n.B %d\n", exit_code_texts[i].code);
        line(out, exit_code_texts[i].sentence);
    }
    section(out, "ENVIRONMENT");
    line(out, "Options with a variable LOCUST_NAME also have a variable CICADA_NAME, which wins over it. Lists are separated by "
              "blanks or commas.");
    item(out, "NO_COLOR, CLICOLOR_FORCE, TERM",
         "Whether the live view and the summary have colours, and whether there is a live view.");
    item(out, "OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS, OTEL_METRIC_EXPORT_INTERVAL, OTEL_SERVICE_NAME, ...",
         "With --otel: where the metrics are sent, and how. The standard variables of OpenTelemetry.");
    section(out, "FILES");
    line(out, "Lines \"option = value\" with the long names of options; each file overrides those before it, the environment "
              "overrides the files, and the command line overrides all.");
    item(out, "~/.locust.conf", "Settings of the user.");
    item(out, "./pyproject.toml", "Tables [tool.locust] and [tool.cicada].");
    item(out, "./locust.conf, ./cicada.conf", "Settings of the project.");
    section(out, "EXAMPLES");
    item(out, "cicada http://localhost:8000/ -u 64 -t 10s", "Loads one URL with 64 users for ten seconds.");
    item(out, "cicada -f checkout.c -H https://shop.example -u 500 -r 20 -t 5m --headless --csv out",
         "Runs a scenario with 500 users, 20 more each second, and writes CSV files.");
    item(out, "cicada -f checkout.c --list", "Shows its user classes.");
}

void man_write(struct buffer *out)
{
    front(out);
    commands(out);
    options(out);
    back(out);
}
