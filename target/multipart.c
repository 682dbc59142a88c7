/* SPDX-License-Identifier: MIT */
/* multipart.c - see multipart.h */
#include "multipart.h"

#include <microhttpd.h>

#define WORKING_BYTES (32 * KIB) /* of libmicrohttpd's parser; a boundary and the head of a part must fit in */

struct reading {
    struct request *request;
    struct multipart *parts;
};

static struct multipart_field *add_field(struct reading *reading, const char *name, const char *file_name, const char *type)
{
    struct multipart *parts = reading->parts;
    struct arena *arena = &reading->request->arena;

    if (parts->count == MULTIPART_FIELDS) {
        parts->too_many = true;
        return NULL;
    }

    struct multipart_field *field = &parts->fields[parts->count++];

    snprintf(field->name, sizeof field->name, "%s", name);
    field->file_name = file_name ? arena_strdup(arena, file_name) : NULL;
    field->type = type ? arena_strdup(arena, type) : NULL;
    buffer_init(&field->content, LIMIT_REQUEST_BYTES);
    return field;
}

static enum MHD_Result on_data(void *context, enum MHD_ValueKind kind, const char *name, const char *file_name, const char *type,
                               const char *encoding, const char *data, uint64_t offset, size_t size)
{
    struct reading *reading = context;
    struct multipart *parts = reading->parts;
    /* offset 0 begins a part; an empty part is told once, with no data */
    struct multipart_field *field = offset == 0 || parts->count == 0 ? add_field(reading, name ? name : "", file_name, type)
                                                                     : &parts->fields[parts->count - 1];

    if (!field)
        return MHD_NO;
    buffer_append(&field->content, data, size);
    return MHD_YES;
}

bool multipart_read(struct request *r, struct multipart *parts)
{
    struct reading reading = {r, parts};
    const char *type = request_header(r, "Content-Type");

    *parts = (struct multipart){0};
    if (!type || !text_starts_with(text_from(type), TEXT("multipart/form-data"))) {
        reply_problem(r, 415, "the body must be sent as multipart/form-data");
        return false;
    }

    struct MHD_PostProcessor *processor = MHD_create_post_processor(r->connection, WORKING_BYTES, on_data, &reading);
    bool read = processor && (r->body.size == 0 || MHD_post_process(processor, r->body.data, r->body.size) == MHD_YES);

    /* tells of a body that ends in the middle of a part */
    read = processor && MHD_destroy_post_processor(processor) == MHD_YES && read && parts->count > 0;
    if (read)
        return true;
    multipart_free(parts);
    reply_problem(r, 400, parts->too_many ? "the body has more than %d parts" : "the body is no complete multipart body",
                  MULTIPART_FIELDS);
    return false;
}

void multipart_free(struct multipart *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        buffer_free(&parts->fields[i].content);
    parts->count = 0;
}

const struct multipart_field *multipart_field(const struct multipart *parts, const char *name)
{
    for (size_t i = 0; i < parts->count; i++) {
        if (strcmp(parts->fields[i].name, name) == 0)
            return &parts->fields[i];
    }
    return NULL;
}
