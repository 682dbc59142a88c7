/* SPDX-License-Identifier: MIT */
/* loop/timers.c - see timers.h; here are also timer_start and timer_stop of the public header
 *
 * `place` of a timer is its index in the heap + 1, or, once it is collected, its index in the due list + 1 with LISTED set.
 */
#include "loop/timers.h"

#include "base/mem.h"
#include "loop/state.h"

#define LISTED   (1U << 31)
#define CHILDREN 4

/* Set in `order` of timers started when already due. It does not disturb the order: among equal due times the overdue ones are
 * those that were started later. */
#define OVERDUE (1ULL << 63)

void timers_free(struct timers *all)
{
    mem_free(all->heap);
    mem_free(all->due);
    *all = (struct timers){0};
}

uint64_t timers_next_due(const struct timers *all)
{
    return all->count > 0 ? all->heap[0].due_ns : NEVER;
}

uint64_t timers_next_lead(const struct timers *all)
{
    return all->count > 0 ? MIN((uint64_t)all->heap[0].timer->lead_ns, all->heap[0].due_ns) : 0;
}

static inline bool sooner(const struct timer_slot *a, const struct timer_slot *b)
{
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

static inline void put(struct timers *all, uint32_t at, struct timer_slot slot)
{
    all->heap[at] = slot;
    slot.timer->place = at + 1;
}

/* Both sifts treat `at` as a hole and put `slot` where it belongs above or below it. */
static void sift_up(struct timers *all, uint32_t at, struct timer_slot slot)
{
    while (at > 0) {
        uint32_t parent = (at - 1) / CHILDREN;

        if (!sooner(&slot, &all->heap[parent]))
            break;
        put(all, at, all->heap[parent]);
        at = parent;
    }
    put(all, at, slot);
}

static void sift_down(struct timers *all, uint32_t at, struct timer_slot slot)
{
    for (;;) {
        uint32_t first = at * CHILDREN + 1;
        uint32_t end = MIN(first + CHILDREN, all->count);
        uint32_t soonest = first;

        if (first >= all->count)
            break;
        for (uint32_t child = first + 1; child < end; child++) {
            if (sooner(&all->heap[child], &all->heap[soonest]))
                soonest = child;
        }
        if (!sooner(&all->heap[soonest], &slot))
            break;
        put(all, at, all->heap[soonest]);
        at = soonest;
    }
    put(all, at, slot);
}

static void sift(struct timers *all, uint32_t at, struct timer_slot slot)
{
    if (at > 0 && sooner(&slot, &all->heap[(at - 1) / CHILDREN]))
        sift_up(all, at, slot);
    else
        sift_down(all, at, slot);
}

static void remove_at(struct timers *all, uint32_t at)
{
    struct timer_slot last = all->heap[--all->count];

    if (at < all->count)
        sift(all, at, last);
}

static void list_due(struct timers *all, struct timer *t)
{
    if (all->due_count == all->due_capacity) {
        all->due_capacity = MAX(all->due_capacity * 2, 64U);
        all->due = mem_resize(all->due, all->due_capacity, sizeof(struct timer *));
    }
    all->due[all->due_count++] = t;
    t->place = LISTED | all->due_count;
}

void timers_collect(struct timers *all, uint64_t now)
{
    all->due_count = 0;
    while (all->count > 0 && all->heap[0].due_ns <= now) {
        struct timer *t = all->heap[0].timer;

        remove_at(all, 0);
        list_due(all, t);
    }
}

struct timer *timers_take_due(struct timers *all, uint32_t index)
{
    struct timer *t = all->due[index];

    all->due[index] = NULL;
    if (t)
        t->place = 0;
    return t;
}

bool timer_was_overdue(const struct timer *t)
{
    return (t->order & OVERDUE) != 0;
}

void timer_start(struct loop *l, struct timer *t, uint64_t due_ns)
{
    struct timers *all = &l->timers;

    if (due_ns == NEVER) {
        timer_stop(l, t);
        return;
    }
    if (t->place & LISTED)
        timer_stop(l, t);

    t->due_ns = due_ns;
    t->order = all->starts++ | (due_ns <= l->now ? OVERDUE : 0);

    struct timer_slot slot = {due_ns, t->order, t};

    if (t->place) {
        sift(all, t->place - 1, slot);
        return;
    }
    if (all->count == all->capacity) {
        all->capacity = MAX(all->capacity * 2, 64U);
        all->heap = mem_resize(all->heap, all->capacity, sizeof(struct timer_slot));
    }
    sift_up(all, all->count++, slot);
}

void timer_stop(struct loop *l, struct timer *t)
{
    struct timers *all = &l->timers;

    if (t->place & LISTED)
        all->due[(t->place & ~LISTED) - 1] = NULL;
    else if (t->place)
        remove_at(all, t->place - 1);
    t->place = 0;
}
