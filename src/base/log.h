/* SPDX-License-Identifier: MIT */
/* base/log.h - log lines in Locust's form, on stderr or in a file
 *
 *   [2026-08-22 10:00:00,123] host/INFO/cicada.main: message
 *
 * Control characters in messages are written as \xNN, so that what a server sends cannot drive a terminal. Above
 * LIMIT_LOG_LINES_PER_SECOND lines are counted, and the count is logged when the second has passed.
 *
 * Not here: tables and the live view (output/), which share the terminal by way of log_set_hook.
 */
#ifndef CICADA_BASE_LOG_H
#define CICADA_BASE_LOG_H

#include "base/base.h"
#include "base/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_CRITICAL };

/* Lines below `level` are dropped. */
void log_set_level(enum log_level level);
enum log_level log_get_level(void);
/* "INFO" in any case; false when it is none of the five names. */
MUST_USE bool log_parse_level(const char *name, enum log_level *level);

/* Appends to a file instead of stderr; ERROR_IO with errno set when it cannot be opened. */
MUST_USE enum error log_open(const char *path);
void log_close(void);

/* Called before and after each line, or plain text, that goes to stderr: the live view clears and redraws itself. It must not
 * log. NULL removes it. */
typedef void log_hook(void *context, bool before);
void log_set_hook(log_hook *hook, void *context);

/* errno is what %m says, and stays as it was. */
void log_write(enum log_level level, const char *logger, const char *format, ...) PRINTF_LIKE(3, 4);

/* Lines of text without a prefix, as Locust's stats_logger prints its tables; same sink, level INFO, not rate limited. A line end
 * is added if the text has none. */
void log_plain(const char *text);

#define log_debug(logger, ...)   (log_get_level() <= LOG_DEBUG ? log_write(LOG_DEBUG, logger, __VA_ARGS__) : (void)0)
#define log_info(logger, ...)    log_write(LOG_INFO, logger, __VA_ARGS__)
#define log_warning(logger, ...) log_write(LOG_WARNING, logger, __VA_ARGS__)
#define log_error(logger, ...)   log_write(LOG_ERROR, logger, __VA_ARGS__)

#endif
