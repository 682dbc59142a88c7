/* SPDX-License-Identifier: MIT */
/* tests/unit/net/tls_test.c - TLS as a stream: what it carries and costs, sessions, settings
 */
#include <sys/stat.h>

#include "base/limits.h"
#include "counted_calls.h"
#include "net/tls_private.h"
#include "tls_meeting.h"

static enum error read_exactly(struct stream *s, char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = stream_read(s, bytes, size, SOON_NS);

        if (n <= 0)
            return n == 0 ? ERROR_CLOSED_EARLY : stream_error(n);
        bytes += n;
        size -= (size_t)n;
    }
    return OK;
}

static void converse_once(struct stream *s)
{
    struct iovec parts[] = {part_of("head, "), part_of(""), part_of("body")};
    char bytes[10];

    assert_error(stream_write(s, parts, COUNT(parts), SOON_NS), OK);
    assert_error(read_exactly(s, bytes, sizeof(bytes)), OK);
    assert_memory_equal(bytes, "head, body", sizeof(bytes));
}

/* ---- what it carries ---- */

static void hold_conversation(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);

    for (int i = 0; i < 20; i++)
        converse_once(s);
    assert_equal_string("version", m->info.version, m->server.version_max == TLS_1_2 ? "TLSv1.2" : "TLSv1.3");
    assert_true(strlen(m->info.cipher) > 0);
    assert_false(m->info.resumed);
    end(m, s);
    assert_true(m->server.got_close_notify);
    assert_equal_string("SNI", m->server.name_asked, "server.test");
}

static void a_conversation_ends_with_close_notify_in_both_versions(void **state)
{
    hold(&(struct meeting){.hold = hold_conversation, .server.version_max = TLS_1_2});
    hold(&(struct meeting){.hold = hold_conversation});
}

static void a_conversation_outlives_key_updates(void **state)
{
    hold(&(struct meeting){.hold = hold_conversation, .server.manner = UPDATES_KEYS});
}

#define REQUESTS 50

static void hold_requests(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);

    converse_once(s); /* the tickets of TLS 1.3 come with the first answer or before it */
    memset(&calls, 0, sizeof(calls));
    for (int i = 0; i < REQUESTS; i++) {
        converse_once(s);
        assert_false(stream_is_stale(s));
    }
    assert_equal_u64("send", calls.send, REQUESTS);
    assert_equal_u64("recv", calls.recv, REQUESTS);
    end(m, s);
}

static void a_request_on_a_kept_connection_costs_one_send_and_one_recv(void **state)
{
    hold(&(struct meeting){.hold = hold_requests, .server.version_max = TLS_1_2});
    hold(&(struct meeting){.hold = hold_requests});
}

static void hold_download(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);
    char *bytes = mem_alloc(FLOOD_SIZE);

    assert_error(read_exactly(s, bytes, FLOOD_SIZE), OK);
    for (size_t i = 0; i < FLOOD_SIZE; i++)
        if ((unsigned char)bytes[i] != flood_byte(i))
            fail_msg("byte %zu is wrong", i);
    assert_int_equal(stream_read(s, bytes, 1, SOON_NS), 0);
    assert_int_equal(stream_read(s, bytes, 1, SOON_NS), 0);
    mem_free(bytes);
    end(m, s);
}

static void a_large_answer_is_read_whole_up_to_its_orderly_end(void **state)
{
    hold(&(struct meeting){.hold = hold_download, .server.manner = FLOODS});
}

static void hold_upload(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);
    unsigned char *bytes = mem_alloc(FLOOD_SIZE);
    struct iovec parts[] = {{bytes, 100},
                            {bytes + 100, 0},
                            {bytes + 100, 16384},
                            {bytes + 16484, FLOOD_SIZE - 16484 - 1},
                            {bytes + FLOOD_SIZE - 1, 1}};
    char answer[3];

    for (size_t i = 0; i < FLOOD_SIZE; i++)
        bytes[i] = flood_byte(i);
    assert_error(stream_write(s, parts, COUNT(parts), SOON_NS), OK);
    assert_error(read_exactly(s, answer, 3), OK);
    assert_memory_equal(answer, "all", 3);
    mem_free(bytes);
    end(m, s);
}

static void a_large_write_in_parts_arrives_whole_and_in_order(void **state)
{
    hold(&(struct meeting){.hold = hold_upload, .server.manner = SINKS});
}

static void hold_deadlines(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);
    struct cancellation c;
    char byte;

    assert_error(stream_error(stream_read(s, &byte, 1, clock_now() + 5 * NANOS_PER_MILLI)), ERROR_TIMEOUT);
    converse_once(s);
    cancel_me_after(scene, &c, 5 * NANOS_PER_MILLI);
    assert_error(stream_error(stream_read(s, &byte, 1, NEVER)), ERROR_CANCELLED);
    fiber_uncancel(fiber_current());
    converse_once(s);
    end(m, s);
}

static void deadlines_and_cancellation_leave_the_stream_usable(void **state)
{
    hold(&(struct meeting){.hold = hold_deadlines});
}

/* ---- idle ---- */

static void hold_idle(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);

    /* The tickets have arrived by now or arrive later: they must not make the stream stale. */
    for (int i = 0; i < 5; i++) {
        assert_false(stream_is_stale(s));
        assert_error(fiber_sleep_until(clock_now() + NANOS_PER_MILLI), OK);
    }
    converse_once(s);
    if (m->server.manner != ECHOES) {
        uint64_t deadline = SOON_NS;

        while (!stream_is_stale(s) && clock_now() < deadline)
            fiber_yield();
        assert_true(stream_is_stale(s));
    }
    end(m, s);
}

static void tickets_do_not_make_an_idle_stream_stale_but_its_end_does(void **state)
{
    hold(&(struct meeting){.hold = hold_idle});
    hold(&(struct meeting){.hold = hold_idle, .server.manner = SAYS_GOODBYE});
    hold(&(struct meeting){.hold = hold_idle, .server.manner = CUTS});
}

/* ---- sessions ---- */

static void hold_resumption(struct scene *scene, struct meeting *m)
{
    for (int i = 0; i < 4; i++) {
        struct stream *s = connect_well(scene, m);

        converse_once(s);
        if (m->info.resumed != (m->options.resume && i > 0))
            fail_msg("connection %d: resumed is %d", i, m->info.resumed);
        stream_close(s, i == 1); /* a reset does not make the session worthless */
        server_wait(&m->server);
    }
    assert_int_equal(m->session != NULL, m->options.resume);
}

static void sessions_are_resumed_when_the_settings_say_so(void **state)
{
    hold(&(struct meeting){.hold = hold_resumption, .options.resume = true});
    hold(&(struct meeting){.hold = hold_resumption, .options.resume = true, .server.version_max = TLS_1_2});
    hold(&(struct meeting){.hold = hold_resumption});
}

/* ---- memory ---- */

static bool saves_memory(struct stream *s)
{
    return SSL_get_mode(CONTAINER_OF(s, struct tls_stream, base)->ssl) & SSL_MODE_RELEASE_BUFFERS;
}

static void hold_after_others(struct scene *scene, struct meeting *m)
{
    for (size_t others = LIMIT_TLS_BUFFERS_KEPT - 1; others <= LIMIT_TLS_BUFFERS_KEPT; others++) {
        struct stream *s;

        m->settings->open = others; /* pretended */
        s = connect_well(scene, m);
        converse_once(s);
        assert_int_equal(saves_memory(s), others == LIMIT_TLS_BUFFERS_KEPT);
        end(m, s);
        assert_int_equal(m->settings->open, others);
    }
}

static void connections_beyond_a_thousand_give_their_buffers_back(void **state)
{
    hold(&(struct meeting){.hold = hold_after_others});
}

/* ---- stack ---- */

static void hold_stack(struct scene *scene, struct meeting *m)
{
    struct stream *s = connect_well(scene, m);
    size_t used, size = fiber_stack_size(fiber_current());

    converse_once(s);
    end(m, s);
    used = fiber_stack_used(fiber_current());
    if (used > size / 4 * 3)
        fail_msg("a verified handshake with a client certificate took %zu of %zu bytes of stack", used, size);
    print_message("stack used: %zu of %zu bytes\n", used, size);
}

static void a_handshake_leaves_a_quarter_of_the_stack(void **state)
{
    struct tls_options options = {.certificate_file = town.client_file, .key_file = town.client_key_file, .resume = true};

    hold(&(struct meeting){.hold = hold_stack, .options = options, .server.wants_certificate = true});
    hold(
        &(struct meeting){.hold = hold_stack, .options = options, .server = {.wants_certificate = true, .version_max = TLS_1_2}});
}

/* ---- settings ---- */

static void each_unusable_setting_is_named(void **state)
{
    const struct {
        struct tls_options options;
        const char *wanted; /* part of the message */
    } cases[] = {
        {{.ca_file = "/nonexistent/ca.pem"}, "certificate authorities in /nonexistent/ca.pem: "},
        {{.ca_file = town.client_key_file}, town.client_key_file},
        {{.certificate_file = "/nonexistent/client.pem"}, "client certificate in /nonexistent/client.pem: "},
        {{.certificate_file = town.client_file}, town.client_file}, /* there is no key in it */
        {{.certificate_file = town.client_file, .key_file = town.foreign_client_file}, "key values mismatch"},
        {{.ciphers = "NO-SUCH-CIPHER"}, "cipher list NO-SUCH-CIPHER: "},
        {{.version_min = 0x0999}, "TLS versions 0x0999 to 0x0000: not supported"},
        {{.keylog_file = "/nonexistent/keys"}, "TLS key log /nonexistent/keys: No such file or directory"},
    };
    char problem[256];

    for (size_t i = 0; i < COUNT(cases); i++) {
        problem[0] = '\0';
        if (tls_settings_new(&cases[i].options, problem, sizeof(problem)))
            fail_msg("accepted, should say \"%s\"", cases[i].wanted);
        if (!strstr(problem, cases[i].wanted))
            fail_msg("got \"%s\", wanted \"%s\"", problem, cases[i].wanted);
        assert_int_equal(ERR_peek_error(), 0);
    }
}

static void the_key_log_holds_secrets_and_is_private(void **state)
{
    char path[PATH_MAX];
    struct buffer log;
    struct stat status;

    assert_true(snprintf(path, sizeof(path), "%s/keys", town.directory) < PATH_MAX);
    hold(&(struct meeting){.hold = hold_conversation, .options.keylog_file = path});
    buffer_init(&log, MIB);
    test_read_file(&log, path);
    assert_non_null(strstr(buffer_cstring(&log), "CLIENT_TRAFFIC_SECRET_0 "));
    buffer_free(&log);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

SCENE_MAIN_IN(found_town, leave_town, TEST(a_conversation_ends_with_close_notify_in_both_versions),
              TEST(a_conversation_outlives_key_updates), TEST(a_request_on_a_kept_connection_costs_one_send_and_one_recv),
              TEST(a_large_answer_is_read_whole_up_to_its_orderly_end), TEST(a_large_write_in_parts_arrives_whole_and_in_order),
              TEST(deadlines_and_cancellation_leave_the_stream_usable),
              TEST(tickets_do_not_make_an_idle_stream_stale_but_its_end_does),
              TEST(sessions_are_resumed_when_the_settings_say_so), TEST(connections_beyond_a_thousand_give_their_buffers_back),
              TEST(a_handshake_leaves_a_quarter_of_the_stack), TEST(each_unusable_setting_is_named),
              TEST(the_key_log_holds_secrets_and_is_private))
