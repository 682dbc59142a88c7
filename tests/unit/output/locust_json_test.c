/* SPDX-License-Identifier: MIT */
/* output/locust_json_test.c - keys and values of Locust's JSON */
#include "fixture.h"

#include <jansson.h>

#include "output/locust_json.h"

static void the_entries_have_the_keys_and_values_of_locust(void **state)
{
    static const char *const keys[] = {"name",
                                       "method",
                                       "last_request_timestamp",
                                       "start_time",
                                       "num_requests",
                                       "num_none_requests",
                                       "num_failures",
                                       "total_response_time",
                                       "max_response_time",
                                       "min_response_time",
                                       "total_content_length",
                                       "response_times",
                                       "num_reqs_per_sec",
                                       "num_fail_per_sec"};
    char directory[PATH_MAX], prefix[PATH_MAX + 16], path[PATH_MAX + 32], problem[OUTPUT_PROBLEM];
    struct output *o;
    struct fixture f;
    json_t *document, *entry;

    fixture_init(&f);
    test_directory(directory);
    snprintf(prefix, sizeof prefix, "%s/run", directory);
    snprintf(path, sizeof path, "%s.json", prefix);
    o = locust_json_new(prefix);
    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    o->ops->free(o);
    document = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    assert_equal_u64("entries", json_array_size(document), 2);
    entry = json_array_get(document, 1);
    assert_equal_u64("keys", json_object_size(entry), COUNT(keys));
    for (size_t i = 0; i < COUNT(keys); i++)
        if (!json_object_get(entry, keys[i]))
            fail_msg("%s is missing", keys[i]);
    assert_equal_string("name", json_string_value(json_object_get(entry, "name")), "/data");
    assert_equal_u64("failures", (uint64_t)json_integer_value(json_object_get(entry, "num_failures")), 55);
    assert_near_double("total", json_number_value(json_object_get(entry, "total_response_time")), 60 * 12.3456, 1e-6);
    assert_near_double("last", json_number_value(json_object_get(entry, "last_request_timestamp")), 1787392819, 0);
    assert_equal_u64("bucket", (uint64_t)json_integer_value(json_object_get(json_object_get(entry, "response_times"), "12")), 50);
    json_decref(document);
    test_remove_directory(directory);
    fixture_free(&f);
}

TEST_MAIN(TEST(the_entries_have_the_keys_and_values_of_locust))
