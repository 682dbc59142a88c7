/* SPDX-License-Identifier: MIT */
/* fuzz.h - what the fuzz targets share: the entry point, and a check that ends the process
 *
 * A target tests properties: that the outcome does not depend on how bytes arrive, that counts add up, that what was written is
 * read back. A property that fails ends the process as a crash does, so that libFuzzer keeps the input.
 */
#ifndef CICADA_TESTS_FUZZ_H
#define CICADA_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ensure(claim)                                                                         \
    do {                                                                                      \
        if (!(claim)) {                                                                       \
            fprintf(stderr, "ERROR: %s:%d: does not hold: %s\n", __FILE__, __LINE__, #claim); \
            abort();                                                                          \
        }                                                                                     \
    } while (0)

#endif
