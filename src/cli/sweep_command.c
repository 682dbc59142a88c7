/* SPDX-License-Identifier: MIT */
/* cli/sweep_command.c - see sweep_command.h */
#include "cli/sweep_command.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folders.h"
#include "base/limits.h"
#include "cli/baseline.h"
#include "cli/child_run.h"
#include "cli/complain.h"
#include "cli/subcommand.h"
#include "cli/sweep_report.h"
#include "output/number.h"
#include "output/report_file.h"

#define DEFAULT_FOLDER "sweep"
#define RUNS_MAX       100
#define VALUE_MAX      40 /* bytes of one value */
#define OWN_WORDS      12 /* that are put behind those of the user */

static const char usage[] = "Usage\n"
                            "  cicada sweep --users 100,250,500 [--output FOLDER] -- OPTIONS OF THE RUN\n"
                            "  cicada sweep --rate 100/s,200/s [--output FOLDER] -- OPTIONS OF THE RUN\n"
                            "\n"
                            "  Runs the test once for each value, one run after the other, each with a\n"
                            "  folder of reports (sweep/users-100, ...), and shows one table of all, which\n"
                            "  is also in sweep.csv, sweep.json and sweep.md. CTRL+C ends the run that goes\n"
                            "  on and shows the table so far. The exit code is that of the worst run.\n"
                            "  docs/sweep.md says more.\n";

static const char *const allowed[SUBCOMMAND_OPTIONS_MAX] = {"users", "rate", "output"};
static const char *const set_by_sweep[SUBCOMMAND_OPTIONS_MAX] = {"json-file", "csv", "html"};

struct sweep {
    struct cli_options *options;
    const char *option; /* that is varied: "users" */
    const char *values[RUNS_MAX];
    struct sweep_row rows[RUNS_MAX];
    size_t planned, made;
    const char *folder;
    const char *const *words; /* of the run */
    size_t word_count;
    const char *label, *baseline; /* --profile and --baseline of the run; NULL: none is given */
};

/* ---- what was asked for ---- */

static bool is_one_of(const char *name, const char *const names[])
{
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static bool take_value(struct sweep *s, const struct setting *setting, struct text value, char *problem)
{
    struct cli_options trial = {0};
    bool fine;

    if (s->planned == RUNS_MAX || value.size == 0 || value.size > VALUE_MAX) {
        snprintf(problem, OPTION_PROBLEM, "%s \"%.200s\": write up to %d values with commas between them: 100,250,500",
                 setting->as, setting->value, RUNS_MAX);
        return false;
    }
    for (size_t i = 0; i < s->planned; i++)
        if (text_equal(text_from(s->values[i]), value)) {
            snprintf(problem, OPTION_PROBLEM, "%s: %s is there twice, and both runs would write into one folder", setting->as,
                     s->values[i]);
            return false;
        }
    s->values[s->planned] = arena_copy(&s->options->arena, value);
    fine = option_set(&trial, setting->option, setting->as, s->values[s->planned++], problem);
    arena_reset(&trial.arena);
    return fine;
}

static bool take_values(struct sweep *s, const struct setting *setting, char *problem)
{
    struct text rest = text_from(setting->value);

    if (s->option) {
        snprintf(problem, OPTION_PROBLEM, "sweep: one list at a time, but there are --%s and --%s", s->option,
                 setting->option->name);
        return false;
    }
    s->option = setting->option->name;
    while (rest.data)
        if (!take_value(s, setting, text_trim(text_cut(&rest, ',')), problem))
            return false;
    return true;
}

static bool take_settings(struct sweep *s, const struct arguments *arguments, char *problem)
{
    if (!subcommand_allows(arguments, allowed, "sweep; put the options of the run behind --", problem))
        return false;
    for (size_t i = 0; i < arguments->settings.count; i++) {
        const struct setting *setting = &arguments->settings.at[i];

        if (strcmp(setting->option->name, "output") == 0) {
            if (!option_set(s->options, setting->option, setting->as, setting->value, problem))
                return false;
        } else if (!take_values(s, setting, problem)) {
            return false;
        }
    }
    if (s->planned > 0)
        return true;
    snprintf(problem, OPTION_PROBLEM, "sweep: over what? --users 100,250,500 or --rate 100/s,200/s");
    return false;
}

/* The words of the run are parsed by the run itself; here only what would contradict the sweep is looked for. */
static bool look_at_run(struct sweep *s, char *problem)
{
    struct arguments run;

    if (s->word_count == 0) {
        snprintf(problem, OPTION_PROBLEM,
                 "sweep: which run? Its options stand behind --: cicada sweep --users 10,20 -- -f FILE -t 1m");
        return false;
    }
    if (!arguments_parse(&run, &s->options->arena, s->word_count, s->words, problem))
        return false;
    if (run.action != ACTION_RUN) {
        snprintf(problem, OPTION_PROBLEM, "sweep: behind -- stands a run, but that asks for a text");
        return false;
    }
    for (size_t i = 0; i < run.settings.count; i++) {
        const char *name = run.settings.at[i].option->name;

        if (strcmp(name, "profile") == 0)
            s->label = run.settings.at[i].value;
        if (strcmp(name, "baseline") == 0)
            s->baseline = run.settings.at[i].value;
        if (strcmp(name, s->option) != 0 && !is_one_of(name, set_by_sweep))
            continue;
        snprintf(problem, OPTION_PROBLEM, "%s: the sweep sets it for each run", run.settings.at[i].as);
        return false;
    }
    return true;
}

/* ---- the runs ---- */

/* "sweep/users-100": letters and digits of the value stay, the rest would not fit into a path. */
static const char *folder_of(const struct sweep *s, const char *value)
{
    char *folder = arena_printf(&s->options->arena, "%s/%s-%s", s->folder, s->option, value);

    for (char *c = folder + strlen(folder) - strlen(value); *c; c++)
        if (!(*c >= '0' && *c <= '9') && !(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') && *c != '.')
            *c = '_';
    return folder;
}

static const char *const *words_of(const struct sweep *s, const char *value, const char *folder)
{
    struct arena *arena = &s->options->arena;
    const char **words = arena_alloc(arena, (s->word_count + OWN_WORDS) * sizeof *words);
    const char *part = arena_printf(arena, "%s=%s", s->option, value);
    size_t count = 0;

    for (size_t i = 0; i < s->word_count; i++)
        words[count++] = s->words[i];
    words[count++] = "--headless";
    words[count++] = arena_printf(arena, "--%s", part);
    words[count++] = arena_printf(arena, "--json-file=%s/" SWEEP_REPORT, folder);
    words[count++] = arena_printf(arena, "--csv=%s/stats", folder);
    words[count++] = arena_printf(arena, "--html=%s/" SWEEP_REPORT ".html", folder);
    words[count++] = arena_printf(arena, "--profile=%s", baseline_label_of_part(s->label ? s->label : "sweep", part, arena));
    if (s->baseline)
        words[count++] = arena_printf(arena, "--baseline=%s", baseline_of_part(s->baseline, part, arena));
    words[count] = NULL;
    return words;
}

static void say_row(const struct sweep *s, const struct sweep_row *r)
{
    char count[NUMBER_TEXT], rate[NUMBER_TEXT];

    if (r->measured)
        fprintf(stderr, "%s %s: %s requests, %s/s, %s, exit code %d\n", s->option, r->value, number_grouped(r->requests, count),
                number_rate(r->requests_per_second, rate), r->verdict, r->exit_code);
    else
        fprintf(stderr, "%s %s: exit code %d, and no report; see %s/output.txt\n", s->option, r->value, r->exit_code, r->folder);
}

/* False when it could not be run, which is said. */
static bool run_value(struct sweep *s, const char *value)
{
    const char *folder = folder_of(s, value);
    struct sweep_row *row = &s->rows[s->made];
    struct child_result run;
    char message[OPTION_PROBLEM];

    *row = (struct sweep_row){.value = value, .folder = folder};
    if (folders_make_above(arena_printf(&s->options->arena, "%s/", folder), 0777) == OK) {
        unlink(arena_printf(&s->options->arena, "%s/" SWEEP_REPORT ".json", folder)); /* of an earlier sweep */
        run = child_run(words_of(s, value, folder), arena_printf(&s->options->arena, "%s/output.txt", folder));
        if (!run.started)
            return false;
        row->exit_code = run.code;
        s->made++;
        sweep_read_report(folder, &s->options->arena, row);
        say_row(s, row);
        return true;
    }
    snprintf(message, sizeof message, "sweep: cannot run into the folder %.300s: %m", folder);
    complain_plainly(message);
    return false;
}

/* ---- the table ---- */

typedef void write_table(const struct sweep_table *t, struct buffer *out);

static bool write_file(const struct sweep *s, const char *name, write_table *write, const struct sweep_table *table)
{
    const char *path = arena_printf(&s->options->arena, "%s/%s", s->folder, name);
    struct report_file file;
    struct buffer text;
    char message[OPTION_PROBLEM];
    bool fine = report_file_open(&file, path) == OK;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    if (fine) {
        write(table, &text);
        fwrite(buffer_cstring(&text), 1, text.size, file.stream); /* what fails here fails the commit */
        fine = report_file_commit(&file) == OK;
    }
    buffer_free(&text);
    if (fine)
        return true;
    snprintf(message, sizeof message, "cannot write %.300s: %m", path);
    complain_plainly(message);
    return false;
}

static enum exit_code show_table(const struct sweep *s)
{
    struct sweep_table table = {.option = s->option, .rows = s->rows, .count = s->made, .planned = s->planned};
    struct buffer text;
    enum exit_code code;
    bool written;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    sweep_table_text(&table, &text);
    code = subcommand_print(buffer_view(&text));
    buffer_free(&text);
    written = write_file(s, "sweep.csv", sweep_table_csv, &table);
    written = write_file(s, "sweep.json", sweep_table_json, &table) && written;
    written = write_file(s, "sweep.md", sweep_table_markdown, &table) && written;
    return code == EXIT_FINE && !written ? EXIT_REPORT_NOT_WRITTEN : code;
}

/* What went most wrong: a run that could not be made, then spoiled numbers, a regression's or a check's verdict, failed requests.
 */
static int severity_of(int code)
{
    static const int rising[] = {EXIT_FINE, EXIT_REQUESTS_FAILED, EXIT_REGRESSION, EXIT_CHECK_FAILED, EXIT_RUN_INVALID};

    for (size_t i = 0; i < COUNT(rising); i++)
        if (rising[i] == code)
            return (int)i;
    return (int)COUNT(rising) + code;
}

static enum exit_code worst_code(const struct sweep *s)
{
    int worst = EXIT_FINE;

    for (size_t i = 0; i < s->made; i++)
        if (severity_of(s->rows[i].exit_code) > severity_of(worst))
            worst = s->rows[i].exit_code;
    return (enum exit_code)worst;
}

static enum exit_code run_all(struct sweep *s)
{
    enum exit_code code, worst;
    bool could_run = true;

    child_runs_begin();
    for (size_t i = 0; i < s->planned && could_run && !child_runs_interrupted(); i++)
        could_run = run_value(s, s->values[i]);
    child_runs_end();
    if (s->made == 0)
        return could_run ? EXIT_FINE : EXIT_REPORT_NOT_WRITTEN;
    code = show_table(s);
    worst = worst_code(s);
    if (worst != EXIT_FINE)
        return worst;
    return could_run ? code : EXIT_REPORT_NOT_WRITTEN;
}

enum exit_code sweep_command(struct cli_options *options, int count, char *const words[])
{
    struct sweep s = {.options = options};
    struct arguments arguments;
    char problem[OPTION_PROBLEM] = "";
    size_t end = subcommand_end_of_own(count, words);
    bool fine = arguments_parse(&arguments, &options->arena, end - 2, (const char *const *)words + 2, problem);

    s.words = (const char *const *)words + MIN(end + 1, (size_t)count);
    s.word_count = (size_t)count - MIN(end + 1, (size_t)count);
    if (fine && arguments.action != ACTION_RUN)
        return subcommand_print(text_from(usage));
    if (fine && arguments.word_count > 0) {
        snprintf(problem, OPTION_PROBLEM, "sweep: \"%.100s\" stands before --; the options of the run stand behind it",
                 arguments.words[0]);
        fine = false;
    }
    if (!fine || !take_settings(&s, &arguments, problem) || !look_at_run(&s, problem)) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    s.folder = options->output_folder ? options->output_folder : DEFAULT_FOLDER;
    return run_all(&s);
}
