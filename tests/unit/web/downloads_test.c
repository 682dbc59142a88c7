/* SPDX-License-Identifier: MIT */
/* tests of web/downloads.c and web/metrics.c: what is handed out of the numbers, also where there are none yet */
#include "web_support.h"

#include "web/data.h"

static void tables_before_the_first_run_are_empty(void **state)
{
    expect(rig_ask(*state, "GET /stats/requests/csv", "", NULL), 200, "\r\n,Aggregated,0,0,");
    expect(rig_ask(*state, "GET /stats/failures/csv", "", NULL), 200, "\r\n\r\nMethod,Name,Error,Occurrences,First Seen");
    expect(rig_ask(*state, "GET /exceptions/csv", "", NULL), 200, "Count,Message,Traceback,Nodes\r\n");
    expect(rig_ask(*state, "GET /stats/requests_full_history/csv", "", NULL), 404, "--csv-full-history");
    expect(rig_ask(*state, "GET /metrics", "", NULL), 200, "cicada_");
}

static void files_are_named_as_locust_names_them(void **state)
{
    struct rig *rig = *state;

    expect(rig_ask(rig, "GET /stats/requests/csv", "", NULL), 200, "_url_target.example_requests.csv\"");
    rig->plan.scenario_file = "/some where/my \"scen\xff\xff"
                              "ario\"\r\n.c";
    rig->info.host = "https://a.example:8443/x?y";
    expect(rig_ask(rig, "GET /stats/requests/csv", "", NULL), 200, "_my_scen_ario_.c_a.example_8443_x_y_requests.csv\"");
    expect(rig_ask(rig, "GET /stats/requests/csv", "", NULL), 200, "Content-Disposition: attachment; filename=\"Locust_20");
}

static void hostile_names_are_cells_in_csv(void **state)
{
    static const struct snapshot_error error = {
        .method = {"GET", 3}, .name = {"=cmd|'/c calc'!A1", 17}, .text = {"a,\"b\"\r\nSet-Cookie: x", 20}, .occurrences = 3};
    struct rig *rig = *state;

    rig->has_run = true;
    rig->snapshot.errors = &error;
    rig->snapshot.error_count = 1;
    expect(rig_ask(rig, "GET /stats/failures/csv", "", NULL), 200, "GET,'=cmd|'/c calc'!A1,\"a,\"\"b\"\"\r\nSet-Cookie: x\",3,");
}

static void large_tables_are_compressed_where_that_is_accepted(void **state)
{
    struct snapshot_error *errors = mem_zalloc(2000 * sizeof *errors);
    struct rig *rig = *state;

    for (size_t i = 0; i < 2000; i++)
        errors[i] = (struct snapshot_error){.method = TEXT("GET"), .name = TEXT("/the/same/name"), .text = TEXT("refused")};
    rig->has_run = true;
    rig->snapshot.errors = errors;
    for (size_t count = 100; count <= 2000; count += 1900) { /* here, and on the other thread */
        rig->snapshot.error_count = count;
        expect(rig_ask(rig, "GET /stats/failures/csv", "Accept-Encoding: br, gzip\r\n", NULL), 200, "Content-Encoding: gzip\r\n");
        expect(rig_ask(rig, "GET /stats/failures/csv", "Accept-Encoding: br\r\n", NULL), 200, "GET,/the/same/name,refused");
    }
    mem_free(errors);
}

static void the_history_is_the_file(void **state)
{
    char path[] = "/tmp/cicada-history-XXXXXX";
    int fd = mkstemp(path);
    struct rig rig = {.options.history_csv = path};

    assert_int_equal(write(fd, "a,b\n", 4), 4);
    close(fd);
    rig_begin(&rig);
    expect(rig_ask(&rig, "GET /stats/requests_full_history/csv", "", NULL), 200, "\r\n\r\na,b\n");
    unlink(path);
    expect(rig_ask(&rig, "GET /stats/requests_full_history/csv", "", NULL), 404, "not there yet");
    rig_end(&rig);
}

static void what_is_not_there_is_said_and_not_downloaded(void **state)
{
    char *answer = rig_ask(*state, "GET /api/runs/99/report?download=1", "", NULL);

    assert_null(strstr(answer, "Content-Disposition"));
    expect(answer, 404, "\"message\"");
}

#define T(name) TEST_WITH(name, rig_set_up, rig_clean_up)

TEST_MAIN(T(tables_before_the_first_run_are_empty), T(files_are_named_as_locust_names_them), T(hostile_names_are_cells_in_csv),
          T(what_is_not_there_is_said_and_not_downloaded), T(large_tables_are_compressed_where_that_is_accepted),
          TEST(the_history_is_the_file))
