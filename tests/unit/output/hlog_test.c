/* SPDX-License-Identifier: MIT */
/* output/hlog_test.c - the head, the tags and the lines of the histogram log, and which lines a run writes */
#include "file_scene.h"

#include "output/hlog.h"
#include "output/hlog_lines.h"

static int set_up(void **state)
{
    return open_file_scene("made/run.hlog");
}

static void the_head_is_that_of_version_1_3(void **state)
{
    hlog_head("cicada 0", FIXTURE_START_WALL + 250 * NANOS_PER_MILLI, &content);
    assert_equal_string("head", buffer_cstring(&content),
                        "#[Logged with cicada 0]\n"
                        "#[Histogram log format version 1.3]\n"
                        "#[StartTime: 1787392800.250 (seconds since epoch), Sat Aug 22 10:00:00 UTC 2026]\n"
                        "#[BaseTime: 1787392800.250 (seconds since epoch)]\n"
                        "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n");
}

static void a_tag_has_no_byte_that_a_reader_takes_for_its_end(void **state)
{
    static const struct {
        const char *method, *name, *tag;
    } cases[] = {
        {"GET", "/items", "GET%20/items"},
        {"", "custom", "custom"},
        {"", "service:x", "service%3Ax"},
        {"GET", "a,b c\r\nd\"%=", "GET%20a%2Cb%20c%0D%0Ad%22%25%3D"},
        {"GET", "/\xc3\xa9~_-.", "GET%20/%C3%A9~_-."},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        buffer_clear(&content);
        hlog_tag("", text_from(cases[i].method), text_from(cases[i].name), &content);
        assert_equal_string("tag", buffer_cstring(&content), cases[i].tag);
    }
}

static void a_line_has_seconds_milliseconds_and_the_histogram(void **state)
{
    static const char wanted[] = "Tag=t,1.500,0.999,12.000,HISTFAAA";
    struct hdr_encoder *encoder = hdr_encoder_new();

    hlog_line(TEXT("t"), 1500 * NANOS_PER_MILLI, 999 * NANOS_PER_MILLI, f.histogram, encoder, &content);
    assert_memory_equal(buffer_cstring(&content), wanted, sizeof wanted - 1);
    assert_int_equal(content.data[content.size - 1], '\n');
    buffer_clear(&content);
    hlog_line(TEXT(""), 0, NANOS_PER_SECOND, NULL, encoder, &content);
    assert_memory_equal(buffer_cstring(&content), "0.000,1.000,0.000,HISTFAAA", 26);
    hdr_encoder_free(encoder);
}

/* The snapshot of second `second`, with requests of one name, or with none. */
static void next_interval(uint64_t second, bool requests)
{
    static struct snapshot_interval intervals[2];

    intervals[0] = (struct snapshot_interval){TEXT("GET"), TEXT("/items"), f.histogram, f.histogram};
    intervals[1] = (struct snapshot_interval){TEXT(""), TEXT("Aggregated"), f.histogram, f.histogram};
    if (!requests)
        intervals[0] = (struct snapshot_interval){TEXT(""), TEXT("Aggregated"), NULL, NULL};
    f.snapshot.intervals = intervals;
    f.snapshot.interval_count = requests ? 2 : 1;
    f.snapshot.interval_start_ns = f.snapshot.progress.start_ns + second * NANOS_PER_SECOND;
    f.snapshot.interval_end_ns = f.snapshot.interval_start_ns + NANOS_PER_SECOND;
}

/* The lines of the file up to their Base64, without the head. */
static void assert_lines(const char *wanted)
{
    struct buffer got;
    struct text rest;
    size_t line = 0;

    buffer_clear(&content);
    test_read_file(&content, written);
    buffer_init(&got, 1 << 20);
    for (rest = buffer_view(&content); rest.size > 0; line++) {
        struct text one = text_cut(&rest, '\n');

        if (line < 5)
            continue;
        buffer_text(&got, (struct text){one.data, (size_t)((const char *)memmem(one.data, one.size, "HIST", 4) - one.data)});
        buffer_byte(&got, '\n');
    }
    assert_equal_string("lines", buffer_cstring(&got), wanted);
    buffer_free(&got);
}

static void each_tick_writes_all_requests_and_each_name_once(void **state)
{
    struct output *o = hlog_new(written);
    char problem[OUTPUT_PROBLEM] = "";

    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    next_interval(0, true);
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK); /* the same interval, seen twice */
    next_interval(1, false);
    assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
    next_interval(2, true);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    o->ops->free(o);
    assert_lines("0.000,1.000,12.000,\n"
                 "Tag=GET%20/items,0.000,1.000,12.000,\n"
                 "Tag=service:,0.000,1.000,12.000,\n"
                 "Tag=service:GET%20/items,0.000,1.000,12.000,\n"
                 "1.000,1.000,0.000,\n"
                 "Tag=service:,1.000,1.000,0.000,\n"
                 "2.000,1.000,12.000,\n"
                 "Tag=GET%20/items,2.000,1.000,12.000,\n"
                 "Tag=service:,2.000,1.000,12.000,\n"
                 "Tag=service:GET%20/items,2.000,1.000,12.000,\n");
}

static void the_end_of_the_warm_up_is_marked_by_one_comment(void **state)
{
    struct output *o = hlog_new(written);
    char problem[OUTPUT_PROBLEM] = "";
    const char *mark, *second;

    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    f.snapshot.warmup.running = true;
    for (uint64_t i = 0; i < 4; i++) {
        next_interval(i, false);
        assert_int_equal(o->ops->tick(o, &f.snapshot), OK);
        f.snapshot.warmup = (struct snapshot_warmup){.seconds = i < 1 ? 0 : 2, .running = i < 1};
    }
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    o->ops->free(o);
    test_read_file(&content, written);
    mark = strstr(buffer_cstring(&content), "\n#[Warm-up: the results leave out what ended before 2.000 s]\n");
    second = strstr(buffer_cstring(&content), "\nTag=service:,1.000,");
    if (!mark || !second || second > mark || strstr(strstr(mark, "Warm-up") + 1, "Warm-up"))
        fail_msg("%s", buffer_cstring(&content));
}

static void a_run_that_never_ticked_has_a_head(void **state)
{
    struct output *o = hlog_new(written);
    char problem[OUTPUT_PROBLEM] = "";

    assert_int_equal(o->ops->start(o, &f.info, problem), OK);
    assert_int_equal(o->ops->stop(o, &f.snapshot, 0), OK);
    o->ops->free(o);
    assert_lines("");
}

#define HLOG_TEST(function) TEST_WITH(function, set_up, clean_up)
TEST_MAIN(HLOG_TEST(the_head_is_that_of_version_1_3), HLOG_TEST(a_tag_has_no_byte_that_a_reader_takes_for_its_end),
          HLOG_TEST(a_line_has_seconds_milliseconds_and_the_histogram),
          HLOG_TEST(each_tick_writes_all_requests_and_each_name_once), HLOG_TEST(the_end_of_the_warm_up_is_marked_by_one_comment),
          HLOG_TEST(a_run_that_never_ticked_has_a_head))
