/* SPDX-License-Identifier: MIT */
/* dns_peer.h - a name server on a thread of the test
 *
 * It answers by the first label of the name it is asked for, from the table below, and counts how often it was asked.
 */
#ifndef CICADA_TESTS_DNS_PEER_H
#define CICADA_TESTS_DNS_PEER_H

#include "net_support.h"

#define TYPE_A    1
#define TYPE_AAAA 28

static const struct record {
    const char *label;
    enum { ANSWERS, NO_SUCH_NAME, FAILS, SILENT, GARBAGE } manner;
    uint32_t ttl;
    unsigned v4, v6; /* addresses: 127.0.0.1 and on, ::1 and on */
} records[] = {
    {"one", ANSWERS, 60, 1, 0},          {"both", ANSWERS, 60, 3, 2},  {"six", ANSWERS, 60, 0, 1},
    {"brief", ANSWERS, 0, 1, 0},         {"many", ANSWERS, 60, 20, 0}, {"empty", ANSWERS, 60, 0, 0},
    {"missing", NO_SUCH_NAME, 60, 0, 0}, {"broken", FAILS, 60, 0, 0},  {"silent", SILENT, 60, 0, 0},
    {"garbage", GARBAGE, 60, 0, 0},
};

struct server {
    int fd;
    pthread_t thread;
    char at[ADDRESS_TEXT];                     /* for struct resolver_options */
    _Atomic unsigned asked[COUNT(records)][2]; /* for A, for AAAA */
};

static inline const struct record *find_record(const unsigned char *label)
{
    for (size_t i = 0; i < COUNT(records); i++)
        if (strlen(records[i].label) == label[0] && memcmp(records[i].label, label + 1, label[0]) == 0)
            return &records[i];
    return NULL;
}

static inline size_t put16(unsigned char *at, unsigned value)
{
    at[0] = (unsigned char)(value >> 8);
    at[1] = (unsigned char)value;
    return 2;
}

/* Appends the answer records to a query that has been made a response (RFC 1035 section 4.1.3). */
static inline size_t put_answers(unsigned char *message, size_t size, const struct record *r, unsigned type)
{
    unsigned count = type == TYPE_A ? r->v4 : type == TYPE_AAAA ? r->v6 : 0;
    unsigned length = type == TYPE_A ? 4 : 16;

    put16(message + 6, count);
    for (unsigned i = 0; i < count; i++) {
        size += put16(message + size, 0xc00c); /* the name in the question */
        size += put16(message + size, type);
        size += put16(message + size, 1);
        size += put16(message + size, r->ttl >> 16);
        size += put16(message + size, r->ttl & 0xffff);
        size += put16(message + size, length);
        memset(message + size, 0, length);
        if (type == TYPE_A)
            message[size] = 127;
        message[size + length - 1] = (unsigned char)(i + 1);
        size += length;
    }
    return size;
}

/* Makes the query in `message` its own answer; 0 when there is none to be sent. */
static inline size_t answer_query(struct server *server, unsigned char *message, size_t size)
{
    const struct record *r = find_record(message + 12);
    size_t end = 12;
    unsigned type;

    while (end < size && message[end])
        end += message[end] + 1U;
    type = (unsigned)message[end + 2];
    put16(message + 2, 0x8180 | (!r || r->manner == NO_SUCH_NAME ? 3 : r->manner == FAILS ? 2 : 0));
    memset(message + 6, 0, 6); /* the counts behind the question: none, nor an OPT record */
    if (!r)
        return end + 5;
    server->asked[r - records][type == TYPE_AAAA]++;
    if (r->manner == SILENT)
        return 0;
    if (r->manner == GARBAGE)
        memset(message + 12, 0xff, size - 12);
    return r->manner == ANSWERS ? put_answers(message, end + 5, r, type) : end + 5;
}

static inline void *serve(void *argument)
{
    struct server *server = argument;
    unsigned char message[1500];
    struct address from = {.size = sizeof(from.v6)};
    ssize_t n;

    while ((n = recvfrom(server->fd, message, 512, 0, &from.generic, &from.size)) > 16) {
        size_t size = answer_query(server, message, (size_t)n);

        if (size > 0)
            sendto(server->fd, message, size, 0, &from.generic, from.size);
        from.size = sizeof(from.v6);
    }
    return NULL;
}

static inline void server_start(struct server *server)
{
    struct timeval timeout = PEER_TIMEOUT;
    struct address at = numeric("127.0.0.1", 0);

    memset(server, 0, sizeof(*server));
    server->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->fd, &at.generic, at.size), 0);
    assert_int_equal(getsockname(server->fd, &at.generic, &at.size), 0);
    assert_int_equal(setsockopt(server->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
    address_write(&at, server->at);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static inline void server_stop(struct server *server)
{
    struct address at = {.size = sizeof(at.v6)};

    /* A datagram too short for a query ends the thread. */
    assert_int_equal(getsockname(server->fd, &at.generic, &at.size), 0);
    assert_int_equal(sendto(server->fd, "", 1, 0, &at.generic, at.size), 1);
    pthread_join(server->thread, NULL);
    close(server->fd);
}

static inline unsigned asked(const struct server *server, const char *label, unsigned type)
{
    for (size_t i = 0; i < COUNT(records); i++)
        if (strcmp(records[i].label, label) == 0)
            return server->asked[i][type == TYPE_AAAA];
    fail_msg("no record %s", label);
    return 0;
}

#endif
