/* SPDX-License-Identifier: MIT */
/* base/base.h - what every file needs: fixed-width types, a handful of macros, units of time
 *
 * Not here: anything with state or an implementation; those are the other headers of this folder.
 */
#ifndef CICADA_BASE_BASE_H
#define CICADA_BASE_BASE_H

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each argument is evaluated once. The counter gives every use names of its own, so that they nest. */
#define JOIN_EXPANDED(a, b) a##b
#define JOIN(a, b)          JOIN_EXPANDED(a, b)
#define CHOOSE(a, b, compare, a_name, b_name)    \
    ({                                           \
        __auto_type a_name = (a);                \
        __auto_type b_name = (b);                \
        a_name compare b_name ? a_name : b_name; \
    })
#define MIN(a, b) CHOOSE(a, b, <, JOIN(min_a_, __COUNTER__), JOIN(min_b_, __COUNTER__))
#define MAX(a, b) CHOOSE(a, b, >, JOIN(max_a_, __COUNTER__), JOIN(max_b_, __COUNTER__))

/* The record that holds `member` at address `pointer`. */
#define CONTAINER_OF(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define MUST_USE                             __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, arguments_at) __attribute__((format(printf, format_at, arguments_at)))
#define NO_RETURN                            __attribute__((noreturn))

#define NANOS_PER_SECOND 1000000000ULL
#define NANOS_PER_MILLI  1000000ULL
#define NANOS_PER_MICRO  1000ULL

#define NEVER UINT64_MAX /* a deadline that does not come */

#endif
