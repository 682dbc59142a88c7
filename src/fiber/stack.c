/* SPDX-License-Identifier: MIT */
/* fiber/stack.c - see stack.h
 *
 * A slab is one mapping of equal slots: [guard | usable stack] [guard | usable stack] ... A stack is named by its lowest usable
 * byte; all else follows from the slot it is in. Slabs are never unmapped before the pool.
 */
#include "fiber/stack.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "fiber/sanitizer.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 /* Linux 6.13; younger than the C library's headers */
#endif

/* Larger than any frame of a library that runs on a fiber, so that no function can step over it. It takes address space only. */
#define GUARD_SIZE (16 * KIB)

#define SLAB_SIZE   (4 * MIB)
#define SLAB_STACKS 64

/* A guard page splits its slab into two mappings more; vm.max_map_count is 65,530 unless raised. */
#define GUARD_PAGES_MAX 12000

/* Free stacks whose memory is kept. */
#define WARM_MAX 256

#define COLOURS     16
#define COLOUR_STEP 64

#define CANARY       0xC1CADAC1CADAC1CAULL
#define CANARY_WORDS 16
#define PAINT        0xA5A5A5A5A5A5A5A5ULL

struct slab {
    struct slab *next;
    char *base;
    size_t stacks;
    bool guarded;
};

struct free_stack {
    char *low;
    bool guarded;
};

struct stack_pool {
    size_t stack_size;
    size_t slot_size;       /* guard and stack */
    enum stack_guard guard; /* of the next slab: the best that still works */
    size_t guard_pages;     /* guards of kind STACK_GUARD_PAGES so far */
    struct slab *slabs;
    /* Released and new stacks: first the cold ones, whose memory is not resident, then at most WARM_MAX warm ones, newest last.
     */
    struct free_stack *free;
    size_t free_count, cold_count, free_capacity;
    size_t stacks; /* free and taken */
};

static size_t round_up(size_t size, size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

struct stack_pool *stack_pool_new(size_t size, enum stack_guard best)
{
    struct stack_pool *pool = MEM_NEW(struct stack_pool);

    assert(size > 0 && size <= LIMIT_STACK_SIZE);
    pool->stack_size = round_up(size, (size_t)sysconf(_SC_PAGESIZE));
    pool->slot_size = pool->stack_size + GUARD_SIZE;
    pool->guard = best;
    return pool;
}

void stack_pool_free(struct stack_pool *pool)
{
    struct slab *next;

    if (!pool)
        return;
    for (struct slab *slab = pool->slabs; slab; slab = next) {
        next = slab->next;
        munmap(slab->base, slab->stacks * pool->slot_size);
        mem_free(slab);
    }
    mem_free(pool->free);
    mem_free(pool);
}

size_t stack_pool_stack_size(const struct stack_pool *pool)
{
    return pool->stack_size;
}

/* ---- slabs ---- */

static char *low_of(const struct stack_pool *pool, const struct slab *slab, size_t index)
{
    return slab->base + index * pool->slot_size + GUARD_SIZE;
}

static bool guard_slab(const struct stack_pool *pool, const struct slab *slab)
{
    for (size_t i = 0; i < slab->stacks; i++) {
        char *guard = low_of(pool, slab, i) - GUARD_SIZE;
        int failed = pool->guard == STACK_GUARD_MARKERS ? madvise(guard, GUARD_SIZE, MADV_GUARD_INSTALL)
                                                        : mprotect(guard, GUARD_SIZE, PROT_NONE);

        if (failed)
            return false;
    }
    return true;
}

/* Goes down the list of guards as far as the kernel makes it. A slab guarded in part counts as not guarded, which is safe. */
static void choose_guard(struct stack_pool *pool, struct slab *slab)
{
    while (pool->guard != STACK_GUARD_PATTERN) {
        bool exhausted = pool->guard == STACK_GUARD_PAGES && pool->guard_pages + slab->stacks > GUARD_PAGES_MAX;

        if (!exhausted && guard_slab(pool, slab)) {
            slab->guarded = true;
            if (pool->guard == STACK_GUARD_PAGES)
                pool->guard_pages += slab->stacks;
            return;
        }
        pool->guard--;
    }
}

static void list_stacks(struct stack_pool *pool, const struct slab *slab)
{
    pool->stacks += slab->stacks;
    if (pool->stacks > pool->free_capacity) {
        /* Room for all stacks there are, so that giving one back needs no memory. */
        pool->free_capacity = MAX(pool->free_capacity * 2, pool->stacks);
        pool->free = mem_resize(pool->free, pool->free_capacity, sizeof *pool->free);
    }
    for (size_t i = slab->stacks; i-- > 0;) {
        char *low = low_of(pool, slab, i);

        sanitizer_announce_stack(low, low + pool->stack_size);
        pool->free[pool->free_count++] = (struct free_stack){low, slab->guarded};
    }
    pool->cold_count = pool->free_count;
}

static void add_slab(struct stack_pool *pool)
{
    struct slab *slab = MEM_NEW(struct slab);

    slab->stacks = MAX(1U, MIN(SLAB_STACKS, SLAB_SIZE / pool->slot_size));

    size_t size = slab->stacks * pool->slot_size;
    void *base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);

    if (base == MAP_FAILED)
        mem_exhausted(size);
    slab->base = base;
    /* A huge page would make 25 stacks resident when one is used. Kernels without huge pages refuse, which is as good. */
    madvise(base, size, MADV_NOHUGEPAGE);
    choose_guard(pool, slab);
    slab->next = pool->slabs;
    pool->slabs = slab;

    list_stacks(pool, slab);
}

/* ---- taking and giving back ---- */

static struct stack describe(const struct stack_pool *pool, char *low, bool guarded)
{
    size_t colour = (uintptr_t)low / pool->slot_size % COLOURS;

    return (struct stack){.low = low, .high = low + pool->stack_size - colour * COLOUR_STEP, .guarded = guarded};
}

struct stack stack_take(struct stack_pool *pool)
{
    if (pool->free_count == 0)
        add_slab(pool);

    struct free_stack taken = pool->free[--pool->free_count];
    struct stack s = describe(pool, taken.low, taken.guarded);

    pool->cold_count = MIN(pool->cold_count, pool->free_count);
    sanitizer_forget(taken.low, pool->stack_size);
    if (!s.guarded) {
        for (size_t i = 0; i < CANARY_WORDS; i++)
            ((uint64_t *)(void *)s.low)[i] = CANARY;
    }
    return s;
}

void stack_give(struct stack_pool *pool, struct stack s)
{
    struct free_stack given = {s.low, s.guarded};

    if (pool->free_count - pool->cold_count < WARM_MAX) {
        pool->free[pool->free_count++] = given;
        return;
    }
    sanitizer_forget(s.low, pool->stack_size);
    madvise(s.low, pool->stack_size, MADV_DONTNEED);
    /* The cold ones come first: the oldest warm one makes room and becomes the newest, which is as good. */
    pool->free[pool->free_count++] = pool->free[pool->cold_count];
    pool->free[pool->cold_count++] = given;
}

/* ---- looking at stacks ---- */

bool stack_intact(const struct stack *s)
{
    const uint64_t *words = (const uint64_t *)(const void *)s->low;

    if (s->guarded)
        return true;
    for (size_t i = 0; i < CANARY_WORDS; i++) {
        if (words[i] != CANARY)
            return false;
    }
    return true;
}

bool stack_pool_guards(const struct stack_pool *pool, const void *address, struct stack *found)
{
    for (const struct slab *slab = pool->slabs; slab; slab = slab->next) {
        uintptr_t offset = (uintptr_t)address - (uintptr_t)slab->base;

        if ((uintptr_t)address < (uintptr_t)slab->base || offset >= slab->stacks * pool->slot_size)
            continue;
        *found = describe(pool, low_of(pool, slab, offset / pool->slot_size), slab->guarded);
        return slab->guarded && offset % pool->slot_size < GUARD_SIZE;
    }
    return false;
}

static uint64_t *first_word(struct stack s)
{
    return (uint64_t *)(void *)s.low + (s.guarded ? 0 : CANARY_WORDS);
}

/* Word by word and volatile: memset would be told off by AddressSanitizer, and would need stack where it paints. */
NO_SANITIZE_ADDRESS void stack_paint(struct stack s, char *end)
{
    for (uint64_t *word = first_word(s); (char *)word < end; word++)
        *(volatile uint64_t *)word = PAINT;
}

NO_SANITIZE_ADDRESS size_t stack_untouched(struct stack s)
{
    const uint64_t *word = first_word(s);

    while ((const char *)word < s.high && *word == PAINT)
        word++;
    return (size_t)((const char *)word - s.low);
}
