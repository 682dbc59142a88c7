/* SPDX-License-Identifier: MIT */
/* cli/monitoring.h - what --monitor and --cost ask for: read before the run, shown without secrets, then watched
 *
 * Not here: the language (monitor/spec.h), the watching (monitor/monitor.h).
 */
#ifndef CICADA_CLI_MONITORING_H
#define CICADA_CLI_MONITORING_H

#include "base/limits.h"
#include "cli/exit_codes.h"
#include "cli/options.h"
#include "monitor/monitor.h"

struct monitoring {
    struct monitor_spec specs[LIMIT_COMPONENTS];
    size_t count; /* of specs; there is one component more, the generator */
    struct resource_component components[LIMIT_COMPONENTS + 1];
};

/* Reads the options, whose arena keeps the texts. Says what is wrong itself. */
enum exit_code monitoring_read(struct monitoring *m, struct cli_options *options);

/* Appends the names of all components, as a list. */
void monitoring_list(const struct monitoring *m, struct buffer *out);
bool monitoring_has(const struct monitoring *m, struct text name);

/* The monitor, not begun. Says what is wrong itself. */
enum exit_code monitoring_open(const struct monitoring *m, const struct plan *plan, struct fibers *fibers, struct monitor **out);

#endif
