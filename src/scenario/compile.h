/* SPDX-License-Identifier: MIT */
/* scenario/compile.h - a scenario in C to a shared object, or the one that was made of the same source before
 *
 * The source is preprocessed at each start (some 15 ms). The hash of the result, with the compiler, its options and the ABI,
 * names the entry of the cache: a change in any file that is included compiles again, and nothing else does.
 *
 * Options: -std=gnu11 -O2 -g -Wall, with cicada.h of this program on the include path, and what CICADA_CFLAGS adds (separated by
 * white space, behind the file: libraries too).
 */
#ifndef CICADA_SCENARIO_COMPILE_H
#define CICADA_SCENARIO_COMPILE_H

#include "scenario/cache.h"
#include "scenario/scenario.h"

/* Compiles `file` unless the cache has it. On success `*path` is the shared object in the cache, owned by the caller. On failure
 * SCENARIO_NO_COMPILER or SCENARIO_COMPILE_ERROR; the compiler's own messages are on stderr then, and `problem`
 * (SCENARIO_PROBLEM_SIZE) holds a sentence. */
MUST_USE enum scenario_problem compile_file(const struct cache *cache, const char *file, char **path, char *problem);

#endif
