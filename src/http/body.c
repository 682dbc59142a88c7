/* SPDX-License-Identifier: MIT */
/* http/body.c - request bodies: forms, multipart; see body.h */
#include "http/body.h"

#include "http/octet.h"
#include "http/url.h"

void body_form_field(struct buffer *out, struct text name, struct text value)
{
    if (out->size > 0)
        buffer_byte(out, '&');
    url_encode(name, true, out);
    buffer_byte(out, '=');
    url_encode(value, true, out);
}

void body_multipart_boundary(struct random *r, char out[BODY_BOUNDARY])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    for (size_t i = 0; i < BODY_BOUNDARY - 1; i++)
        out[i] = letters[random_below(r, sizeof letters - 1)];
    out[BODY_BOUNDARY - 1] = '\0';
}

/* A name between quotes. The three bytes that would end it or its line are escaped, and no other: "%" stays as it is, so that
 * servers see what a browser sends. */
static void write_quoted(struct buffer *out, struct text name)
{
    buffer_byte(out, '"');
    for (size_t i = 0; i < name.size; i++) {
        switch (name.data[i]) {
        case '"':
            buffer_string(out, "%22");
            break;
        case '\r':
            buffer_string(out, "%0D");
            break;
        case '\n':
            buffer_string(out, "%0A");
            break;
        default:
            buffer_byte(out, name.data[i]);
        }
    }
    buffer_byte(out, '"');
}

enum error body_multipart_part(struct buffer *out, const char *boundary, struct text name, struct text filename,
                               struct text content_type, struct text content)
{
    for (size_t i = 0; i < content_type.size; i++) {
        if (octet_is_control(content_type.data[i]))
            return ERROR_BAD_REQUEST;
    }
    buffer_printf(out, "--%s\r\nContent-Disposition: form-data; name=", boundary);
    write_quoted(out, name);
    if (filename.size > 0) {
        buffer_string(out, "; filename=");
        write_quoted(out, filename);
    }
    if (content_type.size > 0) {
        buffer_string(out, "\r\nContent-Type: ");
        buffer_text(out, content_type);
    }
    buffer_string(out, "\r\n\r\n");
    buffer_text(out, content);
    buffer_string(out, "\r\n");
    return OK;
}

void body_multipart_end(struct buffer *out, const char *boundary)
{
    buffer_printf(out, "--%s--\r\n", boundary);
}
