/* SPDX-License-Identifier: MIT */
/* cli/complain.c - see complain.h */
#include "cli/complain.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/log.h"
#include "output/escape.h"

static bool log_is_elsewhere;
static struct buffer *elsewhere; /* NULL: the log, or the terminal */

void complain_into(struct buffer *b)
{
    elsewhere = b;
}

void complain_beside_log(void)
{
    log_is_elsewhere = true;
}

/* Of what is too long for the buffer: it says more than nothing. */
static void keep_beginning(struct buffer *b, const char *message)
{
    buffer_append(b, message, MIN(strlen(message), b->maximum - b->size));
}

void complain_plainly(const char *message)
{
    struct text rest = text_from(message);
    struct buffer out;

    if (elsewhere) {
        keep_beginning(elsewhere, message);
        return;
    }
    buffer_init(&out, LIMIT_CONFIG_FILE);
    buffer_string(&out, "cicada: ");
    while (rest.data) {
        escape_terminal(text_cut(&rest, '\n'), &out);
        buffer_byte(&out, '\n');
    }
    fputs(buffer_cstring(&out), stderr);
    buffer_free(&out);
}

void complain(const char *format, ...)
{
    char message[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (elsewhere) {
        keep_beginning(elsewhere, message);
        return;
    }
    log_error("cicada.main", "%s", message);
    if (log_is_elsewhere)
        complain_plainly(message);
}
