/* SPDX-License-Identifier: MIT */
/* output/report_file.c - see report_file.h */
#include "output/report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/folders.h"
#include "base/mem.h"

#define TEMPORARY_SUFFIX ".part"

/* True where a rename would replace something that is more than a file. */
static bool is_special(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* Where links lead; the path itself when nothing is there yet. */
static char *final_path(const char *path)
{
    char *resolved = realpath(path, NULL);
    char *copy = mem_strdup(resolved ? resolved : path);

    free(resolved); /* memory of a library */
    return copy;
}

/* Frees the paths without losing errno, which the caller reports. */
static enum error close_with(struct report_file *f, enum error result)
{
    int reason = errno;

    mem_free(f->path);
    mem_free(f->temporary);
    *f = (struct report_file){0};
    errno = reason;
    return result;
}

enum error report_file_open(struct report_file *f, const char *path)
{
    *f = (struct report_file){.path = final_path(path)};
    if (!is_special(f->path))
        f->temporary = mem_printf("%s" TEMPORARY_SUFFIX, f->path);
    f->stream = fopen(f->temporary ? f->temporary : f->path, "we");
    return f->stream ? OK : close_with(f, ERROR_IO);
}

enum error report_file_commit(struct report_file *f)
{
    bool written = !ferror(f->stream);
    int reason = EIO; /* of an earlier write; stdio keeps no reason */

    if (fflush(f->stream) != 0) {
        written = false;
        reason = errno;
    }
    if (fclose(f->stream) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written && f->temporary && rename(f->temporary, f->path) < 0) {
        written = false;
        reason = errno;
    }
    if (!written && f->temporary)
        unlink(f->temporary);
    errno = reason;
    return close_with(f, written ? OK : ERROR_IO);
}

void report_file_abandon(struct report_file *f)
{
    if (!f->stream)
        return;
    fclose(f->stream);
    if (f->temporary)
        unlink(f->temporary);
    close_with(f, OK);
}

enum error report_file_check(const char *path, char *problem, size_t size)
{
    struct stat status;
    bool is_new = lstat(path, &status) < 0;
    int fd = -1;

    if (folders_make_above(path, 0777) == OK)
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    /* A pipe that nobody reads yet cannot be opened without waiting, but it can be written later. */
    if (fd < 0 && errno != ENXIO) {
        snprintf(problem, size, "cannot write %s: %m", path);
        return ERROR_IO;
    }
    if (fd >= 0)
        close(fd);
    if (fd >= 0 && is_new)
        unlink(path); /* an empty file would be taken for a report, should the run crash */
    return OK;
}
