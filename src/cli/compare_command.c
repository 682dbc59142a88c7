/* SPDX-License-Identifier: MIT */
/* cli/compare_command.c - see compare_command.h */
#include "cli/compare_command.h"

#include <stdio.h>
#include <unistd.h>

#include "base/folders.h"
#include "base/limits.h"
#include "cli/compare_side.h"
#include "cli/complain.h"
#include "cli/store_access.h"
#include "output/comparison_json.h"
#include "output/comparison_markdown.h"
#include "output/comparison_table.h"
#include "output/html_comparison.h"
#include "output/report_file.h"
#include "output/terminal.h"

#define COLUMNS     120 /* where there is no terminal to tell */
#define COLUMNS_MIN 60
#define COLUMNS_MAX 160

static const char usage[] = "Usage\n"
                            "  cicada compare BASE NEW    Say what got worse, what got better, and how sure\n"
                            "                             that is\n"
                            "\n"
                            "  BASE and NEW are each RUN or RUN,RUN,...: numbers of past runs, \"latest\",\n"
                            "  beginnings of uuids, labels (all runs of that label), .json reports of\n"
                            "  --json-file, or folders of them. With 4 or more runs on each side these are\n"
                            "  compared run by run.\n"
                            "\n"
                            "  --metrics LIST       What to compare:\n"
                            "                       p50,p99.9,mean,service.p95,rps,fail_ratio\n"
                            "  --tolerance LIST     Differences that do not matter:\n"
                            "                       \"p95=10% and 2ms, fail_ratio=0.5%\"\n"
                            "  --format FORM        text, json or markdown; --json is --format json\n"
                            "  --json-file NAME     Write the comparison as JSON into NAME.json too\n"
                            "  --html FILE          Write it as one HTML file, with the distributions of\n"
                            "                       both sides\n"
                            "  --all                Show each number, also those without a difference\n"
                            "  --store FILE         Where past runs are kept\n"
                            "\n"
                            "  The exit code is 5 when something got worse, else 0. docs/compare.md says how\n"
                            "  it is decided.\n";

static const char *const allowed[SUBCOMMAND_OPTIONS_MAX] = {"store", "format", "json",    "json-file",
                                                            "html",  "all",    "metrics", "tolerance"};

enum form { FORM_TEXT, FORM_JSON, FORM_MARKDOWN };

static bool read_form(const struct cli_options *options, enum form *out, char *problem)
{
    static const char *const names[] = {[FORM_TEXT] = "text", [FORM_JSON] = "json", [FORM_MARKDOWN] = "markdown"};

    *out = options->json ? FORM_JSON : FORM_TEXT;
    if (!options->format)
        return true;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcmp(options->format, names[i]) != 0)
            continue;
        *out = (enum form)i;
        return true;
    }
    snprintf(problem, OPTION_PROBLEM, "--format \"%.100s\": choose from text, json, markdown", options->format);
    return false;
}

static enum exit_code print_json(const struct comparison *c)
{
    comparison_json_write(c, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_FINE;
    complain_plainly("cannot write to standard output");
    return EXIT_REPORT_NOT_WRITTEN;
}

static enum exit_code print(const struct comparison *c, enum form form, bool all)
{
    unsigned columns = isatty(STDOUT_FILENO) ? terminal_size(STDOUT_FILENO).columns : COLUMNS;
    struct canvas canvas;
    struct buffer text;
    enum exit_code code;

    if (form == FORM_JSON)
        return print_json(c);
    buffer_init(&text, LIMIT_REPORT_TEXT);
    if (form == FORM_MARKDOWN) {
        comparison_markdown_write(c, all, &text);
    } else {
        canvas_init(&canvas, &text, MAX(MIN(columns, (unsigned)COLUMNS_MAX), (unsigned)COLUMNS_MIN),
                    terminal_has_colour(STDOUT_FILENO));
        comparison_table_draw(c, terminal_has_unicode(), all, &canvas);
    }
    code = subcommand_print(buffer_view(&text));
    buffer_free(&text);
    return code;
}

/* What is compared, as the writers of files want it. */
struct compared {
    const struct comparison *c;
    struct comparison_side sides[2]; /* the base first */
};

static void write_json(const struct compared *all, FILE *out)
{
    comparison_json_write(all->c, out);
}

static void write_html(const struct compared *all, FILE *out)
{
    html_comparison_write(all->c, all->sides, out);
}

static enum exit_code write_file(const struct compared *all, const char *path, struct cli_options *options,
                                 void (*write)(const struct compared *all, FILE *out))
{
    struct report_file file;

    if (folders_make_above(path, 0777) == OK && report_file_open(&file, path) == OK) {
        write(all, file.stream);
        if (report_file_commit(&file) == OK)
            return EXIT_FINE;
    }
    complain_plainly(arena_printf(&options->arena, "cannot write %s: %m", path));
    return EXIT_REPORT_NOT_WRITTEN;
}

static enum exit_code write_files(const struct compared *all, struct cli_options *options)
{
    enum exit_code code = EXIT_FINE;

    if (options->json_file)
        code = write_file(all, arena_printf(&options->arena, "%s.json", options->json_file), options, write_json);
    if (code == EXIT_FINE && options->html_file)
        code = write_file(all, options->html_file, options, write_html);
    return code;
}

/* What could not be written weighs more than what was found: a pipeline would look for it. */
static enum exit_code compare(struct cli_options *options, enum form form, const struct comparison_metrics *metrics,
                              const struct compare_side *base, const struct compare_side *now)
{
    struct comparison c;
    struct compared all = {&c, {compare_side_view(base), compare_side_view(now)}};
    enum exit_code code;

    comparison_make(&c, &all.sides[0], &all.sides[1], metrics, COMPARISON_SEED);
    code = write_files(&all, options);
    if (code == EXIT_FINE)
        code = print(&c, form, options->all_runs);
    if (code == EXIT_FINE && c.words[COMPARISON_REGRESSION] > 0)
        code = EXIT_REGRESSION;
    comparison_free(&c);
    return code;
}

static enum exit_code read_and_compare(struct cli_options *options, const char *const words[], enum form form)
{
    struct compare_side base = {0}, now = {0};
    struct comparison_metrics metrics;
    struct store *store = NULL;
    enum exit_code code = compare_metrics_read(&metrics, options) ? EXIT_FINE : EXIT_WRONG_OPTIONS;

    if (code == EXIT_FINE)
        code = compare_side_read(&base, words[0], options, &store);
    if (code == EXIT_FINE)
        code = compare_side_read(&now, words[1], options, &store);
    store_close(store);
    if (code == EXIT_FINE)
        code = compare(options, form, &metrics, &base, &now);
    compare_side_free(&base);
    compare_side_free(&now);
    return code;
}

enum exit_code compare_command(struct cli_options *options, int count, char *const words[])
{
    char problem[OPTION_PROBLEM] = "";
    struct arguments arguments;
    enum form form;
    bool fine = arguments_parse(&arguments, &options->arena, (size_t)count - 2, (const char *const *)words + 2, problem);

    if (fine && arguments.action != ACTION_RUN)
        return subcommand_print(text_from(usage));
    fine = fine && subcommand_allows(&arguments, allowed, "compare", problem) && store_access_read(options, problem) &&
           settings_apply(&arguments.settings, options, problem) && read_form(options, &form, problem);
    if (fine && arguments.word_count != 2) {
        snprintf(problem, OPTION_PROBLEM, "too %s words: cicada compare BASE NEW (several runs of a side with commas: 1,2,3)",
                 arguments.word_count < 2 ? "few" : "many");
        fine = false;
    }
    if (!fine) {
        complain_plainly(problem);
        return EXIT_WRONG_OPTIONS;
    }
    return read_and_compare(options, arguments.words, form);
}
