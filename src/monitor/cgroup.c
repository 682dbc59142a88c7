/* SPDX-License-Identifier: MIT */
/* monitor/cgroup.c - see cgroup.h */
#include "monitor/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "monitor/docker.h"
#include "monitor/proc.h"

#define TREE         "/sys/fs/cgroup"
#define PID_TEXT     16
#define NAME_SIZE    256
#define NO_LIMIT     0x1p62 /* version 1 writes about this much where there is none */
#define UNITS_TREE_1 "systemd"

enum finding { BY_PATH, BY_UNIT, BY_CONTAINER };

struct cgroup {
    struct source source;
    char *root;
    enum finding finding;
    char name[NAME_SIZE]; /* path, unit or container */
    char path[PATH_MAX];  /* of the group below the tree; empty until it is found */
    bool one_tree;        /* version 2 */
    const char *tree;     /* in which the group is: "", in version 1 that of a controller */
    uint64_t identity;    /* counts how often it was found anew */
    uint32_t pids[LIMIT_PROCESSES];
    size_t pid_count;
    struct buffer text; /* the file being read */
};

/* ---- files of a group ---- */

/* The file of a controller, which has a tree of its own in version 1. False when it is not there. */
static bool read_file(struct cgroup *c, const char *controller, const char *file)
{
    if (c->one_tree)
        return proc_read(&c->text, "%s" TREE "%s/%s", c->root, c->path, file) == OK;
    return proc_read(&c->text, "%s" TREE "/%s%s/%s", c->root, controller, c->path, file) == OK;
}

/* A file that holds one number; NAN for "max" and all else. */
static double read_number(struct cgroup *c, const char *controller, const char *file)
{
    uint64_t number;

    if (!read_file(c, controller, file) || !text_to_u64(text_trim(buffer_view(&c->text)), &number))
        return NAN;
    return (double)number;
}

static double read_keyed(struct cgroup *c, const char *controller, const char *file, const char *key)
{
    uint64_t number;

    if (!read_file(c, controller, file) || !proc_find_number(buffer_view(&c->text), key, &number))
        return NAN;
    return (double)number;
}

static double cpu_seconds(struct cgroup *c)
{
    if (c->one_tree)
        return read_keyed(c, "", "cpu.stat", "usage_usec ") / 1e6;
    return read_number(c, "cpuacct", "cpuacct.usage") / 1e9;
}

static void look_at_memory(struct cgroup *c, struct usage *out)
{
    double charged = read_number(c, "memory", c->one_tree ? "memory.current" : "memory.usage_in_bytes");
    double idle_cache = read_keyed(c, "memory", "memory.stat", c->one_tree ? "inactive_file " : "total_inactive_file ");

    out->memory = isnan(charged) || isnan(idle_cache) ? charged : fmax(charged - idle_cache, 0);
    out->memory_limit = read_number(c, "memory", c->one_tree ? "memory.max" : "memory.limit_in_bytes");
    if (isnan(out->memory_limit) || out->memory_limit >= NO_LIMIT)
        out->memory_limit = proc_machine_memory(c->root);
}

/* The sum of all numbers behind `key` in the text: one a device. */
static double sum_behind(struct text t, const char *key)
{
    struct text wanted = text_from(key);
    double sum = 0;

    for (const char *at; t.size > 0 && (at = memmem(t.data, t.size, wanted.data, wanted.size));) {
        struct text number = {at + wanted.size, 0};
        uint64_t value;

        while (number.data + number.size < t.data + t.size && number.data[number.size] >= '0' && number.data[number.size] <= '9')
            number.size++;
        sum += text_to_u64(number, &value) ? (double)value : 0;
        t = (struct text){number.data + number.size, (size_t)(t.data + t.size - number.data) - number.size};
    }
    return sum;
}

static void look_at_storage(struct cgroup *c, struct usage *out)
{
    if (!read_file(c, "blkio", c->one_tree ? "io.stat" : "blkio.throttle.io_service_bytes_recursive"))
        return;
    out->read = sum_behind(buffer_view(&c->text), c->one_tree ? " rbytes=" : " Read ");
    out->written = sum_behind(buffer_view(&c->text), c->one_tree ? " wbytes=" : " Write ");
}

/* ---- its processes ---- */

static void take_pids(struct cgroup *c, struct text t)
{
    while (t.data && c->pid_count < LIMIT_PROCESSES) {
        uint64_t pid;

        if (text_to_u64(text_cut(&t, '\n'), &pid) && pid > 0 && pid <= UINT32_MAX)
            c->pids[c->pid_count++] = (uint32_t)pid;
    }
}

/* Those of the group and of the groups below it. `path` is used up as far as it is filled. */
static void list_pids(struct cgroup *c, char path[PATH_MAX], unsigned depth)
{
    size_t size = strlen(path);
    DIR *directory;

    if (proc_read(&c->text, "%s/cgroup.procs", path) == OK)
        take_pids(c, buffer_view(&c->text));
    directory = depth < LIMIT_CGROUP_DEPTH ? opendir(path) : NULL;
    if (!directory)
        return;
    for (struct dirent *entry; c->pid_count < LIMIT_PROCESSES && (entry = readdir(directory));) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        if (snprintf(path + size, PATH_MAX - size, "/%s", entry->d_name) < (int)(PATH_MAX - size))
            list_pids(c, path, depth + 1);
        path[size] = '\0';
    }
    closedir(directory);
}

static void look_at_processes(struct cgroup *c, struct usage *out)
{
    bool denied = false;
    char path[PATH_MAX], who[PID_TEXT];

    c->pid_count = 0;
    if (snprintf(path, sizeof path, "%s" TREE "%s%s", c->root, c->tree, c->path) < (int)sizeof path)
        list_pids(c, path, 0);
    out->fds = out->threads = 0;
    for (size_t i = 0; i < c->pid_count; i++) {
        struct process one;
        double fds;

        snprintf(who, sizeof who, "%u", c->pids[i]);
        if (proc_process(c->root, who, &one) != OK)
            continue;
        out->threads += one.threads;
        errno = 0;
        fds = proc_descriptors(c->root, who);
        denied |= isnan(fds) && errno == EACCES;
        out->fds += isnan(fds) ? 0 : fds;
        if (isnan(out->received) && proc_has_own_network(c->root, who) && !proc_network(c->root, who, &out->received, &out->sent))
            out->received = out->sent = NAN;
    }
    if (!denied)
        return;
    out->fds = NAN;
    source_fail(&c->source, OK,
                "no permission to see the open files of its processes: run as their user or as root to have them");
}

/* ---- which group ---- */

/* In version 1 systemd gives a unit groups only in the trees of the controllers that it asked for. */
static bool is_there(struct cgroup *c)
{
    static const char *const trees_1[] = {"/memory", "/cpuacct", "/" UNITS_TREE_1, NULL}, *const trees_2[] = {"", NULL};
    char path[PATH_MAX];
    struct stat status;

    for (const char *const *tree = c->one_tree ? trees_2 : trees_1; c->path[0] && *tree; tree++) {
        if (snprintf(path, sizeof path, "%s" TREE "%s%s", c->root, *tree, c->path) < PATH_MAX && stat(path, &status) == 0) {
            c->tree = *tree;
            return true;
        }
    }
    return false;
}

static enum error find_by_path(struct cgroup *c)
{
    const char *name = c->name;

    if (strncmp(name, TREE "/", strlen(TREE "/")) == 0)
        name += strlen(TREE);
    snprintf(c->path, sizeof c->path, "%s%s", name[0] == '/' ? "" : "/", name);
    if (is_there(c))
        return OK;
    return source_fail(&c->source, ERROR_NOT_FOUND, "there is no control group \"%.150s\" below " TREE, c->name);
}

/* Looks for a directory called like the unit; its path below the tree goes to c->path. */
static bool find_directory(struct cgroup *c, char path[PATH_MAX], size_t tree_size, unsigned depth)
{
    size_t size = strlen(path);
    DIR *directory = depth < LIMIT_CGROUP_DEPTH ? opendir(path) : NULL;
    bool found = false;

    if (!directory)
        return false;
    for (struct dirent *entry; !found && (entry = readdir(directory));) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.' ||
            snprintf(path + size, PATH_MAX - size, "/%s", entry->d_name) >= (int)(PATH_MAX - size))
            continue;
        found = strcmp(entry->d_name, c->name) == 0;
        if (found)
            snprintf(c->path, sizeof c->path, "%s", path + tree_size);
        else
            found = find_directory(c, path, tree_size, depth + 1);
        path[size] = '\0';
    }
    closedir(directory);
    return found;
}

static enum error find_by_unit(struct cgroup *c)
{
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s" TREE "%s", c->root, c->one_tree ? "" : "/" UNITS_TREE_1);

    if (size < (int)sizeof path && find_directory(c, path, (size_t)size, 0) && is_there(c))
        return OK;
    return source_fail(&c->source, ERROR_NOT_FOUND, "systemd runs no unit \"%.150s\"", c->name);
}

/* From /proc/PID/cgroup: "0::/path" of version 2, "5:memory:/path" of version 1. */
static bool take_path(struct cgroup *c, struct text t)
{
    while (t.data) {
        struct text line = text_cut(&t, '\n'), number = text_cut(&line, ':');
        struct text controllers = line.data ? text_cut(&line, ':') : line;

        if (!line.data || line.size >= sizeof c->path)
            continue;
        if (c->one_tree ? text_equal(number, TEXT("0")) : text_list_has(controllers, TEXT("memory"))) {
            snprintf(c->path, sizeof c->path, "%.*s", (int)line.size, line.data);
            return true;
        }
    }
    return false;
}

/* A container that runs systemd, or one of Podman, has its first process in a group below its own: what has its id is meant. */
static void cut_below(char *path, const char *id)
{
    char *own = *id ? strstr(path, id) : NULL, *below = own ? strchr(own, '/') : NULL;

    if (below)
        *below = '\0';
}

static enum error find_by_container(struct cgroup *c)
{
    struct container container;
    enum error e = docker_container(&c->source, c->root, c->name, &container);

    if (e != OK)
        return e;
    if (proc_read(&c->text, "%s/proc/%u/cgroup", c->root, container.pid) == OK && take_path(c, buffer_view(&c->text))) {
        cut_below(c->path, container.id);
        if (is_there(c))
            return OK;
    }
    return source_fail(&c->source, ERROR_NOT_FOUND, "the control group of container \"%.64s\" is not on this machine", c->name);
}

/* Version 2 has the list of controllers at the top of its tree. */
static void look_at_version(struct cgroup *c)
{
    c->one_tree = proc_read(&c->text, "%s" TREE "/cgroup.controllers", c->root) == OK;
}

static enum error find(struct cgroup *c)
{
    static enum error (*const finders[])(struct cgroup *) = {
        [BY_PATH] = find_by_path, [BY_UNIT] = find_by_unit, [BY_CONTAINER] = find_by_container};
    enum error e;

    if (is_there(c))
        return OK;
    look_at_version(c);
    e = finders[c->finding](c);
    if (e == OK)
        c->identity++;
    else
        c->path[0] = '\0';
    return e;
}

static enum error cgroup_look(struct source *source, struct usage *out)
{
    struct cgroup *c = CONTAINER_OF(source, struct cgroup, source);
    enum error e = find(c);

    if (e != OK)
        return e;
    out->taken_ns = clock_now();
    out->identity = c->identity;
    out->cpu_s = cpu_seconds(c);
    look_at_memory(c, out);
    look_at_storage(c, out);
    look_at_processes(c, out);
    return OK;
}

static void cgroup_free(struct source *source)
{
    struct cgroup *c = CONTAINER_OF(source, struct cgroup, source);

    buffer_free(&c->text);
    mem_free(c->root);
    mem_free(c);
}

static const struct source_ops ops = {.look = cgroup_look, .free = cgroup_free, .blocks = true};

static struct cgroup *make(const char *root, enum finding finding, struct text name)
{
    struct cgroup *c = MEM_NEW(struct cgroup);

    c->source.ops = &ops;
    c->root = mem_strdup(root);
    c->finding = finding;
    snprintf(c->name, sizeof c->name, "%.*s", (int)MIN(name.size, sizeof c->name - 1), name.data);
    buffer_init(&c->text, LIMIT_PROC_FILE);
    return c;
}

struct source *cgroup_of_path(const char *root, struct text path)
{
    return &make(root, BY_PATH, path)->source;
}

/* Those of systemd's kinds of units that have a control group. "shop.v2" is none of them, and means "shop.v2.service". */
static bool is_unit_name(struct text name)
{
    static const struct text kinds[] = {TEXT(".service"), TEXT(".slice"), TEXT(".scope"),
                                        TEXT(".socket"),  TEXT(".mount"), TEXT(".swap")};

    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_ends_with(name, kinds[i]))
            return true;
    return false;
}

struct source *cgroup_of_unit(const char *root, struct text unit)
{
    struct cgroup *c = make(root, BY_UNIT, unit);
    size_t size = strlen(c->name);

    if (!is_unit_name(text_from(c->name)))
        snprintf(c->name + size, sizeof c->name - size, ".service");
    return &c->source;
}

struct source *cgroup_of_container(const char *root, struct text container)
{
    return &make(root, BY_CONTAINER, container)->source;
}
