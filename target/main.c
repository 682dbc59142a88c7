/* SPDX-License-Identifier: MIT */
/* main.c - cicada-target: the server that the suites and the tests load
 *
 * Makes the parts of struct service in order, says where it listens, serves until SIGTERM or SIGINT, and releases the parts in
 * the opposite order. On stdout it prints one line, "listening on http://ADDRESS:PORT"; everything else goes to stderr.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "database.h"
#include "endpoints/endpoints.h"
#include "faults.h"
#include "ledger.h"
#include "listener.h"
#include "metrics.h"
#include "rates.h"
#include "redis.h"
#include "result_cache.h"
#include "router.h"
#include "seed.h"
#include "server.h"

struct interruption {
    struct watch watch; /* on a signalfd */
    bool stop;
};

static void on_signal(struct watch *watch, uint32_t events)
{
    CONTAINER_OF(watch, struct interruption, watch)->stop = true;
}

static bool catch_signals(struct interruption *i)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 || sigaction(SIGPIPE, &ignore, NULL) < 0)
        return false;
    i->watch.ready = on_signal;
    i->watch.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return i->watch.fd >= 0;
}

static void prepare_process(const struct options *o, pid_t parent)
{
    struct rlimit files;

    /* one nanosecond of slack, so that a delay of 0.2 ms is one of 0.2 ms; without it the kernel may add 50 us */
    if (prctl(PR_SET_TIMERSLACK, 1) < 0)
        log_warning("target", "the timer slack could not be set; short delays will be less exact");
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &files) < 0)
            log_warning("target", "the number of open files could not be raised");
    }
    if (o->exit_with_parent) {
        /* the parent may have ended before the request was made */
        if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent)
            raise(SIGTERM);
    }
}

static bool set_faults(struct faults *faults, const struct options *o)
{
    char problem[256];

    for (size_t i = 0; i < o->fault_count; i++) {
        if (!faults_add_text(faults, o->faults[i], problem, sizeof problem)) {
            fprintf(stderr, "cicada-target: --fault \"%s\": %s\n", o->faults[i], problem);
            return false;
        }
    }
    if (o->stall && !faults_stall_text(faults, o->stall, problem, sizeof problem)) {
        fprintf(stderr, "cicada-target: --stall \"%s\": %s\n", o->stall, problem);
        return false;
    }
    return true;
}

/* Written under another name first, so that whoever waits for the file never reads half of it. */
static bool write_port_file(const char *path, uint16_t port)
{
    char *part = mem_printf("%s.part", path);
    FILE *file = fopen(part, "we");
    bool written = file && fprintf(file, "%u\n", port) > 0;

    written = file && fclose(file) == 0 && written && rename(part, path) == 0;
    if (!written)
        fprintf(stderr, "cicada-target: --port-file %s: cannot be written\n", path);
    mem_free(part);
    return written;
}

static bool announce(const struct options *o, uint16_t port)
{
    bool v6 = strchr(o->bind, ':') != NULL;

    if (!listener_is_loopback(o->bind))
        log_warning("target", "listening at %s: other machines can reach this server, whose keys are no secret", o->bind);
    seed_print(stderr);
    if (o->port_file && !write_port_file(o->port_file, port))
        return false;
    printf("listening on http://%s%s%s:%u\n", v6 ? "[" : "", o->bind, v6 ? "]" : "", port);
    return fflush(stdout) == 0;
}

static int serve(struct service *s, const struct interruption *interruption)
{
    char problem[256];
    struct server *server = server_start(s, s->options->bind, s->options->port, problem, sizeof problem);
    int code = EXIT_FAILURE;

    if (!server) {
        fprintf(stderr, "cicada-target: %s\n", problem);
    } else if (announce(s->options, server_port(server))) {
        server_run(server, &interruption->stop);
        code = EXIT_SUCCESS;
    }
    server_end(server);
    return code;
}

static bool make_parts(struct service *s)
{
    char problem[256];

    s->router = router_new();
    s->ledger = ledger_new(s->router);
    s->metrics = metrics_new(s->router);
    s->rates = rates_new();
    s->results = result_cache_new();
    s->faults = faults_new(s);
    if (!set_faults(s->faults, s->options))
        return false;
    s->database = database_open(s->options->database, problem, sizeof problem);
    if (!s->database) {
        fprintf(stderr, "cicada-target: --database %s: %s\n", s->options->database, problem);
        return false;
    }
    if (!seed_database(s)) {
        fprintf(stderr, "cicada-target: --database %s: cannot be seeded\n", s->options->database);
        return false;
    }
    s->uploaded = audio_stored_bytes(s->database);
    if (s->options->redis && !(s->redis = redis_new(s->loop, s->options->redis))) {
        fprintf(stderr, "cicada-target: --redis %s: must be a numeric address and a port, such as 127.0.0.1:6379\n",
                s->options->redis);
        return false;
    }
    return true;
}

static void release_parts(struct service *s)
{
    redis_free(s->redis);
    database_close(s->database);
    faults_free(s->faults);
    result_cache_free(s->results);
    rates_free(s->rates);
    metrics_free(s->metrics);
    ledger_free(s->ledger);
    router_free(s->router);
    loop_free(s->loop);
}

int main(int argc, char **argv)
{
    pid_t parent = getppid();
    struct options options;
    struct interruption interruption = {.watch.fd = -1};
    struct service service = {.options = &options, .started = clock_now()};
    int code = EXIT_FAILURE;

    switch (options_read(&options, argc, argv)) {
    case OPTIONS_DONE:
        return EXIT_SUCCESS;
    case OPTIONS_WRONG:
        return 2;
    case OPTIONS_RUN:
        break;
    }
    json_set_alloc_funcs(mem_alloc, mem_free);
    random_init(&service.random, options.seed, 0);
    service.loop = loop_new(options.spin);
    if (!service.loop || !catch_signals(&interruption) || loop_watch(service.loop, &interruption.watch, EPOLLIN) != OK) {
        fprintf(stderr, "cicada-target: the event loop cannot be made\n");
        goto done;
    }
    prepare_process(&options, parent);
    if (make_parts(&service))
        code = serve(&service, &interruption);
done:
    if (interruption.watch.fd >= 0)
        close(interruption.watch.fd);
    release_parts(&service);
    return code;
}
