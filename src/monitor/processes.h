/* SPDX-License-Identifier: MIT */
/* monitor/processes.h - one process with its children, all processes of a name, or this one, as a source
 *
 * Each look goes through all processes of the machine, since children come and go. CPU time and bytes are added up process by
 * process and kept when one ends, so that the sum never goes back; what a process used before it was first seen is not counted,
 * unless it was started after the look before. Resident memory is the sum over the processes, so pages that they share are
 * counted more than once.
 *
 * A process is known by pid and time of its start: another one that got the same pid is not taken for it.
 */
#ifndef CICADA_MONITOR_PROCESSES_H
#define CICADA_MONITOR_PROCESSES_H

#include "monitor/source.h"

struct source *processes_of_pid(const char *root, uint32_t pid);
/* `name` is compared as the kernel keeps it: by its first 15 bytes. This process is left out. */
struct source *processes_of_name(const char *root, struct text name);
/* This process, without children. */
struct source *processes_of_self(const char *root);

#endif
