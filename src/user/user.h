/* SPDX-License-Identifier: MIT */
/* user/user.h - a virtual user: a fiber that runs tasks, waits, and turns responses into samples
 *
 * Life: started by the runner -> on_start -> (task, verdict, wait) ... -> on_stop -> gone. It ends by itself (CIC_STOP_USER) or
 * is asked to: a user that waits ends at once, one that runs a task may finish it until it is killed, which makes each waiting
 * call in it fail. on_stop runs in any case, unless the user is killed for good, ended by force, or was asked to stop
 * before its first step.
 *
 * While the run is paused no task begins, but one that runs goes on to its end. Nothing is due meanwhile: waits, paces and due
 * times are put off by as long as the user stood still, so that after the pause all users go on as if it had not been.
 *
 * A class with arrivals (open model) does not wait after a task: its users are idle until the runner gives them an arrival.
 *
 * A user's memory: this record with its class's data, an arena that is empty between tasks, an HTTP client, a fiber. Freed by
 * itself at its end.
 */
#ifndef CICADA_USER_USER_H
#define CICADA_USER_USER_H

#include "base/arena.h"
#include "base/random.h"
#include "http/client.h"
#include "user/class.h"

enum user_state { USER_STARTING, USER_RUNNING, USER_WAITING, USER_STOPPING, USER_GONE };

#define USER_GROUP_DEPTH 8

struct user_group {
    const char *name; /* in the scenario's memory or the user's arena */
    uint64_t began_ns;
};

/* Called when the user's arena is emptied: for memory that an arena can't hold. Lives in that arena. */
struct user_cleanup {
    struct user_cleanup *next;
    void (*run)(void *argument);
    void *argument;
};

/* An iteration that the plan asks for, and when the loop looked at the clock and found it due. */
struct user_arrival {
    uint64_t due_ns, seen_ns;
};

struct user_response;
struct user_once;
struct feed_claim;

struct cic_user {
    struct cic_user *previous, *next; /* of the runner's list, in order of starting */
    struct user_world *world;
    const struct user_class *class; /* NULL: the user of test_start and test_stop */
    const struct base_url *base;
    struct fiber *fiber;
    uint64_t number;
    struct random random;
    struct arena arena;
    struct user_cleanup *cleanups;
    void *data;
    struct http_client http;
    struct http_field *headers; /* sticky ones, owned */
    size_t header_count;
    struct user_response *held; /* the last request, until its verdict is final */
    const char *task_name;
    uint64_t stats_groups;       /* of its class and of the tags of its task (stats/groups.h) */
    uint64_t due_ns;             /* when the plan says that the task begins; given to its first request; 0: no plan */
    uint64_t pace_ns;            /* from where the next paced task is due */
    struct user_group *groups;   /* USER_GROUP_DEPTH, when used */
    unsigned group_depth;        /* of those that were begun: beyond USER_GROUP_DEPTH they are only counted */
    unsigned refused_calls;      /* since it was killed */
    bool gave_way;               /* the task made a call that lets others run */
    struct user_arrival arrival; /* of a class with arrivals: the next or running one; due_ns 0: none */
    struct cic_user *idle_previous, *idle_next; /* of the runner's users without work */
    bool idle;                                  /* is in that list */
    bool starting;                              /* the runner counts on it, but it never was ready for an arrival */
    bool in_iteration;
    bool cut_short; /* the end of the run kept the iteration from what it wanted to do */
    enum user_state state;
    bool stands_still; /* until the pause of the run is over */
    bool asked_to_stop;
    bool for_good;             /* on_stop is not run, nothing waits */
    struct user_once *once;    /* what it runs instead of tasks, see user_run_once; NULL */
    struct feed_claim *claims; /* rows of CIC_FEED_UNIQUE feeds that it holds (user/feed.h) */
};

/* Starts a user of the class. Its number picks its random numbers. */
struct cic_user *user_start(struct user_world *world, const struct user_class *class, uint64_t number);

/* Runs `function` on a fiber as a user that belongs to no class, on the host of `base`, and tells `done` with its result, or with
 * CIC_STOP_USER when it had to be ended by force. For test_start and test_stop. */
struct cic_user *user_run_once(struct user_world *world, const struct base_url *base, const char *label,
                               int (*function)(cic_user *u), void (*done)(void *context, int result), void *context);

/* Gives a user that waits for one its arrival; it runs at once. For callbacks of the loop, not for fibers. */
void user_arrive(struct cic_user *u, const struct user_arrival *arrival);

/* The pause is over. */
void user_go_on(struct cic_user *u);

/* Asks it to end: at once when it waits, after its task otherwise. */
void user_stop(struct cic_user *u);
/* Ends its task: waiting calls fail; a request on the wire may finish until `grace_ns`. Then on_stop. */
void user_kill(struct cic_user *u, uint64_t grace_ns);
/* Ends it without on_stop and without grace. */
void user_kill_for_good(struct cic_user *u);

/* ---- for the parts of the API, in this folder ---- */

/* Counts the last request now: its verdict is final. */
void user_settle(struct cic_user *u);

/* Empties the arena and runs the clean-ups. */
void user_forget(struct cic_user *u);
void user_add_cleanup(struct cic_user *u, void (*run)(void *argument), void *argument);

/* After the user was killed all its calls fail; a task that ignores that is ended here, once it made many such calls. True when
 * the call has to fail. */
bool user_call_refused(struct cic_user *u);

/* The scenario did what it must not: counted as an exception of its user class and task, and logged when it is the first of its
 * kind. The message is a sentence, cut at LIMIT_ERROR_TEXT. */
void user_mistake(const struct cic_user *u, const char *format, ...) PRINTF_LIKE(2, 3);

/* Waits as cic_sleep does, until a time. */
int user_sleep_until(struct cic_user *u, uint64_t due_ns);

/* How many of u->groups are open. */
static inline unsigned user_groups_kept(const struct cic_user *u)
{
    return MIN(u->group_depth, (unsigned)USER_GROUP_DEPTH);
}

#endif
