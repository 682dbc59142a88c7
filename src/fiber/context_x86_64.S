/* SPDX-License-Identifier: MIT */
/* fiber/context_x86_64.S - context_switch for x86-64 (System V ABI)
 *
 * What the ABI says a callee preserves goes onto the old stack: rbx, rbp, r12-r15, the SSE control word and the x87 control word.
 * The unwind tables describe it at each instruction, and end at context_start, below which there is no caller.
 *
 * It returns by a jump. The processor predicts a return from the calls it has seen, which are those of the other stack; a wrong
 * guess costs about 20 ns. A jump it predicts from where it went before, and that is nearly always the same place.
 */
#include "fiber/context.h"

#if defined(__x86_64__) && !defined(CICADA_UCONTEXT)

    .text

/* void context_switch(struct context *from, struct context *to) */
    .globl  context_switch
    .hidden context_switch
    .type   context_switch, @function
    .balign 16
context_switch:
    .cfi_startproc
    pushq   %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbp, 0
    pushq   %rbx
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbx, 0
    pushq   %r12
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r12, 0
    pushq   %r13
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r13, 0
    pushq   %r14
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r14, 0
    pushq   %r15
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r15, 0
    subq    $8, %rsp
    .cfi_adjust_cfa_offset 8
    stmxcsr (%rsp)
    fnstcw  4(%rsp)

    /* The two stacks are laid out alike, so the tables hold on both sides of this. */
    movq    %rsp, (%rdi)
    movq    (%rsi), %rsp

    ldmxcsr (%rsp)
    fldcw   4(%rsp)
    addq    $8, %rsp
    .cfi_adjust_cfa_offset -8
    popq    %r15
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r15
    popq    %r14
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r14
    popq    %r13
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r13
    popq    %r12
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r12
    popq    %rbx
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbx
    popq    %rbp
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbp
    popq    %rcx
    .cfi_adjust_cfa_offset -8
    .cfi_register %rip, %rcx
    jmpq    *%rcx
    .cfi_endproc
    .size   context_switch, . - context_switch

/* Where a new stack begins: entry in r12, its argument in rbx. */
    .globl  context_start
    .hidden context_start
    .type   context_start, @function
    .balign 16
context_start:
    .cfi_startproc
    .cfi_undefined %rip
    movq    %rbx, %rdi
    callq   *%r12
    ud2
    .cfi_endproc
    .size   context_start, . - context_start

#endif

    .section .note.GNU-stack, "", @progbits
