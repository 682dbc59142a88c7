/* SPDX-License-Identifier: MIT */
/* monitor/redis_text.c - see redis_text.h */
#include "monitor/redis_text.h"

#include "base/limits.h"

static const struct {
    struct text name;
    size_t offset; /* in struct usage */
} numbers[] = {
    {TEXT("used_memory"), offsetof(struct usage, memory)},
    {TEXT("maxmemory"), offsetof(struct usage, memory_limit)},
    {TEXT("connected_clients"), offsetof(struct usage, connections)},
    {TEXT("maxclients"), offsetof(struct usage, connections_limit)},
    {TEXT("keyspace_hits"), offsetof(struct usage, hits)},
    {TEXT("keyspace_misses"), offsetof(struct usage, misses)},
    {TEXT("total_net_input_bytes"), offsetof(struct usage, received)},
    {TEXT("total_net_output_bytes"), offsetof(struct usage, sent)},
};

size_t redis_text_reply(struct text bytes, struct text *body)
{
    const char *end;
    struct text line;
    uint64_t size;

    if (!bytes.data || bytes.size == 0)
        return 0;
    if (!strchr("+-:$", bytes.data[0]))
        return SIZE_MAX;
    end = memmem(bytes.data, bytes.size, "\r\n", 2);
    if (!end)
        return bytes.size > LIMIT_INFO_BODY ? SIZE_MAX : 0;
    line = (struct text){bytes.data + 1, (size_t)(end - bytes.data) - 1};
    if (bytes.data[0] != '$') {
        if (body)
            *body = line;
        return line.size + 3;
    }
    if (!text_to_u64(line, &size) || size > LIMIT_INFO_BODY)
        return SIZE_MAX;
    if (bytes.size < line.size + 3 + size + 2)
        return 0;
    if (body)
        *body = (struct text){end + 2, (size_t)size};
    return line.size + 3 + (size_t)size + 2;
}

static void take(struct text key, double value, struct usage *out)
{
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (text_equal(key, numbers[i].name))
            *(double *)(void *)((char *)out + numbers[i].offset) = value;
    if (text_equal(key, TEXT("used_cpu_sys")) || text_equal(key, TEXT("used_cpu_user")))
        out->cpu_s = isnan(out->cpu_s) ? value : out->cpu_s + value;
}

bool redis_text_info(struct text body, struct usage *out)
{
    while (body.data) {
        struct text value = text_trim(text_cut(&body, '\n')), key = text_cut(&value, ':');
        double number;

        if (!value.data)
            continue;
        if (text_equal(key, TEXT("run_id")))
            out->identity = text_hash(value);
        else if (text_to_double(value, &number) && number >= 0)
            take(key, number, out);
    }
    if (out->memory_limit == 0) /* none is set */
        out->memory_limit = NAN;
    return !isnan(out->memory) && !isnan(out->connections);
}
