/* SPDX-License-Identifier: MIT */
/* store/postgres_store.h - what the two files that make a PostgreSQL database a store share: private to them */
#ifndef CICADA_STORE_POSTGRES_STORE_H
#define CICADA_STORE_POSTGRES_STORE_H

#include "postgres/libpq.h"
#include "store/database.h"

struct postgres_store {
    struct store store;
    const struct libpq *pq;
    char *url; /* with its password; owned */
    PGconn *connection;
    uint64_t connections; /* so many were made: the number of the present one */
    uint64_t statements;  /* so many were prepared: their names */
    size_t pending;       /* statements that were sent and whose results were not looked at; > 0 only in pipeline mode */
    bool pipeline;        /* the connection is in pipeline mode */
    int socket;           /* of the connection, for another thread (atomic); -1: none */
};

static inline struct postgres_store *postgres_store_of(struct store *s)
{
    return CONTAINER_OF(s, struct postgres_store, store);
}

extern const struct database_ops postgres_ops;

/* Fails with what libpq says, on one line. */
enum error postgres_fail(struct postgres_store *s, const char *message);

/* Looks at the results of all that was sent, and leaves pipeline mode. */
MUST_USE enum error postgres_settle(struct postgres_store *s);

/* A new connection in the place of the former one, ready for statements. */
MUST_USE enum error postgres_connect(struct postgres_store *s);

#endif
