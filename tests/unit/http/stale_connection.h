/* SPDX-License-Identifier: MIT */
/* http/stale_connection.h - a peer that closes each connection after its answer, and a client that asks it twice
 *
 * The same with TLS and without.
 */
#ifndef CICADA_TESTS_HTTP_STALE_CONNECTION_H
#define CICADA_TESTS_HTTP_STALE_CONNECTION_H

#include "http/meeting.h"

static inline void closes_after_its_answer(struct peer *p)
{
    for (int i = 0; i < 2; i++) {
        peer_accept(p);
        peer_answers(p, PLAIN_OK);
        peer_close(p);
    }
}

static inline void play_closed_while_idle(struct meeting *m)
{
    assert_error(ask(m), OK);
    await_hang_up(m);
    assert_error(ask(m), OK);
    assert_answer(m, 200, "ok");
    assert_true(m->response.new_connection);
    assert_int_equal(m->response.retries, 0);
}

#endif
