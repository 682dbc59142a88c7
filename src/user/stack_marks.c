/* SPDX-License-Identifier: MIT */
/* user/stack_marks.c - a map from "class, task" to the deepest mark */
#include "user/stack_marks.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/units.h"

struct stack_marks {
    struct map *deepest; /* size_t *, owned */
    size_t stack_size;   /* of what there is */
};

struct stack_marks *stack_marks_new(void)
{
    struct stack_marks *m = MEM_NEW(struct stack_marks);

    m->deepest = map_new();
    return m;
}

void stack_marks_free(struct stack_marks *m)
{
    void *value;

    if (!m)
        return;
    for (size_t at = 0; map_next(m->deepest, &at, NULL, &value);)
        mem_free(value);
    map_free(m->deepest);
    mem_free(m);
}

void stack_marks_note(struct stack_marks *m, struct fiber *f, const char *class_name, const char *task)
{
    size_t used = fiber_stack_used(f), *deepest;
    struct buffer key;

    buffer_init(&key, 2 * LIMIT_NAME_SIZE);
    buffer_printf(&key, "%s, %s", class_name, task);
    deepest = map_get(m->deepest, buffer_view(&key));
    if (!deepest) {
        deepest = MEM_NEW(size_t);
        map_put(m->deepest, buffer_view(&key), deepest);
    }
    m->stack_size = fiber_stack_size(f);
    *deepest = MAX(*deepest, used);
    buffer_free(&key);
    fiber_stack_repaint(f);
}

void stack_marks_log(const struct stack_marks *m)
{
    char used[UNITS_TEXT], there[UNITS_TEXT];
    struct text task;
    void *value;

    units_write_bytes((double)m->stack_size, there);
    for (size_t at = 0; map_next(m->deepest, &at, &task, &value);)
        log_info("cicada.debug", "deepest stack of %.*s: %s of %s", (int)task.size, task.data,
                 units_write_bytes((double)*(size_t *)value, used), there);
}
