/* SPDX-License-Identifier: MIT */
/* monitor/source.c - see source.h */
#include "monitor/source.h"

#include <stdarg.h>
#include <stdio.h>

enum error source_fail(struct source *s, enum error e, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(s->problem, sizeof s->problem, format, arguments);
    va_end(arguments);
    return e;
}
