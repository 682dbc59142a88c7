/* SPDX-License-Identifier: MIT */
/* loop/signals.c - see signals.h; here is also loop_on_signal of the public header */
#include "loop/signals.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "loop/state.h"

static struct caught {
    struct loop *loop; /* NULL: not ours */
    loop_signal *callback;
    void *context;
    int wake_fd;
    volatile sig_atomic_t arrived;
    uint64_t arrived_ns; /* the first of those that the loop has not told of */
    unsigned unheard;
} caught[NSIG];

static loop_signal_unheard *on_unheard;

static void note_signal(int number)
{
    struct caught *c = &caught[number];
    int saved = errno;
    uint64_t one = 1, now = clock_now();

    if (!c->arrived)
        c->arrived_ns = now;
    else if (on_unheard && now - c->arrived_ns >= LOOP_UNHEARD_NS)
        on_unheard(number, ++c->unheard);
    c->arrived = 1;
    /* Fails only when the counter is full, and then the loop is awake anyway. */
    ssize_t written = write(c->wake_fd, &one, sizeof one);
    (void)written;
    errno = saved;
}

static void call_back(struct watcher *w, unsigned events)
{
    struct signals *s = CONTAINER_OF(w, struct signals, watcher);
    uint64_t times;

    /* Emptied before the flags are read: a signal that arrives in between wakes the loop once more. */
    if (read(w->fd, &times, sizeof times) < 0 && errno != EAGAIN)
        return;
    for (int number = 1; number < NSIG; number++) {
        struct caught *c = &caught[number];

        if (c->loop != s->loop || !c->arrived)
            continue;
        c->arrived = 0;
        c->unheard = 0;
        c->callback(c->context, number);
    }
}

enum error signals_open(struct signals *s, struct loop *l)
{
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);

    if (fd < 0)
        return error_from_errno(errno);
    s->loop = l;
    s->watcher.notify = call_back;

    enum error e = loop_add(l, &s->watcher, fd, LOOP_READ);

    if (e != OK)
        close(fd); /* keeps errno: it cannot fail here */
    return e;
}

void signals_close(struct signals *s)
{
    int fd = s->watcher.fd;

    for (int number = 1; number < NSIG; number++) {
        if (caught[number].loop == s->loop)
            loop_on_signal(s->loop, number, NULL, NULL);
    }
    loop_remove(s->loop, &s->watcher);
    close(fd);
}

static void install(int number, void (*handler)(int))
{
    /* On the alternative stack, if the process has one: a fiber's stack is small for a signal frame with all vector registers. */
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART | SA_ONSTACK};
    int failed;

    sigfillset(&action.sa_mask);
    failed = sigaction(number, &action, NULL);
    assert(!failed); /* only for numbers that cannot be caught: a mistake of the caller */
    (void)failed;
}

void loop_on_signal(struct loop *l, int signal_number, loop_signal *callback, void *context)
{
    assert(signal_number > 0 && signal_number < NSIG);
    struct caught *c = &caught[signal_number];

    if (!callback) {
        install(signal_number, SIG_DFL);
        *c = (struct caught){0};
        return;
    }
    c->callback = callback;
    c->context = context;
    c->wake_fd = l->signals.watcher.fd;
    c->loop = l;
    install(signal_number, note_signal);
}

void loop_on_unheard_signal(loop_signal_unheard *callback)
{
    on_unheard = callback;
}
