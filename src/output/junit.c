/* SPDX-License-Identifier: MIT */
/* output/junit.c - see junit.h; the members are those that Jenkins and GitLab read */
#include "output/junit.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "output/check_table.h"
#include "output/comparison_texts.h"
#include "output/final_report.h"

/* XML 1.0 has no way to write most control characters, so these become blanks. */
static void write_escaped(struct text t, FILE *out)
{
    struct buffer repaired;

    buffer_init(&repaired, 3 * t.size + 1);
    utf8_repair(t, &repaired);
    for (size_t i = 0; i < repaired.size; i++) {
        unsigned char byte = (unsigned char)repaired.data[i];

        if (strchr("<>&\"'", byte) && byte)
            fprintf(out, "&#%u;", byte);
        else
            fputc(byte < ' ' || byte == 0x7F ? ' ' : byte, out);
    }
    buffer_free(&repaired);
}

static void write_property(const char *name, const char *value, FILE *out)
{
    fprintf(out, "    <property name=\"%s\" value=\"", name);
    write_escaped(text_from(value), out);
    fputs("\"/>\n", out);
}

static void write_properties(const struct snapshot *s, const struct run_info *info, const struct judgement *j, FILE *out)
{
    char number[32];

    fputs("   <properties>\n", out);
    write_property("host", info->host, out);
    snprintf(number, sizeof number, "%" PRIu64, s->total.requests);
    write_property("requests", number, out);
    snprintf(number, sizeof number, "%" PRIu64, s->total.failed);
    write_property("failures", number, out);
    write_property("verdict", j ? validity_name(j->validity.level) : "", out);
    for (size_t i = 0; j && i < j->validity.count; i++)
        write_property("verdict.reason", j->validity.reasons[i].text, out);
    fputs("   </properties>\n", out);
}

static void write_failure_text(const char *type, const char *message, struct text what, FILE *out)
{
    fprintf(out, "\n    <failure type=\"%s\" message=\"", type);
    write_escaped(text_from(message), out);
    fputs("\">", out);
    write_escaped(what, out);
    fputs("</failure>\n   ", out);
}

static void write_failure(const struct check_result *r, FILE *out)
{
    char value[CHECK_TEXT], limit[CHECK_TEXT], margin[CHECK_TEXT], note[CHECK_TEXT], message[5 * CHECK_TEXT];

    check_table_note(r, note);
    snprintf(message, sizeof message, "value %s, limit %s, margin %s%s%s",
             check_table_value(r->check, r->value.value, r->value.known, value),
             check_table_value(r->check, r->check->limit, true, limit), check_table_margin(r, margin), *note ? "; " : "", note);
    write_failure_text("check", message, r->check->text, out);
}

static void write_check(const struct check_result *r, FILE *out)
{
    fputs("   <testcase classname=\"cicada.check\" name=\"", out);
    write_escaped(r->check->text, out);
    fputs("\" time=\"0\">", out);
    if (r->state == CHECK_FAILS)
        write_failure(r, out);
    else if (r->state == CHECK_WAITS)
        fputs("<skipped/>", out);
    fputs("</testcase>\n", out);
}

static bool is_skipped(const struct compared_metric *m)
{
    return m->word == COMPARISON_NOT_ENOUGH || m->word == COMPARISON_NOT_JUDGED;
}

/* A number of the comparison with the baseline: "p95 of GET /items". */
static void write_compared(const struct comparison_rank *r, FILE *out)
{
    char base[COMPARISON_TEXT], now[COMPARISON_TEXT], change[COMPARISON_TEXT], remark[COMPARISON_TEXT];
    char message[5 * COMPARISON_TEXT];
    const struct compared_metric *m = r->metric;
    struct buffer name;

    fprintf(out, "   <testcase classname=\"cicada.comparison\" name=\"%s of ", m->metric->name);
    buffer_init(&name, LIMIT_REPORT_ROW);
    comparison_text_name(r->name, &name);
    write_escaped(buffer_view(&name), out);
    buffer_free(&name);
    fputs("\" time=\"0\">", out);
    snprintf(message, sizeof message, "%s -> %s, %s (%s)", comparison_text_value(m->metric, m->base, base),
             comparison_text_value(m->metric, m->now, now), comparison_text_change(m, change), comparison_text_remark(m, remark));
    if (m->word == COMPARISON_REGRESSION) {
        write_failure_text("regression", message, r->name->name, out);
    } else if (is_skipped(m)) {
        fputs("<skipped message=\"", out);
        write_escaped(text_from(m->reason), out);
        fputs("\"/>", out);
    }
    fputs("</testcase>\n", out);
}

static void write_junit(const struct snapshot *s, const struct run_info *info, int exit_code, FILE *out)
{
    const struct judgement *j = info->judgement;
    const struct comparison *c = info->comparison;
    size_t count = j ? j->check_count : 0, compared = c ? c->ranked_count : 0, failed = 0, waiting = 0;
    char start[CLOCK_TEXT], counts[160];

    for (size_t i = 0; i < count; i++) {
        failed += j->checks[i].state == CHECK_FAILS;
        waiting += j->checks[i].state == CHECK_WAITS;
    }
    if (c) {
        failed += c->words[COMPARISON_REGRESSION];
        waiting += c->words[COMPARISON_NOT_ENOUGH] + c->words[COMPARISON_NOT_JUDGED];
    }
    snprintf(counts, sizeof counts, "tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"%.3f\"", count + compared,
             failed, waiting, output_run_seconds(s));
    clock_iso(s->progress.start_wall_ns, start);
    start[strcspn(start, "Z")] = '\0'; /* the schema of JUnit knows no zone */
    fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cicada\" %s>\n  <testsuite name=\"", counts);
    write_escaped(text_from(info->title), out);
    fprintf(out, "\" %s timestamp=\"%s\" hostname=\"", counts, start);
    write_escaped(text_from(info->machine), out);
    fputs("\">\n", out);
    write_properties(s, info, j, out);
    for (size_t i = 0; i < count; i++)
        write_check(&j->checks[i], out);
    for (size_t i = 0; i < compared; i++)
        write_compared(&c->ranked[i], out);
    fputs("  </testsuite>\n</testsuites>\n", out);
}

static const struct output_ops ops = FINAL_REPORT_OPS("junit");

struct output *junit_new(const char *path)
{
    return final_report_new(&ops, write_junit, path, "");
}
