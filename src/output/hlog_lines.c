/* SPDX-License-Identifier: MIT */
/* output/hlog_lines.c - see hlog_lines.h
 *
 * Traps of the readers that are kept clear of: comments only before the first line and at most 126 bytes long (C), no CR (Java),
 * a length where the C library writes an end time, no comma or blank in a tag (all).
 */
#include "output/hlog_lines.h"

#include <stdio.h>
#include <time.h>

#include "base/base64.h"
#include "base/mem.h"

#define VERSION_COLUMNS 60
#define DATE_TEXT       64

static double seconds(uint64_t ns)
{
    return (double)ns / (double)NANOS_PER_SECOND;
}

void hlog_head(const char *version, uint64_t start_wall_ns, struct buffer *out)
{
    time_t start = (time_t)(start_wall_ns / NANOS_PER_SECOND);
    char date[DATE_TEXT] = "";
    struct tm utc;

    if (gmtime_r(&start, &utc))
        strftime(date, sizeof date, "%a %b %d %H:%M:%S UTC %Y", &utc);
    buffer_printf(out, "#[Logged with %.*s]\n", VERSION_COLUMNS, version);
    buffer_string(out, "#[Histogram log format version 1.3]\n");
    buffer_printf(out, "#[StartTime: %.3f (seconds since epoch), %s]\n", seconds(start_wall_ns), date);
    buffer_printf(out, "#[BaseTime: %.3f (seconds since epoch)]\n", seconds(start_wall_ns));
    buffer_string(out, "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
}

static bool stays(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~/", c));
}

static void encode(struct text t, struct buffer *out)
{
    for (size_t i = 0; i < t.size; i++) {
        if (stays((unsigned char)t.data[i]))
            buffer_byte(out, t.data[i]);
        else
            buffer_printf(out, "%%%02X", (unsigned char)t.data[i]);
    }
}

void hlog_warmup(double warmup_s, struct buffer *out)
{
    buffer_printf(out, "#[Warm-up: the results leave out what ended before %.3f s]\n", warmup_s);
}

void hlog_tag(const char *prefix, struct text method, struct text name, struct buffer *out)
{
    buffer_string(out, prefix);
    encode(method, out);
    if (method.size > 0)
        buffer_string(out, "%20");
    encode(name, out);
}

void hlog_line(struct text tag, uint64_t start_ns, uint64_t length_ns, const struct histogram *times, struct hdr_encoder *encoder,
               struct buffer *out)
{
    struct histogram *none = times ? NULL : histogram_new();
    const struct histogram *shown = times ? times : none;

    if (tag.size > 0) {
        buffer_string(out, "Tag=");
        buffer_text(out, tag);
        buffer_byte(out, ',');
    }
    buffer_printf(out, "%.3f,%.3f,%.3f,", seconds(start_ns), seconds(length_ns),
                  (double)histogram_max(shown) / (double)NANOS_PER_MILLI);
    base64_append(hdr_encode_compressed(encoder, shown), out);
    buffer_byte(out, '\n');
    histogram_free(none);
}
