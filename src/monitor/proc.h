/* SPDX-License-Identifier: MIT */
/* monitor/proc.h - single files of /proc and of cgroups, read as numbers (proc(5))
 *
 * `root` stands before each path, so that tests can put up trees of their own; "" is the real one. Files are read whole and
 * bounded by LIMIT_PROC_FILE; what does not look as it should is an error, never a guess. All of it blocks, if only for
 * microseconds.
 */
#ifndef CICADA_MONITOR_PROC_H
#define CICADA_MONITOR_PROC_H

#include "base/buffer.h"
#include "base/error.h"

/* Reads the file whose path is made like printf's; the text goes to `out`, which is cleared first. ERROR_NOT_FOUND (also for a
 * process that has just ended), ERROR_IO with errno, ERROR_TOO_LARGE. */
MUST_USE enum error proc_read(struct buffer *out, const char *path_format, ...) PRINTF_LIKE(2, 3);

struct process {
    uint32_t pid, parent;
    uint64_t start; /* in ticks since the machine started: tells two processes of the same pid apart */
    uint64_t ticks; /* CPU time, user and system, of all its threads */
    uint32_t threads;
    char name[16]; /* the kernel's: at most 15 bytes of the program's name */
};

double proc_ticks_per_second(void);

/* /proc/PID/stat; `who` is the pid as text, or "self". */
MUST_USE enum error proc_process(const char *root, const char *who, struct process *out);

/* The text of /proc/PID/stat taken apart. False when it is no such text. */
MUST_USE bool proc_parse_stat(struct text t, struct process *out);

/* Resident bytes; NAN when they cannot be known. */
double proc_memory(const char *root, const char *who);

/* Open descriptors; NAN when they cannot be known: then errno says why (EACCES). */
double proc_descriptors(const char *root, const char *who);

/* Bytes read from and written to storage so far. False: they cannot be known, errno says why. */
MUST_USE bool proc_storage(const char *root, const char *who, double *read, double *written);

/* Bytes over all network interfaces but the loopback one, in the network namespace of the process. False when unknown. */
MUST_USE bool proc_network(const char *root, const char *who, double *received, double *sent);

/* Does the process have a network namespace of its own, so that its interfaces say something about it? */
bool proc_has_own_network(const char *root, const char *who);

/* All memory of the machine in bytes; NAN when unknown. */
double proc_machine_memory(const char *root);

/* The number after `key` at the beginning of a line ("Pss:   12 kB", "usage_usec 100"); false when there is none. */
MUST_USE bool proc_find_number(struct text t, const char *key, uint64_t *number);

#endif
