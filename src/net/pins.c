/* SPDX-License-Identifier: MIT */
/* net/pins.c - a map from "host:port" to addresses */
#include "net/pins.h"

#include <stdio.h>

#include "base/map.h"
#include "base/mem.h"

#define EVERY_PORT 0
#define KEY_MAX    262 /* host of 253 bytes, colon, port, zero */

struct pins {
    struct map *lists; /* struct address_list, owned */
};

struct pins *pins_new(void)
{
    struct pins *p = MEM_NEW(struct pins);

    p->lists = map_new();
    return p;
}

void pins_free(struct pins *p)
{
    void *value;

    if (!p)
        return;
    for (size_t at = 0; map_next(p->lists, &at, NULL, &value);)
        mem_free(value);
    map_free(p->lists);
    mem_free(p);
}

/* "host:443", or "host:0" with EVERY_PORT port; false when it does not fit. */
static bool write_key(char out[KEY_MAX], struct text host, uint16_t port)
{
    int size = snprintf(out, KEY_MAX, "%.*s:%u", (int)MIN(host.size, (size_t)KEY_MAX), host.data, port);

    for (char *c = out; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return size < KEY_MAX;
}

static bool read_addresses(struct text rest, struct address_list *list, const char **problem)
{
    while (rest.data) {
        struct text one = text_trim(text_cut(&rest, ','));

        if (list->count == COUNT(list->at)) {
            *problem = "more addresses than a name may have";
            return false;
        }
        if (!address_parse(one, 0, &list->at[list->count])) {
            *problem = "not a numeric address";
            return false;
        }
        list->count++;
    }
    return list->count > 0;
}

bool pins_add(struct pins *p, struct text value, const char **problem)
{
    struct text rest = text_trim(value);
    struct text host = text_cut(&rest, ':');
    struct text port = rest.data ? text_cut(&rest, ':') : (struct text){0};
    struct address_list list = {0};
    struct address_list *kept;
    char key[KEY_MAX];
    uint64_t number = EVERY_PORT;

    *problem = "expected HOST:PORT:ADDRESS";
    if (host.size == 0 || !rest.data)
        return false;
    if (!text_equal(port, TEXT("*")) && (!text_to_u64(port, &number) || number == 0 || number > UINT16_MAX)) {
        *problem = "the port is a number from 1 to 65535, or *";
        return false;
    }
    if (host.data[host.size - 1] == '.')
        host.size--;
    if (!write_key(key, host, (uint16_t)number)) {
        *problem = "the host name is too long";
        return false;
    }
    if (!read_addresses(rest, &list, problem))
        return false;
    if (map_size(p->lists) >= LIMIT_DNS_NAMES) {
        *problem = "too many fixed addresses";
        return false;
    }
    kept = mem_alloc(sizeof(*kept));
    *kept = list;
    mem_free(map_put(p->lists, text_from(key), kept));
    return true;
}

bool pins_find(const struct pins *p, struct text host, uint16_t port, struct address_list *out)
{
    char key[KEY_MAX];
    const struct address_list *found = NULL;

    if (map_size(p->lists) == 0)
        return false;
    if (write_key(key, host, port))
        found = map_get(p->lists, text_from(key));
    if (!found && write_key(key, host, EVERY_PORT))
        found = map_get(p->lists, text_from(key));
    if (!found)
        return false;
    *out = *found;
    return true;
}
