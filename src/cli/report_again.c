/* SPDX-License-Identifier: MIT */
/* cli/report_again.c - see report_again.h */
#include "cli/report_again.h"

#include "base/clock.h"
#include "base/limits.h"
#include "cli/complain.h"
#include "cli/outputs.h"
#include "cli/run_file.h"
#include "cli/runs_list.h"
#include "cli/subcommand.h"
#include "output/json_run.h"
#include "store/catalog.h"
#include "store/run_reader.h"
#include "web/store_verdict.h"

bool report_again_is_wanted(const struct cli_options *options)
{
    return options->json || options->json_file || options->csv_prefix || options->junit_file || options->github_summary ||
           options->report_file || options->html_file;
}

/* A run, wherever it comes from. */
struct past_run {
    const struct run_info *info;
    const struct snapshot *snapshot;
    int exit_code;
};

static enum exit_code write_outputs(struct cli_options *options, const struct past_run *run, bool summary)
{
    struct outputs outputs;
    enum exit_code code = EXIT_REPORT_NOT_WRITTEN;

    outputs_make_again(&outputs, options, run->info->plan, summary);
    if (outputs_start(&outputs, run->info)) {
        outputs_stop_files(&outputs, run->snapshot, run->exit_code);
        outputs_stop_others(&outputs, run->snapshot, run->exit_code);
        code = outputs.incomplete ? EXIT_REPORT_NOT_WRITTEN : EXIT_FINE;
    }
    outputs_free(&outputs);
    return code;
}

/* `heading`: which run it is, over its summary. */
static enum exit_code write_again(struct cli_options *options, const struct past_run *run, const struct buffer *heading)
{
    bool summary = !report_again_is_wanted(options);
    enum exit_code code = summary ? subcommand_print(buffer_view(heading)) : EXIT_FINE;

    return code == EXIT_FINE ? write_outputs(options, run, summary) : code;
}

/* ---- from the store ---- */

static enum exit_code complain_of_store(const struct store *store)
{
    complain_plainly(store_problem(store));
    return EXIT_STORE_UNUSABLE;
}

enum exit_code report_again_stored(struct cli_options *options, struct store *store, const char *word)
{
    struct stored_run run;
    struct past_run past;
    struct buffer heading;
    int64_t id;
    enum exit_code code;

    if (catalog_find(store, word, &id) != OK || stored_run_read(&run, store, id) != OK)
        return complain_of_store(store);
    store_verdict_complete(&run.info, &run.verdict, &run.arena);
    past = (struct past_run){&run.info, &run.snapshot, run.exit_code};
    buffer_init(&heading, LIMIT_REPORT_ROW);
    runs_list_heading(&run, &heading);
    code = write_again(options, &past, &heading);
    buffer_free(&heading);
    stored_run_free(&run);
    return code;
}

/* ---- from a JSON report ---- */

/* What reports of this version have and this file cannot give them. */
static void say_lacks(const struct json_run *run, const char *path)
{
    struct buffer message;
    size_t before;

    buffer_init(&message, LIMIT_REPORT_ROW);
    buffer_printf(&message, "%s does not hold ", path);
    before = message.size;
    json_run_write_lacks(run, &message);
    if (message.size > before) {
        buffer_string(&message, ", so the report lacks it");
        complain_plainly(buffer_cstring(&message));
    }
    buffer_free(&message);
}

static enum exit_code report_read(struct cli_options *options, const struct json_run *run, const char *path)
{
    struct past_run past = {&run->info, &run->snapshot, run->exit_code};
    struct buffer heading;
    enum exit_code code;

    say_lacks(run, path);
    buffer_init(&heading, LIMIT_REPORT_ROW);
    runs_list_heading_of_file(path, run->snapshot.progress.start_wall_ns, run->ended, run->exit_code, &heading);
    code = write_again(options, &past, &heading);
    buffer_free(&heading);
    return code;
}

enum exit_code report_again_file(struct cli_options *options, const char *path)
{
    char problem[OUTPUT_PROBLEM] = "";
    struct arena arena = {0};
    struct text content;
    struct json_run run;
    enum exit_code code = run_file_read(path, &arena, &content);
    enum error e = code == EXIT_FINE ? json_run_read(&run, path, content, problem) : ERROR_IO;

    arena_reset(&arena);
    if (code != EXIT_FINE)
        return code;
    if (e != OK) {
        complain_plainly(problem);
        return EXIT_RUN_UNREADABLE;
    }
    code = report_read(options, &run, path);
    json_run_free(&run);
    return code;
}
