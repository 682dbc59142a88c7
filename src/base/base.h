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

#define MIN(a, b)           \
    ({                      \
        __auto_type a_ = (a); \
        __auto_type b_ = (b); \
        a_ < b_ ? a_ : b_;    \
    })
#define MAX(a, b)           \
    ({                      \
        __auto_type a_ = (a); \
        __auto_type b_ = (b); \
        a_ > b_ ? a_ : b_;    \
    })

/* The record that holds `member` at address `pointer`. */
#define CONTAINER_OF(pointer, type, member) ((type *)(void *)((char *)(pointer) - offsetof(type, member)))

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, arguments_at) __attribute__((format(printf, format_at, arguments_at)))
#define NO_RETURN __attribute__((noreturn))

#define NANOS_PER_SECOND 1000000000ULL
#define NANOS_PER_MILLI 1000000ULL
#define NANOS_PER_MICRO 1000ULL

#define NEVER UINT64_MAX /* a deadline that does not come */

#endif
