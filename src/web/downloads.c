/* SPDX-License-Identifier: MIT */
/* web/downloads.c - Locust's CSV files and the HTML report, made from the numbers of this moment */
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "output/csv_rows.h"
#include "web/data.h"
#include "web/private.h"

#define LIMIT_NAME_PART 80 /* of the scenario and of the host in the name of a file */

/* Appends what is a letter, a digit or one of "._-"; runs of anything else become one "_". */
static void append_plain(struct buffer *name, const char *text)
{
    size_t start = name->size;
    bool gap = false;

    for (; *text && name->size - start < LIMIT_NAME_PART; text++) {
        bool plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (*text >= '0' && *text <= '9') ||
                     *text == '.' || *text == '-' || *text == '_';

        if (gap && plain)
            buffer_byte(name, '_');
        gap = !plain && name->size > start;
        if (plain)
            buffer_byte(name, *text);
    }
}

const char *download_plain(struct arena *arena, const char *text)
{
    struct buffer name;
    const char *copy;

    buffer_init(&name, 2 * LIMIT_NAME_PART);
    append_plain(&name, text);
    copy = arena_strdup(arena, buffer_cstring(&name));
    buffer_free(&name);
    return copy;
}

static const char *after_last(const char *text, const char *separator)
{
    for (const char *found; (found = strstr(text, separator));)
        text = found + strlen(separator);
    return text;
}

const char *download_name(struct web_request *r, const char *what)
{
    const struct run_info *info = r->web->driver->info(r->web->context);
    time_t now = time(NULL);
    struct buffer name;
    struct tm parts;
    char stamp[32];
    const char *copy;

    localtime_r(&now, &parts);
    strftime(stamp, sizeof stamp, "%Y-%m-%d-%Hh%M", &parts);
    buffer_init(&name, 4 * LIMIT_NAME_PART);
    buffer_printf(&name, "Locust_%s_", stamp);
    append_plain(&name, info->plan->scenario_file ? after_last(info->plan->scenario_file, "/") : "url");
    if (info->host && *info->host) {
        buffer_byte(&name, '_');
        append_plain(&name, after_last(info->host, "://"));
    }
    buffer_printf(&name, "_%s", what);
    copy = arena_strdup(&r->arena, buffer_cstring(&name));
    buffer_free(&name);
    return copy;
}

/* ---- CSV ---- */

static struct buffer *begin_csv(struct web_request *r, const char *what)
{
    r->reply.download = download_name(r, what);
    return reply_body(r, REPLY_CSV);
}

void answer_requests_csv(struct web_request *r)
{
    const struct snapshot *s = web_snapshot(r->web);
    struct buffer *out = begin_csv(r, "requests.csv");

    csv_stats_heading(out);
    for (size_t i = 0; i < s->row_count; i++)
        csv_stats_row(&s->rows[i], out);
    csv_stats_row(&s->total, out);
}

void answer_failures_csv(struct web_request *r)
{
    const struct snapshot *s = web_snapshot(r->web);
    struct buffer *out = begin_csv(r, "failures.csv");

    csv_failures_heading(out);
    for (size_t i = 0; i < s->error_count; i++)
        csv_failures_row(&s->errors[i], out);
}

void answer_exceptions_csv(struct web_request *r)
{
    const struct snapshot *s = web_snapshot(r->web);
    struct buffer *out = begin_csv(r, "exceptions.csv");

    csv_exceptions_heading(out);
    for (size_t i = 0; i < s->exception_count; i++)
        csv_exceptions_row(&s->exceptions[i], out);
}

/* The file that --csv-full-history writes, as it is now. */
void answer_history_csv(struct web_request *r)
{
    const char *path = r->web->options.history_csv;
    struct stat status;
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        r->reply.download = download_name(r, "requests_full_history.csv");
        r->reply.status = MHD_HTTP_OK;
        r->reply.type = REPLY_CSV;
        r->reply.file = fd;
        r->reply.file_size = (uint64_t)status.st_size;
        return;
    }
    if (fd >= 0)
        close(fd);
    reply_text(r, MHD_HTTP_NOT_FOUND,
               path ? "Error: the full history is not there yet."
                    : "Error: there is no full history: it is written with --csv PREFIX --csv-full-history.");
}
