/* SPDX-License-Identifier: MIT */
/* output/terminal.c - ioctl and environment; see terminal.h */
#include "output/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define DEFAULT_COLUMNS 80
#define DEFAULT_ROWS    24
#define SIZE_MAXIMUM    10000

/* "" when it is not set: most conventions treat the two alike. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value ? value : "";
}

static unsigned number_in_environment(const char *name, unsigned otherwise)
{
    uint64_t number;

    if (!text_to_u64(text_from(environment(name)), &number) || number == 0 || number > SIZE_MAXIMUM)
        return otherwise;
    return (unsigned)number;
}

struct terminal_size terminal_size(int fd)
{
    struct winsize window = {0};

    if (ioctl(fd, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 && window.ws_row > 0)
        return (struct terminal_size){window.ws_col, window.ws_row};
    return (struct terminal_size){number_in_environment("COLUMNS", DEFAULT_COLUMNS),
                                  number_in_environment("LINES", DEFAULT_ROWS)};
}

bool terminal_can_redraw(int fd)
{
    const char *kind = environment("TERM");

    return isatty(fd) && *kind && strcmp(kind, "dumb") != 0;
}

bool terminal_has_colour(int fd)
{
    const char *force = environment("CLICOLOR_FORCE");

    if (*environment("NO_COLOR"))
        return false;
    return (*force && strcmp(force, "0") != 0) || terminal_can_redraw(fd);
}

bool terminal_has_unicode(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < COUNT(names); i++) {
        const char *locale = environment(names[i]);

        if (*locale)
            return strcasestr(locale, "UTF-8") || strcasestr(locale, "utf8");
    }
    return false;
}

int terminal_open_without_wait(int fd)
{
    char path[PATH_MAX];
    int problem = ttyname_r(fd, path, sizeof path);

    if (problem != 0) {
        errno = problem;
        return -1;
    }
    return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}
