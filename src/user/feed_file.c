/* SPDX-License-Identifier: MIT */
/* user/feed_file.c - see user/feed_file.h */
#include "user/feed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"

#define LOGGER "cicada.scenario"

/* A folder, a pipe or a device is not read: its end may never come. */
static bool is_readable(int file, const char *path, size_t *size)
{
    struct stat status;

    if (fstat(file, &status) != 0) {
        log_error(LOGGER, "feed %s cannot be read: %m", path);
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        log_error(LOGGER, "feed %s is no file", path);
        return false;
    }
    if ((uint64_t)status.st_size > LIMIT_FEED_SIZE) {
        log_error(LOGGER, "feed %s is larger than %zu MiB", path, LIMIT_FEED_SIZE / MIB);
        return false;
    }
    *size = (size_t)status.st_size;
    return true;
}

static char *read_whole(int file, const char *path, size_t *size)
{
    char *bytes = mem_alloc(*size + 1);
    size_t done = 0;

    while (done < *size) {
        ssize_t got = read(file, bytes + done, *size - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            log_error(LOGGER, "feed %s cannot be read: %m", path);
            mem_free(bytes);
            return NULL;
        }
        if (got == 0) /* it became shorter meanwhile */
            break;
        done += (size_t)got;
    }
    bytes[done] = '\0';
    *size = done;
    return bytes;
}

char *feed_file_read(const char *path, size_t *size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    char *bytes = NULL;

    if (file < 0) {
        log_error(LOGGER, "feed %s cannot be opened: %m", path);
        return NULL;
    }
    if (is_readable(file, path, size))
        bytes = read_whole(file, path, size);
    close(file);
    return bytes;
}
