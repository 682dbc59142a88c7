/* SPDX-License-Identifier: MIT */
/* monitor/metrics_text.c - see metrics_text.h */
#include "monitor/metrics_text.h"

#define LINE_MAX_BYTES 4096 /* of a sample that is looked at */

struct metric {
    struct text name;
    size_t offset; /* in struct usage */
};

static const struct metric metrics[] = {
    {TEXT("process_cpu_seconds_total"), offsetof(struct usage, cpu_s)},
    {TEXT("process_resident_memory_bytes"), offsetof(struct usage, memory)},
    {TEXT("process_open_fds"), offsetof(struct usage, fds)},
    {TEXT("process_threads"), offsetof(struct usage, threads)},
    {TEXT("process_network_receive_bytes_total"), offsetof(struct usage, received)},
    {TEXT("process_network_transmit_bytes_total"), offsetof(struct usage, sent)},
};

/* What stands behind the labels, if there are any. A label's value may hold any byte, with \" for a quotation mark. */
static bool skip_labels(struct text *rest)
{
    bool quoted = false;

    if (rest->size == 0 || rest->data[0] != '{')
        return true;
    for (size_t i = 1; i < rest->size; i++) {
        if (quoted && rest->data[i] == '\\')
            i++;
        else if (rest->data[i] == '"')
            quoted = !quoted;
        else if (rest->data[i] == '}' && !quoted) {
            *rest = (struct text){rest->data + i + 1, rest->size - i - 1};
            return true;
        }
    }
    return false;
}

/* name[{labels}] value [time] */
static bool read_sample(struct text line, struct text name, double *value)
{
    struct text rest = {line.data + name.size, line.size - name.size};

    if (!skip_labels(&rest) || rest.size == 0 || (rest.data[0] != ' ' && rest.data[0] != '\t'))
        return false;
    rest = text_trim(rest);
    return text_to_double(text_cut(&rest, ' '), value) && *value >= 0;
}

static bool read_line(struct text line, struct usage *out)
{
    double value;

    if (text_starts_with(line, TEXT("process_start_time_seconds")) &&
        read_sample(line, TEXT("process_start_time_seconds"), &value) && value < 1e15) {
        out->identity += (uint64_t)(value * 1000); /* of several workers: another sum when one was started again */
        return false;
    }
    for (size_t i = 0; i < COUNT(metrics); i++) {
        double *to = (double *)(void *)((char *)out + metrics[i].offset);

        if (!text_starts_with(line, metrics[i].name) || !read_sample(line, metrics[i].name, &value))
            continue;
        *to = isnan(*to) ? value : *to + value;
        return true;
    }
    return false;
}

bool metrics_text_read(struct text page, struct usage *out)
{
    bool any = false;

    while (page.data) {
        struct text line = text_trim(text_cut(&page, '\n'));

        if (line.size <= LINE_MAX_BYTES && text_starts_with(line, TEXT("process_")))
            any |= read_line(line, out);
    }
    return any;
}
