/* SPDX-License-Identifier: MIT */
/* web/form.c - see form.h
 *
 * The library hands out a value in pieces, which are put together in the arena: the pieces of one field follow each other.
 */
#include "web/form.h"

#include <microhttpd.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"

#define WORKING_BYTES (32 * KIB) /* of the library's parser; the name of a field must fit in */

struct reading {
    struct arena *arena;
    struct form *form;
    char *value;                   /* the last one, which its field holds; NULL: empty */
    size_t size, value_room, room; /* of it, and of the list */
    char *problem;
};

static bool is_utf8(struct text t)
{
    while (t.size > 0) {
        size_t size = text_utf8_size(t);

        if (size == 0)
            return false;
        t.data += size;
        t.size -= size;
    }
    return true;
}

static bool fail(struct reading *reading, const char *name, const char *what)
{
    snprintf(reading->problem, FORM_PROBLEM, "%.60s %s", is_utf8(text_from(name)) ? name : "a field", what);
    return false;
}

static struct form_field *add_field(struct reading *reading, const char *name)
{
    struct form *f = reading->form;

    if (f->count == reading->room) {
        size_t room = reading->room ? 2 * reading->room : 16;

        f->fields = arena_grow(reading->arena, f->fields, reading->room * sizeof *f->fields, room * sizeof *f->fields);
        reading->room = room;
    }
    f->fields[f->count] = (struct form_field){.name = arena_strdup(reading->arena, name), .value = ""};
    reading->value = NULL;
    reading->size = reading->value_room = 0;
    return &f->fields[f->count++];
}

/* Pieces are small, so there is room for twice as much whenever there is too little. */
static void append(struct reading *reading, const char *piece, size_t size)
{
    size_t needed = reading->size + size + 1;

    if (needed > reading->value_room) {
        size_t room = MAX(needed, 2 * reading->value_room);

        reading->value = arena_grow(reading->arena, reading->value, reading->value_room, room);
        reading->value_room = room;
    }
    memcpy(reading->value + reading->size, piece, size);
    reading->size += size;
    reading->value[reading->size] = '\0';
}

static bool take_piece(struct reading *reading, const char *name, const char *piece, uint64_t offset, size_t size)
{
    struct form *f = reading->form;
    struct form_field *field;

    if (offset == 0 && f->count >= LIMIT_WEB_FIELDS)
        return fail(reading, name, "is one field too many");
    if (offset + size > LIMIT_WEB_FIELD)
        return fail(reading, name, "is too long");
    field = offset == 0 ? add_field(reading, name) : &f->fields[f->count - 1];
    append(reading, piece, size);
    field->value = reading->value;
    if (memchr(piece, 0, size))
        return fail(reading, name, "holds a NUL");
    return true;
}

static enum MHD_Result on_piece(void *context, enum MHD_ValueKind kind, const char *name, const char *file, const char *type,
                                const char *encoding, const char *piece, uint64_t offset, size_t size)
{
    struct reading *reading = context;

    if (!name || (offset > 0 && reading->form->count == 0))
        return MHD_NO;
    return take_piece(reading, name, piece, offset, size) ? MHD_YES : MHD_NO;
}

static bool is_clean(struct reading *reading)
{
    for (size_t i = 0; i < reading->form->count; i++) {
        const struct form_field *field = &reading->form->fields[i];

        if (!is_utf8(text_from(field->name)) || !is_utf8(text_from(field->value)))
            return fail(reading, field->name, "is not UTF-8");
    }
    return true;
}

bool form_read(struct web_request *r, struct form *out, char problem[FORM_PROBLEM])
{
    struct reading reading = {.arena = &r->arena, .form = out, .problem = problem};
    struct MHD_PostProcessor *processor;
    bool whole;

    *out = (struct form){0};
    problem[0] = '\0';
    if (r->body.size == 0)
        return true;
    processor = MHD_create_post_processor(r->connection, WORKING_BYTES, on_piece, &reading);
    if (!processor) {
        snprintf(problem, FORM_PROBLEM, "send the fields as application/x-www-form-urlencoded or multipart/form-data");
        return false;
    }
    whole = MHD_post_process(processor, r->body.data, r->body.size) == MHD_YES;
    whole = MHD_destroy_post_processor(processor) == MHD_YES && whole;
    if (problem[0] != '\0')
        return false;
    if (!whole)
        snprintf(problem, FORM_PROBLEM, "the form cannot be read");
    return whole && is_clean(&reading);
}

const char *form_value(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (strcmp(f->fields[i].name, name) == 0)
            return f->fields[i].value;
    return NULL;
}
