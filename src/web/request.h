/* SPDX-License-Identifier: MIT */
/* web/request.h - one request to the web UI and its reply, from the head to the last byte
 *
 * Made by the server (web/server.h), looked at by the rules of access, answered by the function of its route. That one fills in
 * the reply, or says that the request has to wait: for the end of a run, or for work on the other thread.
 */
#ifndef CICADA_WEB_REQUEST_H
#define CICADA_WEB_REQUEST_H

#include "base/arena.h"
#include "base/buffer.h"
#include "web/work.h"

struct MHD_Connection;
struct web;
struct web_request;
struct events_viewer;
struct snapshot_row;
struct shared_body;

enum web_method { WEB_GET = 1, WEB_POST = 2, WEB_OPTIONS = 4, WEB_UNKNOWN_METHOD = 8 }; /* HEAD is a GET whose body is not sent */

struct web_reply {
    unsigned status;            /* 0: there is no reply yet */
    const char *type;           /* constant; NULL without a body */
    struct buffer body;         /* owned; empty when `constant` is set */
    struct text constant;       /* instead of `body`: bytes that outlive the server */
    struct shared_body *shared; /* instead of both: bytes that are sent to others too (web/shared.h); held */
    int file;                   /* instead of all of them: an open file of `file_size` bytes, which the reply closes; 0: none */
    uint64_t file_size;
    bool compressed;      /* the bytes are gzip */
    bool varies;          /* with what the request accepts, besides compression */
    const char *policy;   /* Content-Security-Policy; NULL: that of data. In the request's arena or constant, as all below */
    const char *cache;    /* Cache-Control; NULL: no-store */
    const char *download; /* the name of the file it is to be saved as */
    const char *location, *cookie, *allow, *challenge, *tag, *retry_after;
    struct events_viewer *viewer; /* instead of a body: the stream of events */
};

enum web_stage { WEB_READING, WEB_WAITING, WEB_WORKING, WEB_WORKED, WEB_ANSWERED };

typedef void web_handler(struct web_request *r);

struct web_route {
    const char *path; /* below the base path; "*" stands for one segment */
    unsigned methods; /* of enum web_method */
    web_handler *answer;
    unsigned marks; /* of enum web_marks */
};

enum web_marks {
    WEB_OPEN = 1,    /* needs no login */
    WEB_CHANGES = 2, /* changes something, also as a GET: refused to pages of others */
};

struct web_request {
    struct web *web;
    struct MHD_Connection *connection;
    enum web_method method;
    const char *full_path;
    const char *path;              /* below the base path, without a slash in front; NULL: outside of it */
    const struct web_route *route; /* NULL: none */
    struct text segment;           /* what the "*" of the route stands for */
    struct arena arena;            /* dies with the request */
    struct buffer body;
    size_t discarded; /* bytes of a body beyond the maximum */
    const char *user; /* who is logged in; NULL */
    struct web_reply reply;
    enum web_stage stage;
    bool suspended;
    struct web_request *previous, *next; /* in the ring of suspended ones */
    uint64_t run;                        /* number of the one whose end it waits for */
    struct work work;
    const char *words[2]; /* what the other thread is asked for, with the next one */
    size_t limit;
    const struct snapshot_row *row; /* or what it makes a document of, in the arena, with the next one */
    uint32_t quantiles;             /* for api/course */
    web_handler *worker;            /* runs on the other thread: reads the request, fills in the reply */
};

/* Values of the request; NULL when they are not there. Names of headers in any case. */
const char *web_request_header(const struct web_request *r, const char *name);
const char *web_request_query(const struct web_request *r, const char *name);
const char *web_request_cookie(const struct web_request *r, const char *name);

/* Says that there is no reply yet: the function of the route is called again after each change of the run's state. */
void web_request_wait(struct web_request *r);
/* Runs `worker` on the other thread and answers with what it leaves in the reply; 503 when too much work waits. */
void web_request_work(struct web_request *r, web_handler *worker);

#endif
