/* SPDX-License-Identifier: MIT */
/* monitor/proc.c - see proc.h */
#include "monitor/proc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

/* Places of the numbers behind the name in /proc/PID/stat, counted from the state, which is field 3 of proc(5). */
enum { STAT_PARENT = 1, STAT_USER_TICKS = 11, STAT_SYSTEM_TICKS = 12, STAT_THREADS = 17, STAT_START = 19, STAT_FIELDS = 20 };

/* Places in a line of /proc/net/dev behind the name of the interface. */
enum { NET_RECEIVED = 0, NET_SENT = 8, NET_FIELDS = 9 };

/* ---- files ---- */

static enum error fill(int fd, struct buffer *out)
{
    for (;;) {
        char *room = buffer_reserve(out, 4096);
        ssize_t got;

        if (!room)
            return ERROR_TOO_LARGE;
        do
            got = read(fd, room, 4096);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return errno == ESRCH ? ERROR_NOT_FOUND : ERROR_IO;
        if (got == 0)
            return OK;
        buffer_commit(out, (size_t)got);
    }
}

static enum error read_path(struct buffer *out, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), error_number;
    enum error e;

    buffer_clear(out);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == ESRCH ? ERROR_NOT_FOUND : ERROR_IO;
    e = fill(fd, out);
    error_number = errno;
    close(fd);
    errno = error_number;
    return e;
}

enum error proc_read(struct buffer *out, const char *path_format, ...)
{
    char path[PATH_MAX];
    va_list arguments;
    int size;

    va_start(arguments, path_format);
    size = vsnprintf(path, sizeof path, path_format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof path)
        return ERROR_NOT_FOUND;
    return read_path(out, path);
}

bool proc_find_number(struct text t, const char *key, uint64_t *number)
{
    struct text wanted = text_from(key);

    while (t.data) {
        struct text line = text_cut(&t, '\n');

        if (!text_starts_with(line, wanted))
            continue;
        line = text_trim((struct text){line.data + wanted.size, line.size - wanted.size});
        if (text_to_u64(text_cut(&line, ' '), number))
            return true;
    }
    return false;
}

/* ---- one process ---- */

double proc_ticks_per_second(void)
{
    return (double)sysconf(_SC_CLK_TCK);
}

/* The name stands in parentheses and may hold any byte, parentheses and line ends too. */
bool proc_parse_stat(struct text t, struct process *out)
{
    const char *open = t.data ? memchr(t.data, '(', t.size) : NULL,
               *close = open ? memrchr(open, ')', t.size - (size_t)(open - t.data)) : NULL;
    struct text fields[STAT_FIELDS], rest;
    uint64_t pid, parent, user, system, threads;
    size_t name_size;

    if (!close || (size_t)(close - t.data) + 2 > t.size)
        return false;
    rest = (struct text){close + 2, t.size - (size_t)(close + 2 - t.data)};
    for (size_t i = 0; i < STAT_FIELDS; i++)
        fields[i] = rest.data ? text_cut(&rest, ' ') : (struct text){"", 0};
    if (!text_to_u64(text_trim((struct text){t.data, (size_t)(open - t.data)}), &pid) ||
        !text_to_u64(fields[STAT_PARENT], &parent) || !text_to_u64(fields[STAT_USER_TICKS], &user) ||
        !text_to_u64(fields[STAT_SYSTEM_TICKS], &system) || !text_to_u64(fields[STAT_THREADS], &threads) ||
        !text_to_u64(text_trim(fields[STAT_START]), &out->start) || pid > UINT32_MAX || parent > UINT32_MAX)
        return false;
    out->pid = (uint32_t)pid;
    out->parent = (uint32_t)parent;
    out->ticks = user + system;
    out->threads = (uint32_t)MIN(threads, (uint64_t)UINT32_MAX);
    name_size = MIN((size_t)(close - open - 1), sizeof out->name - 1);
    memcpy(out->name, open + 1, name_size);
    out->name[name_size] = '\0';
    return true;
}

enum error proc_process(const char *root, const char *who, struct process *out)
{
    struct buffer text;
    enum error e;

    buffer_init(&text, LIMIT_PROC_FILE);
    e = proc_read(&text, "%s/proc/%s/stat", root, who);
    if (e == OK && !proc_parse_stat(buffer_view(&text), out))
        e = ERROR_SYNTAX;
    buffer_free(&text);
    return e;
}

double proc_memory(const char *root, const char *who)
{
    struct text rest, pages = {"", 0};
    struct buffer text;
    uint64_t number = 0;
    bool known;

    buffer_init(&text, LIMIT_PROC_FILE);
    known = proc_read(&text, "%s/proc/%s/statm", root, who) == OK;
    rest = buffer_view(&text);
    text_cut(&rest, ' '); /* the size of its address space */
    if (rest.data)
        pages = text_cut(&rest, ' ');
    known = known && text_to_u64(pages, &number);
    buffer_free(&text);
    return known ? (double)number * (double)sysconf(_SC_PAGESIZE) : NAN;
}

static double count_entries(const char *path)
{
    DIR *directory = opendir(path);
    double count = 0;

    if (!directory)
        return NAN;
    for (struct dirent *entry; (entry = readdir(directory));)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

double proc_descriptors(const char *root, const char *who)
{
    char path[PATH_MAX];
    struct stat status;

    if (snprintf(path, sizeof path, "%s/proc/%s/fd", root, who) >= (int)sizeof path)
        return NAN;
    /* Linux says the number as the size of the directory since 6.2: counting ten thousand of them takes milliseconds. */
    if (!*root && stat(path, &status) == 0 && status.st_size > 0 && access(path, R_OK) == 0)
        return (double)status.st_size;
    return count_entries(path);
}

bool proc_storage(const char *root, const char *who, double *read, double *written)
{
    uint64_t in = 0, out = 0;
    struct buffer text;
    bool known;

    buffer_init(&text, LIMIT_PROC_FILE);
    known = proc_read(&text, "%s/proc/%s/io", root, who) == OK && proc_find_number(buffer_view(&text), "read_bytes:", &in) &&
            proc_find_number(buffer_view(&text), "write_bytes:", &out);
    buffer_free(&text);
    *read = (double)in;
    *written = (double)out;
    return known;
}

/* ---- network ---- */

/* "  eth0: 1296 12 0 0 0 0 0 0 2200 20 ..." */
static void add_interface(struct text line, double *received, double *sent)
{
    struct text name = text_trim(text_cut(&line, ':'));
    double numbers[NET_FIELDS] = {0};
    size_t count = 0;

    while (line.data && count < NET_FIELDS) {
        struct text word = text_cut(&line, ' ');
        uint64_t number;

        if (text_to_u64(word, &number))
            numbers[count++] = (double)number;
    }
    if (count < NET_FIELDS || text_equal(name, TEXT("lo")))
        return;
    *received += numbers[NET_RECEIVED];
    *sent += numbers[NET_SENT];
}

bool proc_network(const char *root, const char *who, double *received, double *sent)
{
    struct buffer text;
    struct text rest;
    bool known;

    buffer_init(&text, LIMIT_PROC_FILE);
    known = proc_read(&text, "%s/proc/%s/net/dev", root, who) == OK;
    *received = *sent = 0;
    rest = buffer_view(&text);
    while (known && rest.data)
        add_interface(text_cut(&rest, '\n'), received, sent);
    buffer_free(&text);
    return known;
}

static bool read_link(char *out, size_t size, const char *root, const char *who)
{
    char path[PATH_MAX];
    ssize_t got;

    if (snprintf(path, sizeof path, "%s/proc/%s/ns/net", root, who) >= (int)sizeof path)
        return false;
    got = readlink(path, out, size - 1);
    if (got < 0)
        return false;
    out[got] = '\0';
    return true;
}

bool proc_has_own_network(const char *root, const char *who)
{
    char its[64], ours[64];

    return read_link(its, sizeof its, root, who) && read_link(ours, sizeof ours, root, "self") && strcmp(its, ours) != 0;
}

double proc_machine_memory(const char *root)
{
    uint64_t kib = 0;
    struct buffer text;
    bool known;

    buffer_init(&text, LIMIT_PROC_FILE);
    known = proc_read(&text, "%s/proc/meminfo", root) == OK && proc_find_number(buffer_view(&text), "MemTotal:", &kib);
    buffer_free(&text);
    return known ? (double)kib * KIB : NAN;
}
