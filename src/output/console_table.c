/* SPDX-License-Identifier: MIT */
/* output/console_table.c - when Locust's tables are printed; see console_table.h */
#include "output/console_table.h"

#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "output/locust_table.h"
#include "output/terminal.h"

#define INTERVAL_NS (2 * NANOS_PER_SECOND)
#define JITTER_NS   (NANOS_PER_SECOND / 2) /* a tick may come a little early */

struct console_table {
    struct output output;
    bool only_summary;
    uint64_t printed_ns; /* when the last table was printed; 0: none yet */
};

static unsigned name_width(void)
{
    return isatty(STDERR_FILENO) ? locust_table_name_width(terminal_size(STDERR_FILENO).columns) : LOCUST_TABLE_NAME_WIDTH;
}

static enum error console_table_start(struct output *o, const struct run_info *info, char *problem)
{
    return OK;
}

static enum error console_table_tick(struct output *o, const struct snapshot *s)
{
    struct console_table *table = CONTAINER_OF(o, struct console_table, output);
    struct buffer text;

    if (table->only_summary || (table->printed_ns > 0 && s->taken_ns < table->printed_ns + INTERVAL_NS - JITTER_NS))
        return OK;
    table->printed_ns = s->taken_ns;
    buffer_init(&text, LIMIT_REPORT_TEXT);
    locust_table_stats(s, true, name_width(), &text);
    log_plain(buffer_cstring(&text));
    buffer_free(&text);
    return OK;
}

static enum error console_table_stop(struct output *o, const struct snapshot *s, int exit_code)
{
    unsigned width = name_width();
    struct buffer text;

    buffer_init(&text, LIMIT_REPORT_TEXT);
    locust_table_stats(s, false, width, &text);
    locust_table_percentiles(s, width, &text);
    locust_table_errors(s, width, &text);
    log_plain(buffer_cstring(&text));
    buffer_free(&text);
    return OK;
}

static void console_table_free(struct output *o)
{
    mem_free(CONTAINER_OF(o, struct console_table, output));
}

static const struct output_ops ops = {
    .name = "console table",
    .start = console_table_start,
    .tick = console_table_tick,
    .stop = console_table_stop,
    .free = console_table_free,
};

struct output *console_table_new(bool only_summary)
{
    struct console_table *table = MEM_NEW(struct console_table);

    table->output.ops = &ops;
    table->only_summary = only_summary;
    return &table->output;
}
