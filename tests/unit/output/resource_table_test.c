/* SPDX-License-Identifier: MIT */
/* resource_table_test.c - components in the summary, the live view, JSON and CSV */
#include "output/resource_table.h"

#include "output/csv_rows.h"
#include "output/json_resources.h"
#include "stats/resources.h"
#include "support.h"

struct watched {
    struct resources *resources;
    struct snapshot s;
};

static const struct resource_component components[] = {
    {{"generator", 9}, {"this process", 12}}, {{"api", 3}, {"pid:4711", 8}}, {{"db", 2}, {"postgresql://***@h/d", 20}}};

static void watch(struct watched *w)
{
    struct resource_reading api = resource_reading_nothing(), db = resource_reading_nothing(),
                            nothing = resource_reading_nothing();

    *w = (struct watched){.resources = resources_new(components, COUNT(components))};
    for (int i = 0; i < 20; i++) {
        api.value[RESOURCE_CPU] = 0.5 + 0.01 * i;
        api.value[RESOURCE_MEMORY] = 1024.0 * 1024 * (100 + i);
        api.value[RESOURCE_DESCRIPTORS] = 12;
        api.value[RESOURCE_WRITTEN] = 2048;
        api.memory_limit = 1024.0 * 1024 * 1024;
        db.value[RESOURCE_CONNECTIONS] = 7;
        db.connections_limit = 100;
        db.value[RESOURCE_HIT_RATE] = 0.98;
        resources_add(w->resources, 0, &nothing, true);
        resources_add(w->resources, 1, &api, true);
        resources_add(w->resources, 2, i == 19 ? &nothing : &db, true);
    }
    w->s.resources = resources_view(w->resources, true, &w->s.resource_count);
    w->s.elapsed_s = 3600;
    w->s.progress.start_wall_ns = 1700000000 * NANOS_PER_SECOND;
    w->s.total.completed = 1000000;
}

static const char *drawn(const struct watched *w, void (*draw)(const struct snapshot *, struct canvas *), struct buffer *out)
{
    struct canvas c;

    buffer_init(out, 100000);
    canvas_init(&c, out, 100, false);
    draw(&w->s, &c);
    return buffer_cstring(out);
}

static void the_summary_has_a_row_for_each_component(void **state)
{
    struct watched w;
    struct buffer out;

    watch(&w);
    assert_equal_string("table", drawn(&w, resource_table_draw, &out),
                        "resources            CPU mean        p95        max     memory        max   of limit    fds max\n"
                        "generator                   -          -          -          -          -          -          -\n"
                        "    nothing is known of 20 of 20 seconds\n"
                        "api                    59.5 %       68 %       69 %  109.5 MiB  119.0 MiB     11.6 %         12\n"
                        "    memory: growth of 60.0 MiB/min (95 %: 60.0 MiB/min to 60.0 MiB/min)\n"
                        "    written to disk 2.0 KiB/s\n"
                        "db                          -          -          -          -          -          -          -\n"
                        "    connections 7.0 mean, 7 at most of 100; cache hit rate 98 %\n"
                        "    nothing is known of 1 of 20 seconds\n"
                        "\n");
    buffer_free(&out);
    w.s.resource_count = 1;
    assert_equal_string("the generator alone", drawn(&w, resource_table_draw, &out), "");
    buffer_free(&out);
    resources_free(w.resources);
}

static void the_live_view_has_a_line_for_each_component(void **state)
{
    struct watched w;
    struct buffer out;

    watch(&w);
    assert_equal_u64("lines", resource_table_live_lines(&w.s), 2);
    assert_equal_string("lines", drawn(&w, resource_table_draw_live, &out),
                        "api: cpu 69 % memory 119.0 MiB fds 12\n"
                        "db: nothing is known of it\n");
    buffer_free(&out);
    resources_free(w.resources);
}

static void prices_are_shown_with_their_sum(void **state)
{
    static const char *const prices[] = {"0.12/h per api", "1/h per core of db"};
    struct plan plan = {.costs = {prices, COUNT(prices)}};
    struct run_info info = {.plan = &plan};
    struct watched w;
    struct buffer out;
    struct canvas c;

    watch(&w);
    buffer_init(&out, 10000);
    canvas_init(&c, &out, 100, false);
    resource_table_draw_cost(&w.s, &info, &c);
    assert_equal_string("cost", buffer_cstring(&out),
                        "cost              0.12 for the time measured, 0.12 per million requests that succeeded\n"
                        "                  0.12  0.12/h per api\n"
                        "                  unknown  1/h per core of db\n\n");
    buffer_free(&out);
    resources_free(w.resources);
}

static void json_leaves_out_what_was_never_known(void **state)
{
    struct json_writer writer;
    struct watched w;
    struct buffer out;
    json_t *api, *measures;

    watch(&w);
    buffer_init(&out, 100000);
    writer = json_writer_on(&out);
    json_resource(&writer, &w.s.resources[1], 0);
    api = json_loads(buffer_cstring(&out), JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(api);
    measures = json_object_get(api, "measures");
    assert_equal_string("name", json_string_value(json_object_get(api, "name")), "api");
    assert_non_null(json_object_get(measures, "cpu"));
    assert_null(json_object_get(measures, "connections"));
    assert_near_double("slope",
                       json_number_value(json_object_get(json_object_get(json_object_get(measures, "memory"), "slope"), "low")),
                       1048576, 1);
    assert_equal_u64("seconds", json_array_size(json_object_get(api, "series")), 20);
    json_decref(api);
    buffer_free(&out);
    resources_free(w.resources);
}

static void csv_has_empty_cells_for_what_is_unknown(void **state)
{
    struct watched w;
    struct buffer out;

    watch(&w);
    buffer_init(&out, 10000);
    csv_resources_heading(&out);
    csv_resources_row(&w.s, &w.s.resources[1], &w.s.resources[1].points[2], &out);
    csv_resources_row(&w.s, &w.s.resources[2], &w.s.resources[2].points[19], &out);
    assert_equal_string(
        "rows", buffer_cstring(&out),
        "Timestamp,Second,Seconds,Component,cpu,memory,fds,threads,received,sent,disk_read,disk_write,connections,"
        "cache_lookups,cache_hit_rate\r\n"
        "1700000002,2,1,api,0.52,1.069548e+08,12,,,,,2048,,,\r\n"
        "1700000019,19,1,db,,,,,,,,,,,\r\n");
    buffer_free(&out);
    resources_free(w.resources);
}

TEST_MAIN(TEST(the_summary_has_a_row_for_each_component), TEST(the_live_view_has_a_line_for_each_component),
          TEST(prices_are_shown_with_their_sum), TEST(json_leaves_out_what_was_never_known),
          TEST(csv_has_empty_cells_for_what_is_unknown))
