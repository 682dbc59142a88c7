/* SPDX-License-Identifier: MIT */
/* cli/schedule_command.c - see schedule_command.h */
#include "cli/schedule_command.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folders.h"
#include "base/limits.h"
#include "cli/complain.h"
#include "cli/schedule_text.h"
#include "cli/subcommand.h"
#include "output/report_file.h"
#include "store/catalog.h"

#define NAME_MAX_BYTES 64
#define OWN_WORDS      8

static const char usage[] = "Usage\n"
                            "  cicada schedule NAME --at HH:MM [--format systemd|cron] [--output FOLDER]\n"
                            "      -- OPTIONS OF THE RUN\n"
                            "\n"
                            "  Prints a service and a timer of systemd, or the line of a crontab, that make\n"
                            "  the run each day; --output writes the units into a folder. The run is\n"
                            "  labelled NAME and compared with the last good run of that label\n"
                            "  (--baseline last-good:NAME). Nothing is installed. docs/schedule.md says\n"
                            "  more.\n";

static const char *const allowed[SUBCOMMAND_OPTIONS_MAX] = {"at", "format", "output"};

struct command {
    struct cli_options *options;
    const char *const *words; /* of the run */
    size_t count;
    bool is_labelled, has_baseline, is_headless; /* by them */
    struct schedule schedule;
};

static bool read_time(const char *text, struct schedule *out)
{
    struct text rest = text_from(text), hour = text_cut(&rest, ':');
    uint64_t h, m;

    if (hour.size < 1 || hour.size > 2 || rest.size != 2 || !text_to_u64(hour, &h) || !text_to_u64(rest, &m) || h > 23 || m > 59)
        return false;
    out->hour = (unsigned)h;
    out->minute = (unsigned)m;
    return true;
}

static bool is_name(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    return size > 0 && size <= NAME_MAX_BYTES && !text[size];
}

static bool check(struct command *c, const struct arguments *arguments, char *problem)
{
    const struct cli_options *o = c->options;

    if (arguments->word_count != 1 || !is_name(arguments->words[0]))
        snprintf(problem, OPTION_PROBLEM,
                 "schedule: give it one name of letters, digits, - and _: cicada schedule nightly --at 02:00");
    else if (!o->at || !read_time(o->at, &c->schedule))
        snprintf(problem, OPTION_PROBLEM, "--at \"%.40s\": write the time of day as HH:MM, as 02:00", o->at ? o->at : "");
    else if (o->format && strcmp(o->format, "systemd") != 0 && strcmp(o->format, "cron") != 0)
        snprintf(problem, OPTION_PROBLEM, "--format \"%.40s\": choose from systemd or cron", o->format);
    else if (o->output_folder && o->format && strcmp(o->format, "cron") == 0)
        snprintf(problem, OPTION_PROBLEM, "--output: a crontab is one line: it is only printed");
    else if (c->count == 0)
        snprintf(problem, OPTION_PROBLEM,
                 "schedule: which run? Its options stand behind --: cicada schedule nightly --at 02:00 -- -f FILE -t 5m");
    else
        return true;
    return false;
}

static bool look_at_run(struct command *c, char *problem)
{
    struct arguments run;

    if (!arguments_parse(&run, &c->options->arena, c->count, c->words, problem))
        return false;
    if (run.action != ACTION_RUN) {
        snprintf(problem, OPTION_PROBLEM, "schedule: behind -- stands a run, but that asks for a text");
        return false;
    }
    for (size_t i = 0; i < run.settings.count; i++) {
        const char *name = run.settings.at[i].option->name;

        c->is_labelled = c->is_labelled || strcmp(name, "profile") == 0;
        c->has_baseline = c->has_baseline || strcmp(name, "baseline") == 0;
        c->is_headless = c->is_headless || strcmp(name, "headless") == 0;
    }
    return true;
}

/* False when the program or the folder cannot be told, which is said. */
static bool complete(struct command *c, const char *name)
{
    struct arena *arena = &c->options->arena;
    const char **words = arena_alloc(arena, (c->count + OWN_WORDS) * sizeof *words);
    char program[PATH_MAX], folder[PATH_MAX];
    size_t count = 0;

    if (!realpath("/proc/self/exe", program) || !getcwd(folder, sizeof folder)) {
        complain_plainly("schedule: cannot tell where this program or this folder is");
        return false;
    }
    words[count++] = arena_strdup(arena, program);
    for (size_t i = 0; i < c->count; i++)
        words[count++] = c->words[i];
    if (!c->is_headless)
        words[count++] = "--headless";
    if (!c->is_labelled)
        words[count++] = arena_printf(arena, "--profile=%s", name);
    if (!c->has_baseline && !c->is_labelled)
        words[count++] = arena_printf(arena, "--baseline=" CATALOG_LAST_GOOD ":%s", name);
    c->schedule.name = name;
    c->schedule.folder = arena_strdup(arena, folder);
    c->schedule.words = words;
    c->schedule.count = count;
    if (schedule_fits(&c->schedule))
        return true;
    complain_plainly("schedule: a word with a line end fits into no unit and no crontab");
    return false;
}

typedef void write_schedule(const struct schedule *s, struct buffer *out);

static bool write_unit(const struct command *c, const char *suffix, write_schedule *write)
{
    const char *path = arena_printf(&c->options->arena, "%s/cicada-%s.%s", c->options->output_folder, c->schedule.name, suffix);
    struct report_file file;
    struct buffer text;
    char message[OPTION_PROBLEM];
    bool fine = folders_make_above(path, 0777) == OK && report_file_open(&file, path) == OK;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    if (fine) {
        write(&c->schedule, &text);
        fwrite(buffer_cstring(&text), 1, text.size, file.stream); /* what fails here fails the commit */
        fine = report_file_commit(&file) == OK;
    }
    buffer_free(&text);
    snprintf(message, sizeof message, "cannot write %.300s: %m", path);
    if (!fine)
        complain_plainly(message);
    return fine;
}

static enum exit_code write_units(const struct command *c)
{
    const char *name = c->schedule.name;

    if (!write_unit(c, "service", schedule_service) || !write_unit(c, "timer", schedule_timer))
        return EXIT_REPORT_NOT_WRITTEN;
    printf("Written: %s/cicada-%s.service and .timer. To start it:\n"
           "    systemctl --user link \"$(realpath '%s/cicada-%s.service')\" \"$(realpath '%s/cicada-%s.timer')\"\n"
           "    systemctl --user enable --now cicada-%s.timer\n",
           c->options->output_folder, name, c->options->output_folder, name, c->options->output_folder, name, name);
    return EXIT_FINE;
}

static enum exit_code print(const struct command *c)
{
    struct buffer text;
    enum exit_code code;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    if (c->options->format && strcmp(c->options->format, "cron") == 0) {
        schedule_crontab(&c->schedule, &text);
    } else {
        schedule_service(&c->schedule, &text);
        buffer_byte(&text, '\n');
        schedule_timer(&c->schedule, &text);
    }
    code = subcommand_print(buffer_view(&text));
    buffer_free(&text);
    return code;
}

enum exit_code schedule_command(struct cli_options *options, int count, char *const words[])
{
    struct command c = {.options = options};
    struct arguments arguments;
    char problem[OPTION_PROBLEM] = "";
    size_t end = subcommand_end_of_own(count, words);
    bool fine = arguments_parse(&arguments, &options->arena, end - 2, (const char *const *)words + 2, problem);

    if (fine && arguments.action != ACTION_RUN)
        return subcommand_print(text_from(usage));
    c.words = (const char *const *)words + MIN(end + 1, (size_t)count);
    c.count = (size_t)count - MIN(end + 1, (size_t)count);
    if (!fine || !subcommand_allows(&arguments, allowed, "schedule; put the options of the run behind --", problem) ||
        !settings_apply(&arguments.settings, options, problem) || !check(&c, &arguments, problem) || !look_at_run(&c, problem)) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (!complete(&c, arguments.words[0]))
        return EXIT_WRONG_OPTIONS;
    return options->output_folder ? write_units(&c) : print(&c);
}
