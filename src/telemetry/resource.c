/* SPDX-License-Identifier: MIT */
/* telemetry/resource.c - see resource.h */
#include "telemetry/resource.h"

#include "base/random.h"
#include "http/url.h"

#define OWN_MAX 8

struct list {
    struct otlp_attribute *at;
    size_t count;
};

static void add_unless_given(struct list *list, const struct otlp_settings *settings, struct arena *arena, const char *key,
                             const char *value)
{
    if (!value || !*value)
        return;
    for (size_t i = 0; i < settings->attribute_count; i++)
        if (strcmp(settings->attributes[i].key, key) == 0)
            return;
    list->at[list->count++] = (struct otlp_attribute){.key = key, .value = text_from(arena_strdup(arena, value))};
}

/* A random UUID (RFC 9562 section 5.4). */
static const char *new_instance(struct arena *arena)
{
    struct random r;
    uint64_t high, low;

    random_init(&r, random_system_seed(), 0);
    high = random_u64(&r);
    low = random_u64(&r);
    return arena_printf(arena, "%08x-%04x-4%03x-%04x-%012" PRIx64, (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff),
                        (unsigned)(high & 0xfff), (unsigned)(low >> 48 & 0x3fff) | 0x8000, low & 0xffffffffffff);
}

static void add_server(const struct run_info *info, struct arena *arena, struct otlp_metrics_setup *out)
{
    struct url url;

    if (!info->host || url_parse(text_from(arena_strdup(arena, info->host)), false, arena, &url, NULL, NULL) != OK)
        return;
    out->server_address = url.host;
    out->server_port = url.port;
    out->url_scheme = url.secure ? "https" : "http";
}

void telemetry_resource(const struct run_info *info, const struct otlp_settings *settings, struct arena *arena,
                        struct otlp_metrics_setup *out)
{
    struct list list = {.at = arena_zalloc(arena, (settings->attribute_count + OWN_MAX) * sizeof *list.at)};

    add_unless_given(&list, settings, arena, "service.name", "cicada");
    add_unless_given(&list, settings, arena, "service.version", CICADA_VERSION);
    add_unless_given(&list, settings, arena, "service.instance.id", new_instance(arena));
    add_unless_given(&list, settings, arena, "host.name", info->machine);
    add_unless_given(&list, settings, arena, "filename", info->title);
    add_unless_given(&list, settings, arena, "profile", info->plan->profile);
    for (size_t i = 0; i < settings->attribute_count; i++)
        list.at[list.count++] = settings->attributes[i];
    *out = (struct otlp_metrics_setup){
        .resource = list.at, .resource_count = list.count, .delta = settings->delta, .exponential = settings->exponential};
    add_server(info, arena, out);
}
