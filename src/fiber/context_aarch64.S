/* SPDX-License-Identifier: MIT */
/* fiber/context_aarch64.S - context_switch for 64-bit ARM (AAPCS64)
 *
 * What the ABI says a callee preserves goes onto the old stack: x19-x30 and the low halves of v8-v15 (d8-d15). The floating-point
 * control register is global state there, not the callee's. The unwind tables end at context_start, below which there is no caller.
 *
 * It returns by a jump, since the prediction of a return would come from the other stack's calls and be wrong.
 */
#include "fiber/context.h"

#if defined(__aarch64__) && !defined(CICADA_UCONTEXT)

#define FRAME 160

    .text

/* void context_switch(struct context *from, struct context *to) */
    .globl  context_switch
    .hidden context_switch
    .type   context_switch, %function
    .balign 16
context_switch:
    .cfi_startproc
    sub     sp, sp, #FRAME
    .cfi_adjust_cfa_offset FRAME
    stp     x19, x20, [sp, #0]
    .cfi_rel_offset x19, 0
    .cfi_rel_offset x20, 8
    stp     x21, x22, [sp, #16]
    .cfi_rel_offset x21, 16
    .cfi_rel_offset x22, 24
    stp     x23, x24, [sp, #32]
    .cfi_rel_offset x23, 32
    .cfi_rel_offset x24, 40
    stp     x25, x26, [sp, #48]
    .cfi_rel_offset x25, 48
    .cfi_rel_offset x26, 56
    stp     x27, x28, [sp, #64]
    .cfi_rel_offset x27, 64
    .cfi_rel_offset x28, 72
    stp     x29, x30, [sp, #80]
    .cfi_rel_offset x29, 80
    .cfi_rel_offset x30, 88
    stp     d8, d9, [sp, #96]
    .cfi_rel_offset d8, 96
    .cfi_rel_offset d9, 104
    stp     d10, d11, [sp, #112]
    .cfi_rel_offset d10, 112
    .cfi_rel_offset d11, 120
    stp     d12, d13, [sp, #128]
    .cfi_rel_offset d12, 128
    .cfi_rel_offset d13, 136
    stp     d14, d15, [sp, #144]
    .cfi_rel_offset d14, 144
    .cfi_rel_offset d15, 152

    /* The two stacks are laid out alike, so the tables hold on both sides of this. */
    mov     x9, sp
    str     x9, [x0]
    ldr     x9, [x1]
    mov     sp, x9

    ldp     x19, x20, [sp, #0]
    .cfi_restore x19
    .cfi_restore x20
    ldp     x21, x22, [sp, #16]
    .cfi_restore x21
    .cfi_restore x22
    ldp     x23, x24, [sp, #32]
    .cfi_restore x23
    .cfi_restore x24
    ldp     x25, x26, [sp, #48]
    .cfi_restore x25
    .cfi_restore x26
    ldp     x27, x28, [sp, #64]
    .cfi_restore x27
    .cfi_restore x28
    ldp     x29, x30, [sp, #80]
    .cfi_restore x29
    .cfi_restore x30
    ldp     d8, d9, [sp, #96]
    .cfi_restore d8
    .cfi_restore d9
    ldp     d10, d11, [sp, #112]
    .cfi_restore d10
    .cfi_restore d11
    ldp     d12, d13, [sp, #128]
    .cfi_restore d12
    .cfi_restore d13
    ldp     d14, d15, [sp, #144]
    .cfi_restore d14
    .cfi_restore d15
    add     sp, sp, #FRAME
    .cfi_adjust_cfa_offset -FRAME
    br      x30
    .cfi_endproc
    .size   context_switch, . - context_switch

/* Where a new stack begins: entry in x19, its argument in x20. */
    .globl  context_start
    .hidden context_start
    .type   context_start, %function
    .balign 16
context_start:
    .cfi_startproc
    .cfi_undefined x30
    mov     x0, x20
    blr     x19
    brk     #1
    .cfi_endproc
    .size   context_start, . - context_start

#endif

    .section .note.GNU-stack, "", %progbits
