/* SPDX-License-Identifier: MIT */
/* cli/host_check.h - does the host answer, before the first user?
 *
 * Resolves each host's name and opens a connection, which it closes again, within three seconds, so that a wrong --host is said
 * at once and once, and not as thousands of failed requests.
 */
#ifndef CICADA_CLI_HOST_CHECK_H
#define CICADA_CLI_HOST_CHECK_H

#include "http/settings.h"

/* Waits on the current fiber. False when one of the origins (NULL entries are passed over) cannot be reached; said on the log,
 * with what to look at. */
bool host_check(struct http_settings *http, const struct http_origin *const *origins, size_t count);

#endif
