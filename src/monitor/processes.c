/* SPDX-License-Identifier: MIT */
/* monitor/processes.c - see processes.h */
#include "monitor/processes.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "monitor/proc.h"

#define PID_TEXT 16

/* A process of the component, from look to look. */
struct member {
    uint32_t pid;
    uint64_t start, ticks;
    double read, written; /* NAN: not known */
};

struct processes {
    struct source source;
    char *root;
    uint32_t pid;       /* of the first one; 0: by name */
    uint64_t pid_start; /* of it, once seen; 0: not yet */
    char name[16];
    bool alone; /* without children, without looking at others */

    struct process *all; /* of the machine, ascending by pid */
    size_t count, capacity;
    struct member *members, *before; /* ascending by pid */
    size_t member_count, before_count;

    bool looked;       /* a look has succeeded: what is new was started after it, or has to be without a past */
    uint64_t identity; /* counts how often none of the members was left */
    uint64_t newest;   /* start of the newest process that there was at the last look */
    double ticks, read, written;
    bool fds_denied, storage_denied;
};

/* ---- which processes ---- */

static bool add(struct processes *p, const struct process *one)
{
    if (p->count == LIMIT_PROC_ENTRIES)
        return false;
    if (p->count == p->capacity) {
        p->capacity = MAX(2 * p->capacity, (size_t)256);
        p->all = mem_resize(p->all, p->capacity, sizeof p->all[0]);
    }
    p->all[p->count++] = *one;
    return true;
}

static int by_pid(const void *left, const void *right)
{
    const struct process *a = left, *b = right;

    return (a->pid > b->pid) - (a->pid < b->pid);
}

static enum error list_all(struct processes *p)
{
    char path[PATH_MAX];
    DIR *directory;

    if (snprintf(path, sizeof path, "%s/proc", p->root) >= (int)sizeof path || !(directory = opendir(path)))
        return source_fail(&p->source, ERROR_IO, "/proc cannot be read: %m");
    p->count = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        struct process one;

        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && proc_process(p->root, entry->d_name, &one) == OK &&
            !add(p, &one))
            break;
    }
    closedir(directory);
    qsort(p->all, p->count, sizeof p->all[0], by_pid);
    return OK;
}

static const struct process *find(const struct processes *p, uint32_t pid)
{
    struct process wanted = {.pid = pid};

    return bsearch(&wanted, p->all, p->count, sizeof p->all[0], by_pid);
}

/* Walks up the parents. A list that was read while processes came and went may hold a circle: hence the bound. */
static bool descends_from(const struct processes *p, const struct process *one, uint32_t pid)
{
    for (unsigned steps = 0; one && steps < LIMIT_PROCESSES; steps++) {
        if (one->pid == pid)
            return true;
        one = one->parent && one->parent != one->pid ? find(p, one->parent) : NULL;
    }
    return false;
}

static bool is_member(const struct processes *p, const struct process *one)
{
    if (p->pid)
        return descends_from(p, one, p->pid);
    return strcmp(one->name, p->name) == 0 && one->pid != (uint32_t)getpid();
}

/* The process that was meant may have gone, and another one have its pid. */
static enum error look_for_first(struct processes *p)
{
    const struct process *first = find(p, p->pid);

    if (first && p->pid_start == 0)
        p->pid_start = first->start;
    if (first && first->start == p->pid_start)
        return OK;
    if (first)
        return source_fail(&p->source, ERROR_NOT_FOUND, "process %u has ended; another one has its number now", p->pid);
    return source_fail(&p->source, ERROR_NOT_FOUND, p->pid_start ? "process %u has ended" : "there is no process %u", p->pid);
}

/* ---- what they use ---- */

static const struct member *find_before(const struct processes *p, const struct process *one)
{
    size_t low = 0, high = p->before_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->before[middle].pid < one->pid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < p->before_count && p->before[low].pid == one->pid && p->before[low].start == one->start)
        return &p->before[low];
    return NULL;
}

static double difference(double now, double before)
{
    return isnan(now) || isnan(before) ? 0 : fmax(now - before, 0);
}

static void add_consumption(struct processes *p, const struct process *one, const struct member *m)
{
    struct member newborn = {0};
    const struct member *before = find_before(p, one);

    if (!before && p->looked && one->start > p->newest)
        before = &newborn;
    if (!before)
        return;
    p->ticks += difference((double)m->ticks, (double)before->ticks);
    p->read += difference(m->read, before->read);
    p->written += difference(m->written, before->written);
}

static void add_member(struct processes *p, const struct process *one, struct usage *out)
{
    struct member *m = &p->members[p->member_count++];
    char who[PID_TEXT];
    double fds;

    snprintf(who, sizeof who, "%u", one->pid);
    *m = (struct member){.pid = one->pid, .start = one->start, .ticks = one->ticks, .read = NAN, .written = NAN};
    if (!proc_storage(p->root, who, &m->read, &m->written)) {
        m->read = m->written = NAN;
        p->storage_denied |= errno == EACCES || errno == EPERM;
    }
    errno = 0;
    fds = proc_descriptors(p->root, who);
    p->fds_denied |= isnan(fds) && errno == EACCES;
    out->fds += isnan(fds) ? 0 : fds;
    out->memory += fmax(proc_memory(p->root, who), 0); /* 0 for one that has just ended */
    out->threads += one->threads;
    add_consumption(p, one, m);
}

/* Only a process with a network of its own can be told apart from the rest of the machine. */
static void add_network(const struct processes *p, struct usage *out)
{
    char who[PID_TEXT];

    if (p->member_count == 0)
        return;
    snprintf(who, sizeof who, "%u", p->members[0].pid);
    if (proc_has_own_network(p->root, who) && proc_network(p->root, who, &out->received, &out->sent))
        return;
    out->received = out->sent = NAN;
}

static void say_what_is_denied(struct processes *p, struct usage *out)
{
    if (p->fds_denied)
        out->fds = NAN;
    if (p->storage_denied)
        out->read = out->written = NAN;
    if (p->fds_denied || p->storage_denied)
        snprintf(p->source.problem, sizeof p->source.problem,
                 "no permission to see its open files and what it reads and writes: run as its user or as root to have them");
}

static bool any_survived(const struct processes *p)
{
    struct process one = {0};

    for (size_t i = 0; i < p->member_count; i++) {
        one.pid = p->members[i].pid;
        one.start = p->members[i].start;
        if (find_before(p, &one))
            return true;
    }
    return false;
}

static void gather(struct processes *p, struct usage *out)
{
    struct member *spare = p->before;
    uint64_t newest = p->newest;

    p->before = p->members;
    p->before_count = p->member_count;
    p->members = spare;
    p->member_count = 0;
    p->fds_denied = p->storage_denied = false;
    out->memory = out->fds = out->threads = 0;
    for (size_t i = 0; i < p->count && p->member_count < LIMIT_PROCESSES; i++) {
        if (p->alone || is_member(p, &p->all[i]))
            add_member(p, &p->all[i], out);
        newest = MAX(newest, p->all[i].start);
    }
    p->newest = newest;
    if (p->looked && p->member_count > 0 && !any_survived(p))
        p->identity++;
}

static enum error processes_look(struct source *source, struct usage *out)
{
    struct processes *p = CONTAINER_OF(source, struct processes, source);
    struct process self;
    enum error e;

    if (p->alone) {
        e = proc_process(p->root, "self", &self);
        if (e != OK)
            return source_fail(source, e, "/proc/self cannot be read");
        p->count = 0;
        add(p, &self);
    } else {
        e = list_all(p);
        if (e == OK && p->pid)
            e = look_for_first(p);
        if (e != OK)
            return e;
    }
    out->taken_ns = clock_now();
    gather(p, out);
    if (p->member_count == 0)
        return source_fail(source, ERROR_NOT_FOUND, "there is no process with the name \"%s\"", p->name);
    p->looked = true;
    out->identity = p->identity;
    out->cpu_s = p->ticks / proc_ticks_per_second();
    out->read = p->read;
    out->written = p->written;
    out->memory_limit = proc_machine_memory(p->root);
    add_network(p, out);
    say_what_is_denied(p, out);
    return OK;
}

static void processes_free(struct source *source)
{
    struct processes *p = CONTAINER_OF(source, struct processes, source);

    mem_free(p->root);
    mem_free(p->all);
    mem_free(p->members);
    mem_free(p->before);
    mem_free(p);
}

static const struct source_ops ops = {.look = processes_look, .free = processes_free, .blocks = true};

static struct processes *make(const char *root)
{
    struct processes *p = MEM_NEW(struct processes);

    p->source.ops = &ops;
    p->root = mem_strdup(root);
    p->members = mem_alloc(LIMIT_PROCESSES * sizeof p->members[0]);
    p->before = mem_alloc(LIMIT_PROCESSES * sizeof p->before[0]);
    return p;
}

struct source *processes_of_pid(const char *root, uint32_t pid)
{
    struct processes *p = make(root);

    p->pid = pid;
    return &p->source;
}

struct source *processes_of_name(const char *root, struct text name)
{
    struct processes *p = make(root);

    snprintf(p->name, sizeof p->name, "%.*s", (int)name.size, name.data);
    return &p->source;
}

struct source *processes_of_self(const char *root)
{
    struct processes *p = make(root);

    p->alone = true;
    return &p->source;
}
