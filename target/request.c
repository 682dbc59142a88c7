/* SPDX-License-Identifier: MIT */
/* request.c - reading a request: see request.h. What changes its state is in server.c. */
#include "request.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

static const char *lookup(const struct request *r, enum MHD_ValueKind kind, const char *name)
{
    return MHD_lookup_connection_value(r->connection, kind, name);
}

const char *request_header(const struct request *r, const char *name)
{
    return lookup(r, MHD_HEADER_KIND, name);
}

const char *request_query(const struct request *r, const char *name)
{
    return lookup(r, MHD_GET_ARGUMENT_KIND, name);
}

bool request_query_int(struct request *r, const char *name, int64_t fallback, int64_t low, int64_t high, int64_t *value)
{
    const char *text = request_query(r, name);
    uint64_t number;

    if (!text) {
        *value = fallback;
        return true;
    }
    if (!text_to_u64(text_from(text), &number) || number > (uint64_t)high || (int64_t)number < low) {
        reply_problem(r, 422, "query argument '%s' must be a whole number from %" PRId64 " to %" PRId64, name, low, high);
        return false;
    }
    *value = (int64_t)number;
    return true;
}

bool request_parameter_int(struct request *r, size_t which, int64_t *value)
{
    uint64_t number;

    if (!text_to_u64(r->parameter[which], &number) || number > INT64_MAX) {
        reply_problem(r, 404, "not found");
        return false;
    }
    *value = (int64_t)number;
    return true;
}

static bool type_is_json(const char *type)
{
    struct text rest = text_from(type);
    struct text name = text_trim(text_cut(&rest, ';'));

    return text_equal_nocase(name, TEXT("application/json"));
}

json_t *request_json(struct request *r)
{
    const char *type = request_header(r, "Content-Type");
    json_error_t error;

    if (r->json)
        return r->json;
    if (!type || !type_is_json(type)) {
        reply_problem(r, 415, "the body must be sent with Content-Type: application/json");
        return NULL;
    }
    r->json = json_loadb(buffer_cstring(&r->body), r->body.size, JSON_REJECT_DUPLICATES, &error);
    if (!r->json) {
        reply_problem(r, 400, "the body is not valid JSON: line %d column %d: %s", error.line, error.column, error.text);
        return NULL;
    }
    if (!json_is_object(r->json)) {
        reply_problem(r, 400, "the body must be a JSON object");
        return NULL;
    }
    return r->json;
}

bool request_may_text(struct request *r, const json_t *object, const char *name, size_t most, const char **value)
{
    const json_t *member = json_object_get(object, name);

    if (!member || json_is_null(member))
        return true;
    if (!json_is_string(member) || json_string_length(member) == 0 || json_string_length(member) > most) {
        reply_problem(r, 422, "'%s' must be text of 1 to %zu bytes", name, most);
        return false;
    }
    *value = json_string_value(member);
    return true;
}

bool request_may_number(struct request *r, const json_t *object, const char *name, double low, double high, double *value)
{
    const json_t *member = json_object_get(object, name);

    if (!member || json_is_null(member))
        return true;
    if (!json_is_number(member) || !(json_number_value(member) >= low && json_number_value(member) <= high)) {
        reply_problem(r, 422, "'%s' must be a number from %g to %g", name, low, high);
        return false;
    }
    *value = json_number_value(member);
    return true;
}

static bool present(struct request *r, const json_t *object, const char *name)
{
    const json_t *member = json_object_get(object, name);

    if (member && !json_is_null(member))
        return true;
    reply_problem(r, 422, "'%s' is required", name);
    return false;
}

bool request_want_text(struct request *r, const json_t *object, const char *name, size_t most, const char **value)
{
    return present(r, object, name) && request_may_text(r, object, name, most, value);
}

bool request_want_number(struct request *r, const json_t *object, const char *name, double low, double high, double *value)
{
    return present(r, object, name) && request_may_number(r, object, name, low, high, value);
}

const char *request_peer(struct request *r)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char *text = arena_alloc(&r->arena, INET6_ADDRSTRLEN);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    const void *bytes = NULL;

    if (address && address->sa_family == AF_INET)
        bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    else if (address && address->sa_family == AF_INET6)
        bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    return bytes && inet_ntop(address->sa_family, bytes, text, INET6_ADDRSTRLEN) ? text : "unknown";
}
