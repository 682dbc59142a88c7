/* SPDX-License-Identifier: MIT */
/* monitor/spec.h - what is to be watched, as users write it: NAME=pid:4711
 *
 *   NAME = pid:N | exe:NAME | cgroup:PATH | systemd:UNIT | docker:NAME | http[s]://... | postgresql://... | redis://...
 *
 * Not here: whether there is such a thing; that is looked at before the run (monitor/monitor.h).
 */
#ifndef CICADA_MONITOR_SPEC_H
#define CICADA_MONITOR_SPEC_H

#include "base/buffer.h"

enum monitor_kind {
    MONITOR_PID,
    MONITOR_EXE,
    MONITOR_CGROUP,
    MONITOR_SYSTEMD,
    MONITOR_DOCKER,
    MONITOR_PAGE,
    MONITOR_POSTGRES,
    MONITOR_REDIS
};

struct monitor_spec { /* parts of the text that was read */
    struct text name;
    enum monitor_kind kind;
    struct text argument; /* without "pid:"; a whole URL */
};

struct monitor_problem {
    size_t at, size; /* bytes of the text that are wrong */
    const char *sentence, *hint;
};

/* False fills `problem`. */
MUST_USE bool monitor_spec_read(struct text t, struct monitor_spec *out, struct monitor_problem *problem);

#endif
