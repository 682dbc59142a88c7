/* SPDX-License-Identifier: MIT */
/* tls_meeting.h - a server, the settings of the client, and what a TLS test does with them */
#ifndef CICADA_TESTS_TLS_MEETING_H
#define CICADA_TESTS_TLS_MEETING_H

#include "net/tls.h"
#include "tls_peer.h"

#define TLS_1_2 0x0303
#define TLS_1_3 0x0304

struct meeting {
    struct server server;
    struct tls_options options;
    void (*hold)(struct scene *scene, struct meeting *m);
    struct tls_settings *settings;
    struct tls_session *session;
    struct tls_info info;
    char detail[256];
    /* for cases in a table */
    const char *host;
    enum error wanted, wanted_in_read;
};

static inline void play_meeting(struct scene *scene)
{
    struct meeting *m = scene->context;

    m->hold(scene, m);
}

static inline void hold(struct meeting *m)
{
    static const struct fibers_options measured = {.measure_stacks = true};
    char problem[256];

    if (!m->options.ca_file)
        m->options.ca_file = town.authority_file;
    server_open(&m->server);
    m->settings = tls_settings_new(&m->options, problem, sizeof(problem));
    if (!m->settings)
        fail_msg("%s", problem);
    play_with(play_meeting, m, &measured);
    tls_session_free(m->session);
    tls_settings_free(m->settings);
    server_close(&m->server);
    if (ERR_peek_error())
        fail_msg("an error was left in OpenSSL's queue: %s", ERR_reason_error_string(ERR_peek_error()));
}

static inline enum error connect_as(struct scene *scene, struct meeting *m, const char *host, uint64_t deadline_ns,
                                    struct stream **out)
{
    struct stream *below = server_accept(&m->server, scene);

    return tls_connect(m->settings, below, text_from(host), &m->session, deadline_ns, out, &m->info, m->detail);
}

static inline struct stream *connect_well(struct scene *scene, struct meeting *m)
{
    struct stream *s;
    enum error e = connect_as(scene, m, "server.test", SOON_NS, &s);

    if (e)
        fail_msg("%s: %s", error_id(e), m->detail);
    return s;
}

static inline void end(struct meeting *m, struct stream *s)
{
    stream_close(s, false);
    server_wait(&m->server);
}

#endif
