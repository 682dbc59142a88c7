/* SPDX-License-Identifier: MIT */
/* output/json_value.c - see json_value.h */
#include "output/json_value.h"

#include <math.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "output/mask.h"
#include "output/number.h"

#define VALUE_SIZE 64 /* about what a value of jansson takes; for the message of the handler */

static json_t *made(json_t *value)
{
    if (!value)
        mem_exhausted(VALUE_SIZE);
    return value;
}

json_t *json_value_text(struct text t)
{
    struct buffer repaired;
    json_t *value;

    buffer_init(&repaired, 3 * t.size); /* each byte may become U+FFFD */
    utf8_repair(t, &repaired);
    value = made(json_stringn(buffer_cstring(&repaired), repaired.size));
    buffer_free(&repaired);
    return value;
}

json_t *json_value_string(const char *text)
{
    return text ? json_value_text(text_from(text)) : made(json_null());
}

json_t *json_value_masked(const char *text)
{
    struct buffer masked;
    json_t *value;

    if (!text)
        return made(json_null());
    buffer_init(&masked, mask_size_max(strlen(text)));
    mask_text(text_from(text), &masked);
    value = json_value_text(buffer_view(&masked));
    buffer_free(&masked);
    return value;
}

json_t *json_value_count(uint64_t count)
{
    return made(json_integer((json_int_t)MIN(count, (uint64_t)INT64_MAX)));
}

json_t *json_value_number(double number)
{
    return made(isfinite(number) ? json_real(number) : json_null());
}

json_t *json_value_milliseconds(uint64_t nanos)
{
    return nanos >= DURATION_UNBOUNDED ? made(json_null()) : json_value_number(number_milliseconds(nanos));
}

json_t *json_value_mean(double nanos)
{
    return json_value_number(nanos / (double)NANOS_PER_MILLI);
}

json_t *json_value_time(uint64_t wall_ns)
{
    char text[CLOCK_TEXT];

    return made(wall_ns > 0 ? json_string(clock_iso_micros(wall_ns, text)) : json_null());
}

json_t *json_value_boolean(bool b)
{
    return made(json_boolean(b));
}

json_t *json_value_object(void)
{
    return made(json_object());
}

json_t *json_value_array(void)
{
    return made(json_array());
}

json_t *json_value_texts(const struct text *list, size_t count)
{
    json_t *array = json_value_array();

    for (size_t i = 0; i < count; i++)
        json_value_append(array, json_value_text(list[i]));
    return array;
}

void json_value_put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) < 0)
        mem_exhausted(VALUE_SIZE);
}

void json_value_append(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) < 0)
        mem_exhausted(VALUE_SIZE);
}
