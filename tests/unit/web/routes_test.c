/* SPDX-License-Identifier: MIT */
/* tests of web/documents.c and web/page.c: the routes that read, before the first run and without a store as well
 *
 * What the documents hold is tested with the files that make them.
 */
#include "web_support.h"

static void the_page_is_served_with_its_policy(void **state)
{
    struct rig *rig = *state;

    expect(rig_ask(rig, "GET /", "", NULL), 200, "\r\n\r\n<!doctype html>");
    expect(rig_ask(rig, "GET /", "", NULL), 200, "\r\nContent-Security-Policy: default-src 'none'; script-src 'sha256-");
    expect(rig_ask(rig, "GET /", "", NULL), 200, "; frame-ancestors 'none'\r\n");
    expect(rig_ask(rig, "GET /?theme=dark", "Accept-Encoding: gzip, deflate\r\n", NULL), 200, "Content-Encoding: gzip\r\n");
}

static void a_page_that_is_known_is_not_sent_again(void **state)
{
    char *answer = rig_ask(*state, "GET /", "", NULL), *tag = strstr(answer, "ETag: "), *head;

    assert_non_null(tag);
    tag += strlen("ETag: ");
    head = mem_printf("If-None-Match: \"other\", %.*s\r\n", (int)strcspn(tag, "\r"), tag);
    expect(rig_ask(*state, "GET /", head, NULL), 304, "\r\n\r\n");
    expect(rig_ask(*state, "GET /", "If-None-Match: \"other\"\r\n", NULL), 200, "<!doctype html>");
    mem_free(head);
    mem_free(answer);
}

static void everything_answers_before_the_first_run(void **state)
{
    static const struct {
        const char *line, *part;
    } routes[] = {
        {"GET /api/state", "\"schema\":\"cicada-ui\""},
        {"GET /api/run", "\"state\":\"ready\""},
        {"GET /api/run?histograms=1", "\"state\":\"ready\""},
        {"GET /stats/requests", "\"state\":\"ready\""},
        {"GET /exceptions", "\"exceptions\""},
        {"GET /tasks", "\"per_class\""},
        {"GET /logs", "\"master\""},
        {"GET /worker-count", "\"worker_count\""},
        {"GET /stats/report", "<!doctype html>"},
        {"GET /stats/report", "script-src 'sha256-"},
        {"GET /stats/report?download=1", "filename=\"Locust_"},
    };

    for (size_t i = 0; i < COUNT(routes); i++)
        expect(rig_ask(*state, routes[i].line, "", NULL), 200, routes[i].part);
}

static void a_name_that_is_not_there_is_not_found(void **state)
{
    static const char *const lines[] = {"GET /api/course", "GET /api/course?method=GET&name=/x", "GET /api/distribution?name=%ff",
                                        "GET /api/distribution?method=&name="};

    for (size_t i = 0; i < COUNT(lines); i++)
        expect(rig_ask(*state, lines[i], "", NULL), 404, "no request of that method and name");
}

static void without_a_store_there_are_no_past_runs(void **state)
{
    static const char *const lines[] = {"GET /api/runs", "GET /api/runs/1", "GET /api/runs/1/report",
                                        "GET /api/compare?base=1&new=2"};

    for (size_t i = 0; i < COUNT(lines); i++)
        expect(rig_ask(*state, lines[i], "", NULL), 404, "no runs are kept");
    expect(rig_ask(*state, "GET /api/compare?base=1", "", NULL), 400, "name two runs");
    expect(rig_ask(*state, "GET /api/runs?limit=-1", "", NULL), 400, "limit has to be a number");
}

static void a_store_that_is_none_is_told_as_such(void **state)
{
    static const char *const lines[] = {"GET /api/runs/1", "GET /api/runs/%27;DROP", "GET /api/runs/1/report",
                                        "GET /api/compare?base=1&new=2", "GET /api/runs/%2e%2e"};
    struct rig rig = {.options.store = "/nonexistent/\xff.db"}; /* a path is any bytes, an answer is UTF-8 */
    char *answers[COUNT(lines)];

    rig_begin(&rig);
    for (size_t i = 0; i < COUNT(lines); i++)
        answers[i] = rig_ask(&rig, lines[i], "", NULL);
    rig_end(&rig);
    for (size_t i = 0; i < COUNT(lines); i++)
        expect(answers[i], 404, "\"message\"");
}

#define T(name) TEST_WITH(name, rig_set_up, rig_clean_up)

TEST_MAIN(T(the_page_is_served_with_its_policy), T(a_page_that_is_known_is_not_sent_again),
          T(everything_answers_before_the_first_run), T(a_name_that_is_not_there_is_not_found),
          T(without_a_store_there_are_no_past_runs), TEST(a_store_that_is_none_is_told_as_such))
