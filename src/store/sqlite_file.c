/* SPDX-License-Identifier: MIT */
/* store/sqlite_file.c - whose a file is, told by its first bytes; see sqlite.h
 *
 * The first bytes are read without SQLite: it would recover the journal of a file that is not ours, and that is a change. A new
 * file is made in SQLite's older mode and then switched, so that the application number is in the file itself from the beginning
 * and not only in the log beside it.
 *
 * Closing any descriptor of a file lets go of all locks that the process has on it (POSIX locks, fcntl(2)), also those of SQLite
 * in another thread. So the files that are open are known, and one of them is not looked at again.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folders.h"
#include "base/mem.h"

#define HEADER_SIZE           100 /* of a SQLite file (sqlite.org/fileformat2.html, section 1.3) */
#define SCHEMA_COOKIE_OFFSET  40  /* grows with each change of tables */
#define APPLICATION_ID_OFFSET 68
#define MAGIC                 "SQLite format 3"

struct sqlite_file {
    dev_t device;
    ino_t inode;
    unsigned count; /* of those who have it open */
    struct sqlite_file *next;
};

static struct {
    pthread_mutex_t lock;
    struct sqlite_file *first;
} files = {.lock = PTHREAD_MUTEX_INITIALIZER};

enum file_kind { FILE_MISSING, FILE_EMPTY, FILE_OURS, FILE_OTHER_DATABASE, FILE_NO_DATABASE };

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A database without a number in which there never was a table is nobody's: another process may be about to make its store of it.
 */
static enum file_kind kind_of_database(const unsigned char header[HEADER_SIZE])
{
    uint32_t id = big_endian(header + APPLICATION_ID_OFFSET);

    if (id == SQLITE_STORE_ID)
        return FILE_OURS;
    return id == 0 && big_endian(header + SCHEMA_COOKIE_OFFSET) == 0 ? FILE_EMPTY : FILE_OTHER_DATABASE;
}

/* ERROR_IO with errno. */
static enum error look_at_file(const char *path, enum file_kind *kind)
{
    unsigned char header[HEADER_SIZE] = {0};
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not make us wait */
    ssize_t size;

    *kind = FILE_MISSING;
    if (fd < 0)
        return errno == ENOENT ? OK : ERROR_IO;
    *kind = FILE_NO_DATABASE;
    size = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? pread(fd, header, sizeof header, 0) : 1;
    close(fd);
    if (size < 0)
        return ERROR_IO;
    if (size == 0)
        *kind = FILE_EMPTY;
    else if (size == HEADER_SIZE && memcmp(header, MAGIC, sizeof MAGIC) == 0)
        *kind = kind_of_database(header);
    return OK;
}

/* The log files beside it get the mode of the file. */
static enum error make_file(const char *path)
{
    int fd;

    if (folders_make_above(path, 0700) != OK)
        return ERROR_IO;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return ERROR_IO;
    return close(fd) == 0 ? OK : ERROR_IO;
}

static enum error check(const char *path, bool create, char *problem)
{
    enum file_kind kind;
    enum error e = look_at_file(path, &kind);

    if (e == OK && kind == FILE_MISSING && !create) {
        snprintf(problem, STORE_PROBLEM, "there is no store \"%s\"", path);
        return ERROR_NOT_FOUND;
    }
    if (e == OK && kind == FILE_MISSING)
        e = make_file(path);
    if (e != OK) {
        snprintf(problem, STORE_PROBLEM, "the store \"%s\": %m", path);
        return e;
    }
    if (kind != FILE_OTHER_DATABASE && kind != FILE_NO_DATABASE)
        return OK;
    snprintf(problem, STORE_PROBLEM, "the store \"%s\" is not one of Cicada's, or is damaged: %s. It was not changed", path,
             kind == FILE_NO_DATABASE ? "it is no SQLite file" : "it is a SQLite file of another program");
    return ERROR_SYNTAX;
}

static struct sqlite_file *find_open(const struct stat *status)
{
    struct sqlite_file *f = files.first;

    while (f && (f->device != status->st_dev || f->inode != status->st_ino))
        f = f->next;
    return f;
}

static struct sqlite_file *add_open(const struct stat *status)
{
    struct sqlite_file *f = MEM_NEW(struct sqlite_file);

    *f = (struct sqlite_file){.device = status->st_dev, .inode = status->st_ino, .next = files.first};
    files.first = f;
    return f;
}

/* Under the lock. */
static enum error open_file(struct sqlite_file **out, const char *path, bool create, char *problem)
{
    struct stat status;
    enum error e;

    *out = stat(path, &status) == 0 ? find_open(&status) : NULL;
    if (!*out) {
        e = check(path, create, problem);
        if (e != OK)
            return e;
        if (stat(path, &status) != 0) {
            snprintf(problem, STORE_PROBLEM, "the store \"%s\": %m", path);
            return ERROR_IO;
        }
        *out = add_open(&status);
    }
    (*out)->count++;
    return OK;
}

enum error sqlite_file_open(struct sqlite_file **out, const char *path, bool create, char *problem)
{
    enum error e;

    pthread_mutex_lock(&files.lock);
    e = open_file(out, path, create, problem);
    pthread_mutex_unlock(&files.lock);
    return e;
}

void sqlite_file_close(struct sqlite_file *f)
{
    if (!f)
        return;
    pthread_mutex_lock(&files.lock);
    if (--f->count == 0) {
        struct sqlite_file **at = &files.first;

        while (*at != f)
            at = &(*at)->next;
        *at = f->next;
        mem_free(f);
    }
    pthread_mutex_unlock(&files.lock);
}
