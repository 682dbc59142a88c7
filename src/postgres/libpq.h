/* SPDX-License-Identifier: MIT */
/* postgres/libpq.h - PostgreSQL's client library, loaded when a postgresql:// URL is first used
 *
 * Cicada runs without it: only building needs its header. The functions are called through the record: pq->PQconnectdb(...); they
 * are documented with PostgreSQL (chapter "libpq - C Library").
 *
 * Not here: what is asked of the server.
 */
#ifndef CICADA_POSTGRES_LIBPQ_H
#define CICADA_POSTGRES_LIBPQ_H

#include <libpq-fe.h>

#include "base/base.h"

/* X(function): one that somebody calls. */
#define LIBPQ_FUNCTIONS(X)  \
    X(PQclear)              \
    X(PQcmdTuples)          \
    X(PQconnectdb)          \
    X(PQconnectdbParams)    \
    X(PQconsumeInput)       \
    X(PQenterPipelineMode)  \
    X(PQerrorMessage)       \
    X(PQexec)               \
    X(PQexecParams)         \
    X(PQexecPrepared)       \
    X(PQexitPipelineMode)   \
    X(PQfinish)             \
    X(PQfnumber)            \
    X(PQftype)              \
    X(PQgetisnull)          \
    X(PQgetlength)          \
    X(PQgetResult)          \
    X(PQgetvalue)           \
    X(PQisBusy)             \
    X(PQnfields)            \
    X(PQntuples)            \
    X(PQpipelineSync)       \
    X(PQprepare)            \
    X(PQresultErrorField)   \
    X(PQresultErrorMessage) \
    X(PQresultStatus)       \
    X(PQsendQuery)          \
    X(PQsendQueryPrepared)  \
    X(PQsetNoticeProcessor) \
    X(PQsocket)             \
    X(PQstatus)             \
    X(PQtransactionStatus)

struct libpq {
#define LIBPQ_MEMBER(function) __typeof__(function) *function;
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};

/* The functions, for the life of the process. NULL when the library is not installed or too old; `*problem` then points to a
 * sentence that says what to install. For one thread at a time. */
const struct libpq *libpq_load(const char **problem);

/* "postgresql://" and "postgres://", as libpq takes them. */
bool libpq_is_url(const char *text);

#endif
