/* SPDX-License-Identifier: MIT */
/* web/private.h - what the parts of the web UI share: the record behind struct web */
#ifndef CICADA_WEB_PRIVATE_H
#define CICADA_WEB_PRIVATE_H

#include "web/events.h"
#include "web/reply.h"
#include "web/routes.h"
#include "web/web.h"

#define WEB_TOKEN 65 /* 256 bits in hexadecimal */

struct web {
    struct loop *loop;
    struct web_options options;
    const struct web_driver *driver;
    void *context; /* of the driver */
    struct server *server;
    struct events *events;
    struct work_thread *thread;
    struct login *login; /* NULL: nobody has to log in */
    struct page *page;
    struct news *news;
    struct shared *shared;
    struct timer second; /* looks each second whether there is anything to tell without a run */
    struct arena arena;  /* of the PEM texts */
    char *base_path;     /* "/load/" or "/"; owned */
    char *url;           /* owned */
    const char *own_hosts[3];
    uint16_t port;
    char token[WEB_TOKEN]; /* of pages of ours */
    enum run_state state;  /* when it was last looked at, with the next two */
    uint64_t run_number;
    uint64_t log_next; /* number of the line of the log that viewers are told next */
    uint64_t ticked_ns;
    unsigned quiet_s; /* nothing was sent for so long */
    uint64_t scrapes; /* of /metrics */
    bool ending;
};

/* Lines of the log with numbers from `from` up to `end`, without it; in the arena. */
struct web_lines {
    const struct text *at;
    size_t count;
};
struct web_lines web_log_lines(uint64_t from, uint64_t end, struct arena *arena);

/* The state of the present or last run; RUN_READY before the first one. */
enum run_state web_run_state(struct web *w);

#endif
