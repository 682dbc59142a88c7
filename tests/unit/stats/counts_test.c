/* SPDX-License-Identifier: MIT */
/* counts_test.c - what a sample adds to the counts, and that counts add up */
#include "stats/counts.h"

#include "base/random.h"
#include "support.h"

/* A request of the ordinary kind; times from `start` on. */
static struct sample ordinary(uint64_t start)
{
    return (struct sample){
        .start_ns = start,
        .dns_ns = 10,
        .connect_ns = 20,
        .tls_ns = 30,
        .first_write_ns = start + 100,
        .sent_ns = start + 150,
        .first_byte_ns = start + 400,
        .end_ns = start + 1000,
        .bytes_sent = 80,
        .bytes_received = 500,
        .body_size = 300,
        .status = 200,
        .new_connection = true,
    };
}

static void assert_phase(const char *name, struct phase_summary got, uint64_t count, uint64_t sum, uint64_t max)
{
    assert_equal_u64(name, got.count, count);
    assert_equal_u64(name, got.sum_ns, sum);
    assert_equal_u64(name, got.max_ns, max);
}

static void a_sample_is_counted_with_all_its_parts(void **state)
{
    struct sample sample = ordinary(5000);
    struct counts c = COUNTS_EMPTY;

    counts_record(&c, &sample);
    assert_equal_u64("requests", c.requests, 1);
    assert_equal_u64("failures", c.failures, 0);
    assert_equal_u64("bytes sent", c.bytes_sent, 80);
    assert_equal_u64("bytes received", c.bytes_received, 500);
    assert_equal_u64("body bytes", c.body_bytes, 300);
    assert_equal_u64("new connections", c.new_connections, 1);
    assert_phase("dns", c.dns, 1, 10, 10);
    assert_phase("connect", c.connect, 1, 20, 20);
    assert_phase("tls", c.tls, 1, 30, 30);
    assert_phase("send", c.send, 1, 50, 50);
    assert_phase("wait", c.wait, 1, 250, 250);
    assert_phase("receive", c.receive, 1, 600, 600);
    assert_equal_u64("first start", c.first_start_ns, 5000);
    assert_equal_u64("last end", c.last_end_ns, 6000);
    assert_equal_u64("negative", c.negative_durations, 0);
    counts_free(&c);
}

static void a_request_that_was_never_written_has_no_later_phases(void **state)
{
    struct sample sample = {.start_ns = 100, .dns_ns = 7, .end_ns = 500, .error = ERROR_REFUSED};
    struct counts c = COUNTS_EMPTY;

    counts_record(&c, &sample);
    assert_equal_u64("failures", c.failures, 1);
    assert_phase("connect", c.connect, 0, 0, 0);
    assert_phase("send", c.send, 0, 0, 0);
    assert_phase("receive", c.receive, 0, 0, 0);
    assert_int_equal(c.statuses.list[0].status, 0);
    counts_free(&c);
}

static void times_that_run_backwards_are_counted(void **state)
{
    struct sample end_first = ordinary(5000), write_last = ordinary(5000), sent_first = ordinary(5000),
                  answered_early = ordinary(5000);
    struct counts c = COUNTS_EMPTY;

    end_first.end_ns = 4000;
    counts_record(&c, &end_first);
    assert_equal_u64("end before start", c.negative_durations, 1);
    write_last.first_write_ns = write_last.end_ns + 1;
    write_last.sent_ns = write_last.end_ns + 2;
    counts_record(&c, &write_last);
    assert_equal_u64("end before the write", c.negative_durations, 2);
    sent_first.sent_ns = sent_first.first_write_ns - 1;
    counts_record(&c, &sent_first);
    assert_equal_u64("sent before the write", c.negative_durations, 3);
    answered_early.first_byte_ns = answered_early.first_write_ns + 1;
    counts_record(&c, &answered_early);
    assert_equal_u64("an answer before all was sent is no fault", c.negative_durations, 3);
    counts_free(&c);
}

static struct sample random_sample(struct random *r)
{
    struct sample s = ordinary(1 + random_below(r, 1000000));

    s.end_ns += random_below(r, NANOS_PER_SECOND);
    s.status = (int)random_below(r, 600);
    s.error = random_below(r, 4) == 0 ? ERROR_HTTP_STATUS : OK;
    s.new_connection = random_below(r, 2);
    s.tls_ns = random_below(r, 2) ? random_below(r, 1000) : 0;
    s.first_write_ns = random_below(r, 5) ? s.first_write_ns : 0;
    return s;
}

static void assert_same(const struct counts *a, const struct counts *b)
{
    assert_equal_u64("requests", a->requests, b->requests);
    assert_equal_u64("failures", a->failures, b->failures);
    assert_equal_u64("bytes", a->bytes_received, b->bytes_received);
    assert_equal_u64("connections", a->new_connections, b->new_connections);
    assert_equal_u64("first start", a->first_start_ns, b->first_start_ns);
    assert_equal_u64("last end", a->last_end_ns, b->last_end_ns);
    assert_phase("tls", a->tls, b->tls.count, b->tls.sum_ns, b->tls.max_ns);
    assert_phase("receive", a->receive, b->receive.count, b->receive.sum_ns, b->receive.max_ns);
    assert_equal_u64("statuses", a->statuses.count, b->statuses.count);
    for (uint32_t i = 0; i < a->statuses.count; i++)
        assert_equal_u64("status", a->statuses.list[i].count, b->statuses.list[i].count);
}

static void merged_parts_equal_the_whole(void **state)
{
    struct counts whole = COUNTS_EMPTY, merged = COUNTS_EMPTY, part = COUNTS_EMPTY;
    struct random r;

    random_init(&r, 5, 0);
    for (int i = 0; i < 50; i++) {
        for (int j = 0; j < i; j++) {
            struct sample sample = random_sample(&r);
            counts_record(&whole, &sample);
            counts_record(&part, &sample);
        }
        counts_merge(&merged, &part);
        counts_clear(&part);
    }
    assert_same(&merged, &whole);
    counts_clear(&whole);
    assert_same(&part, &whole); /* both empty */
    counts_free(&whole);
    counts_free(&merged);
    counts_free(&part);
}

TEST_MAIN(TEST(a_sample_is_counted_with_all_its_parts), TEST(a_request_that_was_never_written_has_no_later_phases),
          TEST(times_that_run_backwards_are_counted), TEST(merged_parts_equal_the_whole))
