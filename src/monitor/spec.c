/* SPDX-License-Identifier: MIT */
/* monitor/spec.c - see spec.h */
#include "monitor/spec.h"

#include "stats/resource.h"

#include "base/limits.h"

#define KINDS "NAME=pid:N, exe:NAME, cgroup:PATH, systemd:UNIT, docker:NAME, http://HOST/metrics, postgresql://... or redis://..."

static const struct {
    struct text prefix;
    enum monitor_kind kind;
    bool whole; /* the argument is the whole of it: a URL */
} kinds[] = {
    {TEXT("pid:"), MONITOR_PID, false},
    {TEXT("exe:"), MONITOR_EXE, false},
    {TEXT("cgroup:"), MONITOR_CGROUP, false},
    {TEXT("systemd:"), MONITOR_SYSTEMD, false},
    {TEXT("docker:"), MONITOR_DOCKER, false},
    {TEXT("http://"), MONITOR_PAGE, true},
    {TEXT("https://"), MONITOR_PAGE, true},
    {TEXT("postgresql://"), MONITOR_POSTGRES, true},
    {TEXT("postgres://"), MONITOR_POSTGRES, true},
    {TEXT("redis://"), MONITOR_REDIS, true},
};

static bool wrong(struct monitor_problem *p, struct text t, struct text part, const char *sentence, const char *hint)
{
    *p = (struct monitor_problem){(size_t)(part.data - t.data), MAX(part.size, (size_t)1), sentence, hint};
    return false;
}

/* The name stands in checks and in names of columns: letters, digits, "_", "-" and ".". */
static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'))
            return false;
    }
    return name.size > 0 && name.size <= LIMIT_COMPONENT_NAME;
}

static bool read_kind(struct text t, struct text what, struct monitor_spec *out, struct monitor_problem *problem)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!text_starts_with(what, kinds[i].prefix))
            continue;
        out->kind = kinds[i].kind;
        out->argument = (struct text){what.data + kinds[i].prefix.size, what.size - kinds[i].prefix.size};
        if (out->argument.size == 0)
            return wrong(problem, t, out->argument, "it ends here", KINDS);
        if (kinds[i].whole)
            out->argument = what;
        return true;
    }
    return wrong(problem, t, what, "this cannot be watched", KINDS);
}

bool monitor_spec_read(struct text t, struct monitor_spec *out, struct monitor_problem *problem)
{
    struct text what = t, name = text_cut(&what, '=');
    uint64_t pid;

    if (!what.data)
        return wrong(problem, t, t, "a name is missing", "write " KINDS);
    if (!is_name(name))
        return wrong(problem, t, name, "not a name", "1 to 64 letters, digits, \"_\", \"-\" and \".\"");
    if (text_equal(name, TEXT(RESOURCE_GENERATOR)))
        return wrong(problem, t, name, "this name is taken", "the generator itself is always watched; choose another name");
    out->name = name;
    if (!read_kind(t, what, out, problem))
        return false;
    if (out->kind == MONITOR_PID && (!text_to_u64(out->argument, &pid) || pid == 0 || pid > INT32_MAX))
        return wrong(problem, t, out->argument, "not the number of a process", "write pid:4711");
    if (out->kind == MONITOR_EXE && memchr(out->argument.data, '/', out->argument.size))
        return wrong(problem, t, out->argument, "this is a path", "the name alone: exe:nginx");
    return true;
}
