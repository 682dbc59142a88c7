/* SPDX-License-Identifier: MIT */
/* user/mistake.c - what the code of a scenario must not do, and does: counted with its user class and task, logged once of a kind
 *
 * The counterpart of an exception that a task in Python does not catch. The user goes on all the same.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/log.h"
#include "user/user.h"

void user_mistake(const struct cic_user *u, const char *format, ...)
{
    char message[LIMIT_ERROR_TEXT], where[2 * LIMIT_NAME_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    snprintf(where, sizeof where, "%s, task \"%s\"", u->class ? u->class->name : "the test", u->task_name);
    if (stats_exception(u->world->stats, text_from(message), text_from(where)))
        log_error("cicada.scenario", "%s: %s", where, message);
}
