/* SPDX-License-Identifier: MIT */
/* monitor/postgres.h - a PostgreSQL server as a source: connections in use and allowed, lookups in its buffers and how many hit
 *
 * Connections are those of clients to the whole server, without our own; hits and reads of blocks are those of the database that
 * the URL names (pg_stat_database). A server that does not answer within two seconds is given up for this second, and asked over
 * a new connection in the next one. The user needs no right but to connect.
 */
#ifndef CICADA_MONITOR_POSTGRES_H
#define CICADA_MONITOR_POSTGRES_H

#include "monitor/source.h"

/* The URL is given to libpq as it is. NULL with a constant sentence when libpq is not installed. */
struct source *postgres_of_url(const char *url, const char **problem);

#endif
