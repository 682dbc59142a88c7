/* SPDX-License-Identifier: MIT */
/* Results files of anybody, as "cicada report FILE" reads them: what is refused is refused with a sentence that names the file;
 * of what is read every report can be written, and the JSON report that is written is read again.
 */
#include "fuzz.h"

#include "base/buffer_stream.h"
#include "base/limits.h"
#include "output/csv_rows.h"
#include "output/github_summary.h"
#include "output/html_report.h"
#include "output/json_document.h"
#include "output/json_run.h"
#include "output/report.h"
#include "output/summary_text.h"

static void write_texts(const struct json_run *run, struct buffer *out)
{
    static const struct summary_look look = {.columns = SUMMARY_COLUMNS, .unicode = true, .names = true};
    const struct snapshot *s = &run->snapshot;

    buffer_clear(out);
    summary_write(s, &run->info, &look, out);
    report_write(s, &run->info, run->exit_code, out);
    github_summary_write(s, &run->info, out);
    csv_stats_row(&s->total, out);
    for (size_t i = 0; i < s->row_count; i++)
        csv_stats_row(&s->rows[i], out);
    for (size_t i = 0; i < s->error_count; i++)
        csv_failures_row(&s->errors[i], out);
    csv_history_row(s, &s->total, true, out);
}

static void write_html(const struct json_run *run, struct buffer *out)
{
    FILE *stream;

    buffer_clear(out);
    stream = buffer_stream(out);
    html_report_write(&run->snapshot, &run->info, run->exit_code, stream);
    fclose(stream);
}

static void write_and_read_again(const struct json_run *run, struct buffer *out)
{
    char problem[OUTPUT_PROBLEM] = "";
    struct json_run again;
    FILE *stream;

    buffer_clear(out);
    stream = buffer_stream(out);
    json_document_write(&run->snapshot, &run->info, run->exit_code, stream);
    fclose(stream);
    if (json_run_read(&again, "the file again", buffer_view(out), problem) != OK)
        fprintf(stderr, "%s\n", problem);
    ensure(*problem == '\0');
    ensure(again.snapshot.row_count == run->snapshot.row_count && again.snapshot.series_count == run->snapshot.series_count);
    json_run_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char problem[OUTPUT_PROBLEM] = "";
    struct json_run run;
    struct buffer out;

    if (json_run_read(&run, "the file", (struct text){(const char *)data, size}, problem) != OK) {
        ensure(text_starts_with(text_from(problem), TEXT("the file")));
        return 0;
    }
    buffer_init(&out, LIMIT_REPORT_TEXT);
    write_texts(&run, &out);
    write_html(&run, &out);
    write_and_read_again(&run, &out);
    buffer_free(&out);
    json_run_free(&run);
    return 0;
}
