/* SPDX-License-Identifier: MIT */
/* monitor/cgroup.h - a control group of Linux as a source: a service, a container, or any other
 *
 * Version 2 (one tree, cgroup-v2.rst of the kernel) and version 1 (a tree for each controller) are read. Memory is the working
 * set, as Docker and Kubernetes show it: what is charged without the file cache that nobody has used lately, which would look
 * like a leak. Network figures are those of the namespace of its first process, when that is not the machine's own.
 */
#ifndef CICADA_MONITOR_CGROUP_H
#define CICADA_MONITOR_CGROUP_H

#include "monitor/source.h"

/* `path` as in /proc/PID/cgroup: "/system.slice/nginx.service". A leading /sys/fs/cgroup is taken off. */
struct source *cgroup_of_path(const char *root, struct text path);
/* The group of a unit of systemd, wherever it is in the tree; ".service" is added to a name that does not end in
 * a kind of unit. */
struct source *cgroup_of_unit(const char *root, struct text unit);
/* That of a container, which Docker is asked for (monitor/docker.h) when it is not known or has gone. */
struct source *cgroup_of_container(const char *root, struct text container);

#endif
