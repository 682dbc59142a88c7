/* SPDX-License-Identifier: MIT */
/* scenario/public_header.c - takes the file in by the assembler; PUBLIC_HEADER, its path, comes from meson.build */
#include "scenario/public_header.h"

#include "cicada.h" /* so that this file is built again when the header changes: the build does not see what .incbin reads */

__asm__(".pushsection .rodata\n"
        ".globl public_header_begin\n"
        ".hidden public_header_begin\n"
        "public_header_begin:\n"
        ".incbin \"" PUBLIC_HEADER "\"\n"
        ".globl public_header_end\n"
        ".hidden public_header_end\n"
        "public_header_end:\n"
        ".byte 0\n"
        ".popsection\n");

extern const char public_header_begin[], public_header_end[];

struct text public_header(void)
{
    return (struct text){public_header_begin, (size_t)(public_header_end - public_header_begin)};
}
