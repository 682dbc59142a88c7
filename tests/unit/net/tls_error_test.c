/* SPDX-License-Identifier: MIT */
/* tests/unit/net/tls_error_test.c - whom TLS trusts, and how each failure is named */
#include "tls_meeting.h"

static void hold_failure(struct scene *scene, struct meeting *m)
{
    size_t before = open_descriptors();
    struct stream *s = NULL;
    struct iovec part = part_of("x");
    char byte;
    ssize_t n;
    enum error e = connect_as(scene, m, m->host ? m->host : "server.test", SOON_NS, &s);

    if (e != m->wanted)
        fail_msg("got %s (%s), wanted %s", error_id(e), m->detail, error_id(m->wanted));
    if (e != OK) {
        assert_null(s);
        assert_true(m->detail[0] != '\0');
        server_wait(&m->server);
        assert_equal_u64("descriptors", open_descriptors(), before);
        return;
    }
    (void)!stream_write(s, &part, 1, SOON_NS); /* may fail already; what counts is what is read */
    n = stream_read(s, &byte, 1, SOON_NS);
    if (n == 1 && m->wanted_in_read)
        n = stream_read(s, &byte, 1, SOON_NS);
    assert_equal_string("in read", error_id(stream_error(n)), error_id(m->wanted_in_read));
    if (m->wanted_in_read)
        assert_int_equal(stream_read(s, &byte, 1, SOON_NS), n); /* and stays so */
    end(m, s);
}

static void run_cases(struct meeting *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cases[i].hold = hold_failure;
        hold(&cases[i]);
    }
}

static void each_defect_of_a_certificate_has_its_class(void **state)
{
    struct meeting cases[] = {
        {.wanted = OK},
        {.wanted = ERROR_TLS_EXPIRED, .server.identity = &town.expired},
        {.wanted = ERROR_TLS_NOT_YET_VALID, .server.identity = &town.early},
        {.wanted = ERROR_TLS_NAME_MISMATCH, .server.identity = &town.other_name},
        {.wanted = ERROR_TLS_SELF_SIGNED, .server.identity = &town.self_signed},
        {.wanted = ERROR_TLS_UNKNOWN_CA, .server.identity = &town.stranger},
        {.wanted = ERROR_TLS_BAD_CERTIFICATE, .server.identity = &town.client_only},
    };

    run_cases(cases, COUNT(cases));
}

static void the_host_is_checked_as_a_name_or_as_an_address(void **state)
{
    struct meeting cases[] = {
        {.host = "SERVER.test"},
        {.host = "server.test."},
        {.host = "a.wild.test"},
        {.host = "127.0.0.1"},
        {.host = "[::1]"},
        {.host = "other.test", .wanted = ERROR_TLS_NAME_MISMATCH},
        {.host = "a.b.wild.test", .wanted = ERROR_TLS_NAME_MISMATCH},
        {.host = "good", .wanted = ERROR_TLS_NAME_MISMATCH}, /* the common name does not count where there are alternatives */
        {.host = "127.0.0.2", .wanted = ERROR_TLS_NAME_MISMATCH},
        {.host = "::2", .wanted = ERROR_TLS_NAME_MISMATCH},
    };

    run_cases(cases, COUNT(cases));
}

static void insecure_accepts_any_certificate(void **state)
{
    struct meeting cases[] = {
        {.options.insecure = true, .server.identity = &town.expired},
        {.options.insecure = true, .server.identity = &town.self_signed},
        {.options.insecure = true, .server.identity = &town.stranger, .host = "other.test"},
    };

    run_cases(cases, COUNT(cases));
}

static void nothing_in_common_has_its_class(void **state)
{
    struct meeting cases[] = {
        {.wanted = ERROR_TLS_PROTOCOL, .options.version_min = TLS_1_3, .server.version_max = TLS_1_2},
        {.wanted = ERROR_TLS_PROTOCOL, .options.version_max = TLS_1_2, .server.version_min = TLS_1_3},
        {.wanted = ERROR_TLS_PROTOCOL,
         .options = {.version_max = TLS_1_2, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"},
         .server.ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384"},
    };

    run_cases(cases, COUNT(cases));
}

static void a_missing_or_rejected_client_certificate_has_its_class(void **state)
{
    struct tls_options good = {.certificate_file = town.client_file, .key_file = town.client_key_file};
    struct tls_options foreign = {.certificate_file = town.foreign_client_file};
    struct meeting cases[] = {
        {.options = good, .server = {.wants_certificate = true}},
        {.options = good, .server = {.wants_certificate = true, .version_max = TLS_1_2}},
        {.wanted = ERROR_TLS_CLIENT_CERTIFICATE, .server = {.wants_certificate = true, .version_max = TLS_1_2}},
        {.wanted = ERROR_TLS_CLIENT_CERTIFICATE,
         .options = foreign,
         .server = {.wants_certificate = true, .version_max = TLS_1_2}},
        /* In TLS 1.3 the client has finished before the server looks at its certificate. */
        {.wanted_in_read = ERROR_TLS_CLIENT_CERTIFICATE, .server = {.wants_certificate = true}},
        {.wanted_in_read = ERROR_TLS_CLIENT_CERTIFICATE, .options = foreign, .server = {.wants_certificate = true}},
    };

    run_cases(cases, COUNT(cases));
}

static void what_is_no_tls_or_ends_early_has_its_class(void **state)
{
    struct meeting cases[] = {
        {.wanted = ERROR_TLS_NOT_TLS, .server.manner = SPEAKS_PLAIN_HTTP},
        {.wanted = ERROR_TLS_NOT_TLS, .server.manner = SPEAKS_BRIEFLY},
        {.wanted = ERROR_TLS_HANDSHAKE, .server.manner = CLOSES_AFTER_HELLO},
        {.wanted = ERROR_RESET, .server.manner = RESETS},
        {.wanted_in_read = ERROR_TLS_TRUNCATED, .server.manner = CUTS},
        {.wanted_in_read = ERROR_TLS_TRUNCATED, .server = {.manner = CUTS, .version_max = TLS_1_2}},
    };

    run_cases(cases, COUNT(cases));
}

static void hold_silence(struct scene *scene, struct meeting *m)
{
    size_t before = open_descriptors();
    uint64_t deadline = clock_now() + 20 * NANOS_PER_MILLI;
    struct cancellation c;
    struct stream *s;

    assert_error(connect_as(scene, m, "server.test", deadline, &s), ERROR_TIMEOUT_TLS);
    assert_true(clock_now() >= deadline);
    server_wait(&m->server);
    cancel_me_after(scene, &c, 5 * NANOS_PER_MILLI);
    assert_error(connect_as(scene, m, "server.test", NEVER, &s), ERROR_CANCELLED);
    server_wait(&m->server);
    assert_equal_u64("descriptors", open_descriptors(), before);
}

static void a_silent_server_ends_the_handshake_by_deadline_or_cancellation(void **state)
{
    hold(&(struct meeting){.hold = hold_silence, .server.manner = STAYS_SILENT});
}

static void hold_no_name(struct scene *scene, struct meeting *m)
{
    static const char *const hosts[] = {"", "."};
    struct stream *s;

    for (size_t i = 0; i < COUNT(hosts); i++) {
        assert_error(connect_as(scene, m, hosts[i], SOON_NS, &s), ERROR_BAD_URL);
        server_wait(&m->server);
    }
}

static void a_connection_without_a_name_to_verify_is_refused(void **state)
{
    hold(&(struct meeting){.hold = hold_no_name});
}

SCENE_MAIN_IN(found_town, leave_town, TEST(each_defect_of_a_certificate_has_its_class),
              TEST(the_host_is_checked_as_a_name_or_as_an_address), TEST(insecure_accepts_any_certificate),
              TEST(nothing_in_common_has_its_class), TEST(a_missing_or_rejected_client_certificate_has_its_class),
              TEST(what_is_no_tls_or_ends_early_has_its_class),
              TEST(a_silent_server_ends_the_handshake_by_deadline_or_cancellation),
              TEST(a_connection_without_a_name_to_verify_is_refused))
