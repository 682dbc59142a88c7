/* SPDX-License-Identifier: MIT */
/* output/json_value.h - values for the JSON reports, made so that the result is always valid JSON
 *
 * Text becomes UTF-8 whatever it was, numbers that are not finite become null, and out of memory ends the process as everywhere
 * (jansson itself would leave members out).
 */
#ifndef CICADA_OUTPUT_JSON_VALUE_H
#define CICADA_OUTPUT_JSON_VALUE_H

#include <jansson.h>

#include "stats/snapshot.h"

/* Each returns a new value for json_value_put or json_value_append. */
json_t *json_value_text(struct text t);
json_t *json_value_string(const char *text); /* null for NULL */
json_t *json_value_masked(const char *text); /* the same, with its secrets masked */
json_t *json_value_count(uint64_t count);
json_t *json_value_number(double number);        /* null when not finite */
json_t *json_value_milliseconds(uint64_t nanos); /* null for DURATION_UNBOUNDED and above */
json_t *json_value_mean(double nanos);           /* a mean of nanoseconds, in ms */
json_t *json_value_time(uint64_t wall_ns);       /* "2026-08-22T10:00:00.123456Z"; null for 0 */
json_t *json_value_boolean(bool b);
json_t *json_value_object(void);
json_t *json_value_array(void);
json_t *json_value_texts(const struct text *list, size_t count); /* an array of them */

/* Both take over `value`. */
void json_value_put(json_t *object, const char *key, json_t *value);
void json_value_append(json_t *array, json_t *value);

#endif
