/* SPDX-License-Identifier: MIT */
/* output/report_endpoints.c - the tables of the written report by endpoint and by stage
 *
 * Endpoints whose paths begin alike are a group: up to the first part that is neither "api" nor a version. So /api/v1/auth/login
 * and /api/v1/auth/register are in /api/v1/auth, /health/db in /health. Names that are no paths are a group of their own. The
 * times of a group are those of all its requests together, not a mean of percentiles.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "output/markdown.h"
#include "output/report_sections.h"
#include "stats/histogram.h"

struct member {
    struct text group;
    const struct snapshot_row *row;
};

static bool is_version(struct text part)
{
    size_t digits = 0;

    if (part.size > 0 && (part.data[0] == 'v' || part.data[0] == 'V'))
        part = (struct text){part.data + 1, part.size - 1};
    for (size_t i = 0; i < part.size; i++) {
        if (part.data[i] != '.' && (part.data[i] < '0' || part.data[i] > '9'))
            return false;
        digits += part.data[i] != '.';
    }
    return digits > 0;
}

/* Empty for names that are no paths. */
static struct text group_of(struct text name)
{
    struct text rest = name;

    if (name.size == 0 || name.data[0] != '/')
        return (struct text){0};
    text_cut(&rest, '/');
    while (rest.data) {
        struct text part = text_cut(&rest, '/');
        size_t end = (size_t)(part.data - name.data) + part.size;
        ssize_t query = text_find(part, '?');

        if (query >= 0)
            return (struct text){name.data, (size_t)(part.data - name.data) + (size_t)query};
        if (!is_version(part) && !text_equal_nocase(part, TEXT("api")))
            return (struct text){name.data, end};
    }
    return name;
}

static int by_group(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    size_t common = MIN(a->group.size, b->group.size);
    int order = common > 0 ? memcmp(a->group.data, b->group.data, common) : 0;

    if (order == 0)
        order = (a->group.size > b->group.size) - (a->group.size < b->group.size);
    return order ? order : (a->row > b->row) - (a->row < b->row); /* as they are sorted in the snapshot */
}

static void write_heading(const struct report *r, const char *first)
{
    buffer_printf(r->out,
                  "| %s | requests | per second | success | p50 | p95 | p99 | max |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
                  first);
}

static void write_cells(const struct report *r, const struct snapshot_row *row)
{
    const struct duration_summary *d = &row->response;
    char count[NUMBER_TEXT], rate[NUMBER_TEXT], share[NUMBER_TEXT], p50[NUMBER_TEXT], p95[NUMBER_TEXT], p99[NUMBER_TEXT],
        most[NUMBER_TEXT];

    buffer_printf(r->out, " | %s | %s | %s | %s | %s | %s | %s |\n", number_grouped(row->requests, count),
                  number_rate(row->requests_per_second, rate), number_share(row->completed, row->requests, share),
                  number_duration(d->quantile_ns[QUANTILE_50], d->count, p50),
                  number_duration(d->quantile_ns[QUANTILE_95], d->count, p95),
                  number_duration(d->quantile_ns[QUANTILE_99], d->count, p99), number_duration(d->max_ns, d->count, most));
}

static void write_row(const struct report *r, const struct snapshot_row *row)
{
    buffer_string(r->out, "| ");
    if (row->method.size > 0)
        report_name(r, row);
    else
        buffer_string(r->out, "**all**");
    write_cells(r, row);
}

/* What the members have together. */
static void add_up(const struct member *members, size_t count, struct snapshot_row *sum)
{
    struct histogram *times = histogram_new();

    *sum = (struct snapshot_row){0};
    for (size_t i = 0; i < count; i++) {
        const struct snapshot_row *row = members[i].row;

        sum->requests += row->requests;
        sum->completed += row->completed;
        sum->requests_per_second += row->requests_per_second;
        if (row->response_histogram)
            histogram_merge(times, row->response_histogram);
    }
    sum->response.count = histogram_count(times);
    sum->response.max_ns = histogram_max(times);
    histogram_quantiles(times, quantile_shares, QUANTILE_COUNT, sum->response.quantile_ns);
    histogram_free(times);
}

static void write_group_name(const struct report *r, struct text group)
{
    if (group.size > 0)
        markdown_text(group, REPORT_NAME_COLUMNS, r->out);
    else
        buffer_string(r->out, "other requests");
}

static size_t end_of_group(const struct member *members, size_t count, size_t begin)
{
    size_t end = begin + 1;

    while (end < count && text_equal(members[end].group, members[begin].group))
        end++;
    return end;
}

static void write_groups(const struct report *r, const struct member *members, size_t count)
{
    size_t shown = 0;

    write_heading(r, "group");
    for (size_t begin = 0, end; begin < count; begin = end) {
        struct snapshot_row sum;

        end = end_of_group(members, count, begin);
        if (shown++ >= REPORT_ROWS_MAX)
            continue;
        add_up(members + begin, end - begin, &sum);
        buffer_string(r->out, "| ");
        write_group_name(r, members[begin].group);
        write_cells(r, &sum);
    }
    write_row(r, &r->s->total);
    buffer_byte(r->out, '\n');
}

static void write_members(const struct report *r, const struct member *members, size_t count)
{
    size_t shown = MIN(count, (size_t)REPORT_ROWS_MAX);
    char more[NUMBER_TEXT];

    for (size_t begin = 0, end; begin < shown; begin = end) {
        end = end_of_group(members, shown, begin);
        buffer_string(r->out, "### ");
        write_group_name(r, members[begin].group);
        buffer_string(r->out, "\n\n");
        write_heading(r, "request");
        for (size_t i = begin; i < end; i++)
            write_row(r, members[i].row);
        buffer_byte(r->out, '\n');
    }
    if (shown < count)
        buffer_printf(r->out, "Not shown: %s.\n\n", number_of(count - shown, "more request", more));
}

void report_endpoints(const struct report *r)
{
    size_t count = r->s->row_count;
    struct member *members = mem_alloc((count + 1) * sizeof *members);

    for (size_t i = 0; i < count; i++)
        members[i] = (struct member){group_of(r->s->rows[i].name), &r->s->rows[i]};
    qsort(members, count, sizeof *members, by_group);
    if (count > 0) {
        buffer_string(r->out, "## Endpoints\n\n");
        write_groups(r, members, count);
        write_members(r, members, count);
    }
    mem_free(members);
}

void report_stages(const struct report *r)
{
    char users[NUMBER_TEXT];

    if (r->s->stage_count == 0)
        return;
    buffer_string(r->out, "## Stages\n\n");
    write_heading(r, "stage");
    for (size_t i = 0; i < MIN(r->s->stage_count, (size_t)REPORT_ROWS_MAX); i++) {
        buffer_string(r->out, "| ");
        markdown_text(r->s->stages[i].aim.name, REPORT_NAME_COLUMNS, r->out);
        buffer_printf(r->out, " (%s)", number_of(r->s->stages[i].users, "user", users));
        write_cells(r, &r->s->stages[i].total);
    }
    buffer_byte(r->out, '\n');
}
