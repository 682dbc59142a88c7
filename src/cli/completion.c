/* SPDX-License-Identifier: MIT */
/* cli/completion.c - see completion.h */
#include "cli/completion.h"

#include "cli/option_table.h"

static bool takes_file(const struct option *o)
{
    return o->argument &&
           (strcmp(o->argument, "FILE") == 0 || strcmp(o->argument, "NAME") == 0 || strcmp(o->argument, "PREFIX") == 0);
}

static bool is_shown(const struct option *o)
{
    return o->group != GROUP_HIDDEN;
}

/* The choices "a|b" as "a b". */
static void choices(struct buffer *out, const struct option *o)
{
    for (const char *c = o->choices; *c; c++)
        buffer_byte(out, *c == '|' ? ' ' : *c);
}

/* Help text inside single quotes of a shell; colons and brackets mean something to zsh. */
static void quoted_help(struct buffer *out, const char *help)
{
    for (; *help; help++)
        if (*help == '\'')
            buffer_string(out, "'\\''");
        else if (strchr("[]:\\", *help))
            buffer_printf(out, "\\%c", *help);
        else
            buffer_byte(out, *help);
}

/* ---- bash ---- */

static void bash_case(struct buffer *out, const struct option *o)
{
    buffer_string(out, "    ");
    if (o->short_name)
        buffer_printf(out, "-%c | ", o->short_name);
    buffer_printf(out, "--%s) ", o->name);
    if (o->choices) {
        buffer_string(out, "COMPREPLY=($(compgen -W '");
        choices(out, o);
        buffer_string(out, "' -- \"$word\")) ;;\n");
    } else {
        buffer_string(out, takes_file(o) ? "COMPREPLY=($(compgen -f -- \"$word\")) ;;\n" : "COMPREPLY=() ;;\n");
    }
}

static void bash(struct buffer *out)
{
    buffer_string(out, "# bash completion for cicada\n_cicada() {\n    local word=${COMP_WORDS[COMP_CWORD]} "
                       "before=${COMP_WORDS[COMP_CWORD - 1]}\n    case $before in\n");
    for (size_t i = 0; i < option_count; i++)
        if (is_shown(&option_table[i]) && option_takes_value(&option_table[i]))
            bash_case(out, &option_table[i]);
    buffer_string(out, "    *) COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < option_count; i++)
        if (is_shown(&option_table[i]))
            buffer_printf(out, "--%s ", option_table[i].name);
    buffer_string(out, "' -- \"$word\")) ;;\n    esac\n}\ncomplete -o filenames -F _cicada cicada\n");
}

/* ---- zsh ---- */

static void zsh_option(struct buffer *out, const struct option *o)
{
    const char *times = o->kind == OPTION_REPEATED ? "*" : "";

    if (o->short_name)
        buffer_printf(out, "    '(-%c --%s)'{-%c,--%s}'[", o->short_name, o->name, o->short_name, o->name);
    else
        buffer_printf(out, "    '%s--%s[", times, o->name);
    quoted_help(out, o->help);
    buffer_byte(out, ']');
    if (option_takes_value(o)) {
        buffer_string(out, ":value:");
        if (o->choices) {
            buffer_byte(out, '(');
            choices(out, o);
            buffer_byte(out, ')');
        } else if (takes_file(o)) {
            buffer_string(out, "_files");
        }
    }
    buffer_string(out, "' \\\n");
}

static void zsh(struct buffer *out)
{
    buffer_string(out, "#compdef cicada\n_arguments -s \\\n");
    for (size_t i = 0; i < option_count; i++)
        if (is_shown(&option_table[i]))
            zsh_option(out, &option_table[i]);
    buffer_string(out, "    '*:user class or URL:'\n");
}

/* ---- fish ---- */

static void fish_option(struct buffer *out, const struct option *o)
{
    buffer_string(out, "complete -c cicada");
    if (o->short_name)
        buffer_printf(out, " -s %c", o->short_name);
    buffer_printf(out, " -l %s", o->name);
    if (o->choices) {
        buffer_string(out, " -x -a '");
        choices(out, o);
        buffer_byte(out, '\'');
    } else if (option_takes_value(o)) {
        buffer_string(out, takes_file(o) ? " -r -F" : " -x");
    }
    buffer_string(out, " -d '");
    for (const char *c = o->help; *c; c++)
        buffer_printf(out, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
    buffer_string(out, "'\n");
}

static void fish(struct buffer *out)
{
    buffer_string(out, "complete -c cicada -f\n");
    for (size_t i = 0; i < option_count; i++)
        if (is_shown(&option_table[i]))
            fish_option(out, &option_table[i]);
}

void completion_write(const char *shell, struct buffer *out)
{
    static const struct {
        const char *shell;
        void (*write)(struct buffer *out);
    } writers[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

    for (size_t i = 0; i < COUNT(writers); i++)
        if (strcmp(writers[i].shell, shell) == 0)
            writers[i].write(out);
}
