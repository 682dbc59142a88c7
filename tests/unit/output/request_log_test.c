/* SPDX-License-Identifier: MIT */
/* output/request_log_test.c - the entries of the three forms, hostile names, and which requests are logged */
#include "file_scene.h"

#include "base/clock.h"
#include "output/request_log.h"

#define MS NANOS_PER_MILLI

static const struct sample_origin origin = {
    .method = {"GET", 3}, .name = {"/items", 6}, .class_name = {"ApiUser", 7}, .user = 4, .class_users = 7, .users = 9};
static const struct sample sample = {.due_ns = 100 * MS,
                                     .start_ns = 101 * MS,
                                     .first_write_ns = 105 * MS,
                                     .sent_ns = 105 * MS + 250,
                                     .first_byte_ns = 110 * MS,
                                     .end_ns = 112 * MS + 600000,
                                     .dns_ns = 1 * MS,
                                     .connect_ns = 2 * MS,
                                     .bytes_sent = 120,
                                     .bytes_received = 800,
                                     .body_size = 700,
                                     .status = 200,
                                     .new_connection = true};
static const struct sample refused = {.start_ns = 100 * MS, .end_ns = 103 * MS, .error = ERROR_REFUSED};

static int set_up(void **state)
{
    return open_file_scene("requests.csv");
}

static void assert_entry(enum request_log_format format, const struct sample_origin *o, const struct sample *s,
                         const char *wanted)
{
    buffer_clear(&content);
    request_lines_entry(format, o, s, FIXTURE_START_WALL + 5 * NANOS_PER_MICRO, &content);
    assert_equal_string("entry", buffer_cstring(&content), wanted);
}

static void csv_has_all_that_is_known(void **state)
{
    request_lines_heading(REQUEST_LOG_CSV, &content);
    assert_equal_string("heading", buffer_cstring(&content),
                        "timestamp,user_class,user,users,method,name,status,error,message,response_time_ms,service_time_ms,"
                        "late_ms,dns_ms,connect_ms,tls_ms,send_ms,wait_ms,receive_ms,bytes_sent,bytes_received,body_bytes,"
                        "new_connection,warmup\n");
    assert_entry(REQUEST_LOG_CSV, &origin, &sample,
                 "1787392800.000005,ApiUser,4,9,GET,/items,200,,,12.6,7.6,1,1,2,,0.00025,4.99975,2.6,120,800,700,true,false\n");
    assert_entry(REQUEST_LOG_CSV, &origin, &refused,
                 "1787392800.000005,ApiUser,4,9,GET,/items,,refused,connection refused,3,,,,,,,,,0,0,0,false,false\n");
}

static void json_lines_leave_out_what_did_not_happen(void **state)
{
    struct sample_origin warm = origin;

    request_lines_heading(REQUEST_LOG_JSON_LINES, &content);
    assert_equal_string("heading", buffer_cstring(&content), "");
    assert_entry(REQUEST_LOG_JSON_LINES, &origin, &sample,
                 "{\"timestamp\":1787392800.000005,\"user_class\":\"ApiUser\",\"user\":4,\"users\":9,\"method\":\"GET\","
                 "\"name\":\"/items\",\"status\":200,\"error\":\"\",\"message\":\"\",\"response_time_ms\":12.6,"
                 "\"service_time_ms\":7.6,\"late_ms\":1,\"dns_ms\":1,\"connect_ms\":2,\"send_ms\":0.00025,\"wait_ms\":4.99975,"
                 "\"receive_ms\":2.6,\"bytes_sent\":120,\"bytes_received\":800,\"body_bytes\":700,\"new_connection\":true,"
                 "\"warmup\":false}\n");
    warm.warmup = true;
    assert_entry(REQUEST_LOG_JSON_LINES, &warm, &refused,
                 "{\"timestamp\":1787392800.000005,\"user_class\":\"ApiUser\",\"user\":4,\"users\":9,\"method\":\"GET\","
                 "\"name\":\"/items\",\"error\":\"refused\",\"message\":\"connection refused\",\"response_time_ms\":3,"
                 "\"bytes_sent\":0,\"bytes_received\":0,\"body_bytes\":0,\"new_connection\":false,\"warmup\":true}\n");
}

static void jtl_has_the_default_columns_of_jmeter(void **state)
{
    struct sample missing = sample;

    request_lines_heading(REQUEST_LOG_JTL, &content);
    assert_equal_string("heading", buffer_cstring(&content),
                        "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,"
                        "sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n");
    assert_entry(REQUEST_LOG_JTL, &origin, &sample, "1787392800000,13,/items,200,OK,ApiUser-5,text,true,,800,120,7,9,,10,0,3\n");
    assert_entry(REQUEST_LOG_JTL, &origin, &refused,
                 "1787392800000,3,/items,refused,connection refused,ApiUser-5,text,false,connection refused,0,0,7,9,,0,0,0\n");
    missing.error = ERROR_HTTP_STATUS;
    missing.error_text = TEXT("HTTP 404 Not Found");
    missing.status = 404;
    assert_entry(REQUEST_LOG_JTL, &origin, &missing,
                 "1787392800000,13,/items,404,HTTP 404 Not Found,ApiUser-5,text,false,HTTP 404 Not Found,800,120,7,9,,10,0,3\n");
}

static void hostile_names_stay_in_their_cell_and_on_their_line(void **state)
{
    static const struct {
        struct text name;
        const char *csv, *json;
    } cases[] = {
        {{"a,b", 3}, "\"a,b\"", "a,b"},
        {{"say \"x\"", 7}, "\"say \"\"x\"\"\"", "say \\\"x\\\""},
        {{"a\r\nb", 4}, "a  b", "a\\u000d\\u000ab"},
        {{"=1+1", 4}, "'=1+1", "=1+1"},
        {{"\\", 1}, "\\", "\\\\"},
        {{"\xff", 1}, "\xef\xbf\xbd", "\xef\xbf\xbd"},
        {{"\xc3\xa9", 2}, "\xc3\xa9", "\xc3\xa9"},
        {{"\x1b[2J\x7f", 5}, "\x1b[2J\x7f", "\\u001b[2J\\u007f"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sample_origin hostile = origin;
        char wanted[200];

        hostile.name = cases[i].name;
        snprintf(wanted, sizeof wanted, "1787392800000,3,%s,refused,connection refused,", cases[i].csv);
        buffer_clear(&content);
        request_lines_entry(REQUEST_LOG_JTL, &hostile, &refused, FIXTURE_START_WALL, &content);
        if (!text_starts_with(buffer_view(&content), text_from(wanted)))
            fail_msg("got %s, wanted %s", buffer_cstring(&content), wanted);
        snprintf(wanted, sizeof wanted, "\"name\":\"%s\",\"error\":", cases[i].json);
        buffer_clear(&content);
        request_lines_entry(REQUEST_LOG_JSON_LINES, &hostile, &refused, FIXTURE_START_WALL, &content);
        if (!strstr(buffer_cstring(&content), wanted))
            fail_msg("got %s, wanted %s", buffer_cstring(&content), wanted);
        assert_int_equal(text_find(buffer_view(&content), '\n'), content.size - 1);
    }
}

static void the_ending_of_the_file_tells_the_form(void **state)
{
    assert_int_equal(request_log_format_of("a/b.jtl"), REQUEST_LOG_JTL);
    assert_int_equal(request_log_format_of("b.jsonl"), REQUEST_LOG_JSON_LINES);
    assert_int_equal(request_log_format_of("b.ndjson"), REQUEST_LOG_JSON_LINES);
    assert_int_equal(request_log_format_of("b.csv"), REQUEST_LOG_CSV);
    assert_int_equal(request_log_format_of("/dev/stdout"), REQUEST_LOG_CSV);
}

static void of_each_n_requests_the_first_is_logged(void **state)
{
    struct output *o = request_log_new(written, REQUEST_LOG_JTL, 3);
    char problem[OUTPUT_PROBLEM] = "";
    struct text rest;
    size_t lines = 0;

    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    for (uint64_t i = 0; i < 7; i++) {
        struct sample_origin from = origin;

        from.user = i;
        request_log_take(o, &from, &sample);
    }
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    request_log_take(o, &origin, &sample); /* too late: nothing happens */
    o->ops->free(o);
    test_read_file(&content, written);
    for (rest = buffer_view(&content); rest.size > 0; lines++) {
        static const char *const threads[] = {"threadName", "ApiUser-1,", "ApiUser-4,", "ApiUser-7,"};
        struct text line = text_cut(&rest, '\n');

        assert_true(lines < COUNT(threads) && memmem(line.data, line.size, threads[lines], strlen(threads[lines])));
    }
    assert_int_equal(lines, 4);
}

static void requests_that_find_no_room_are_counted_and_said(void **state)
{
    struct output *o = request_log_new("/dev/full", REQUEST_LOG_CSV, 1);
    char problem[OUTPUT_PROBLEM] = "";

    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    request_log_take(o, &origin, &sample);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), ERROR_IO);
    assert_equal_string("problem", o->problem, "/dev/full lacks 1 of 1 requests: No space left on device");
    o->ops->free(o);
}

#define LOG_TEST(function) TEST_WITH(function, set_up, clean_up)
TEST_MAIN(LOG_TEST(csv_has_all_that_is_known), LOG_TEST(json_lines_leave_out_what_did_not_happen),
          LOG_TEST(jtl_has_the_default_columns_of_jmeter), LOG_TEST(hostile_names_stay_in_their_cell_and_on_their_line),
          LOG_TEST(the_ending_of_the_file_tells_the_form), LOG_TEST(of_each_n_requests_the_first_is_logged),
          LOG_TEST(requests_that_find_no_room_are_counted_and_said))
