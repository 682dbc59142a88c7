/* SPDX-License-Identifier: MIT */
/* cli/bundled_target.c - see bundled_target.h */
#include "cli/bundled_target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/child_run.h"
#include "cli/complain.h"

#define READY_MS 10000
#define STOP_MS  5000
#define SAID_MAX 2000 /* bytes of its standard error that are shown when it does not start */

/* Beside the program, where it is built, where it may be installed. */
static const char *const places[] = {"cicada-target", "target/cicada-target", "../libexec/cicada/cicada-target"};
static const char *const own_words[] = {"--port", "0", "--exit-with-parent"};

static bool find_program(char *out, size_t size)
{
    char self[PATH_MAX];
    char *slash;

    if (!child_run_program(self, sizeof self) || !(slash = strrchr(self, '/')))
        return false;
    *slash = '\0';
    for (size_t i = 0; i < COUNT(places); i++) {
        if ((size_t)snprintf(out, size, "%s/%s", self, places[i]) < size && access(out, X_OK) == 0)
            return true;
    }
    return false;
}

static int spawn(pid_t *id, const char *program, char *const words[], int output, int errors)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t ordinary;
    int problem = posix_spawn_file_actions_init(&files);

    if (problem)
        return problem;
    problem = posix_spawnattr_init(&attributes);
    if (problem) {
        (void)posix_spawn_file_actions_destroy(&files);
        return problem;
    }
    sigemptyset(&ordinary);
    sigaddset(&ordinary, SIGPIPE); /* ignored here, as is the next one */
    sigaddset(&ordinary, SIGXFSZ);
    (void)posix_spawnattr_setsigdefault(&attributes, &ordinary);
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    problem = posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    if (!problem)
        problem = posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    if (!problem)
        problem = posix_spawn(id, program, &files, &attributes, words, environ);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    return problem;
}

static bool launch(struct bundled_target *t, const char *program, const struct plan_list *options, int errors)
{
    char **words = mem_zalloc((COUNT(own_words) + options->count + 2) * sizeof *words);
    int ends[2], problem;

    words[0] = (char *)(uintptr_t)program;
    for (size_t i = 0; i < COUNT(own_words); i++)
        words[i + 1] = (char *)(uintptr_t)own_words[i];
    for (size_t i = 0; i < options->count; i++)
        words[COUNT(own_words) + i + 1] = (char *)(uintptr_t)options->at[i];
    problem = pipe2(ends, O_CLOEXEC) < 0 ? errno : 0;
    if (!problem) {
        problem = spawn(&t->id, program, words, ends[1], errors);
        close(ends[1]);
        t->output = ends[0];
        if (problem)
            close(ends[0]);
    }
    mem_free(words);
    errno = problem;
    return problem == 0;
}

/* Its first line: "listening on URL". False when it ends or is silent. */
static bool read_address(struct bundled_target *t)
{
    struct text said = TEXT("listening on ");
    uint64_t end = clock_now() + READY_MS * NANOS_PER_MILLI;
    char line[sizeof t->url] = "";
    size_t size = 0;

    while (size + 1 < sizeof line && !strchr(line, '\n')) {
        struct pollfd ready = {.fd = t->output, .events = POLLIN};
        uint64_t now = clock_now();
        ssize_t got;

        if (now >= end || (poll(&ready, 1, (int)((end - now) / NANOS_PER_MILLI) + 1) < 0 && errno != EINTR))
            return false;
        if (!(ready.revents & (POLLIN | POLLHUP)))
            continue;
        got = read(t->output, line + size, sizeof line - 1 - size);
        if (got <= 0)
            return false;
        size += (size_t)got;
        line[size] = '\0';
    }
    if (!text_starts_with(text_from(line), said))
        return false;
    line[strcspn(line, "\n")] = '\0';
    snprintf(t->url, sizeof t->url, "%s", line + said.size);
    return true;
}

static void complain_of_start(int errors)
{
    char said[SAID_MAX + 1];
    ssize_t size = pread(errors, said, SAID_MAX, 0);

    said[MAX(size, (ssize_t)0)] = '\0';
    complain("the target server did not start; give the host to load with -H. It said: %s", said[0] ? said : "nothing");
}

bool bundled_target_start(struct bundled_target *t, const struct plan_list *options)
{
    char program[PATH_MAX + 40];
    bool ready = false;
    int errors;

    *t = (struct bundled_target){0};
    if (!find_program(program, sizeof program)) {
        complain("there is no cicada-target beside this program: give the host to load with -H");
        return false;
    }
    errors = memfd_create("cicada-target", MFD_CLOEXEC);
    if (errors < 0 || !launch(t, program, options, errors)) {
        complain("%s cannot be started: %m", program);
    } else {
        ready = read_address(t);
        if (!ready) {
            bundled_target_stop(t);
            complain_of_start(errors);
        }
    }
    if (errors >= 0)
        close(errors);
    return ready;
}

void bundled_target_stop(struct bundled_target *t)
{
    struct timespec pause = {.tv_nsec = 5 * (long)NANOS_PER_MILLI};
    uint64_t end = clock_now() + STOP_MS * NANOS_PER_MILLI;

    (void)kill(t->id, SIGTERM);
    while (waitpid(t->id, NULL, WNOHANG) == 0) {
        if (clock_now() > end) {
            (void)kill(t->id, SIGKILL);
            (void)waitpid(t->id, NULL, 0);
            break;
        }
        nanosleep(&pause, NULL);
    }
    close(t->output);
}
