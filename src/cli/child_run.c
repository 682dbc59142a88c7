/* SPDX-License-Identifier: MIT */
/* cli/child_run.c - see child_run.h */
#include "cli/child_run.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/complain.h"

static const int handed_on[] = {SIGTERM, SIGHUP};

static volatile sig_atomic_t got_signal, child; /* `child` is its process id while it runs */

/* CTRL+C reaches the child too, as one of the terminal's processes; what another process sends reaches only this one. */
static void note(int number, siginfo_t *from, void *context)
{
    int kept = errno;
    bool of_terminal = number == SIGINT && from->si_code == SI_KERNEL;

    got_signal = 1;
    if (!of_terminal && child > 0)
        kill((pid_t)child, number);
    errno = kept;
}

bool child_run_program(char *out, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", out, size - 1);

    if (length <= 0)
        return false;
    out[length] = '\0';
    return true;
}

/* Handlers stand before the child does, so that no signal is lost; in the child they are the default again. */
static void listen_to_signals(struct sigaction *old_interrupt, struct sigaction old[COUNT(handed_on)])
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};

    sigemptyset(&action.sa_mask);
    got_signal = 0;
    (void)sigaction(SIGINT, &action, old_interrupt);
    for (size_t i = 0; i < COUNT(handed_on); i++)
        (void)sigaction(handed_on[i], &action, &old[i]);
}

static void give_signals_back(const struct sigaction *old_interrupt, const struct sigaction old[COUNT(handed_on)])
{
    (void)sigaction(SIGINT, old_interrupt, NULL);
    for (size_t i = 0; i < COUNT(handed_on); i++)
        (void)sigaction(handed_on[i], &old[i], NULL);
}

static int start(const char *program, char *const words[], pid_t *id)
{
    posix_spawnattr_t attributes;
    sigset_t ordinary;
    int problem = posix_spawnattr_init(&attributes);

    if (problem)
        return problem;
    sigemptyset(&ordinary);
    sigaddset(&ordinary, SIGPIPE); /* ignored here */
    (void)posix_spawnattr_setsigdefault(&attributes, &ordinary);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    problem = posix_spawn(id, program, NULL, &attributes, words, environ);
    (void)posix_spawnattr_destroy(&attributes);
    return problem;
}

static enum exit_code wait_for(pid_t id)
{
    int status = 0;

    while (waitpid(id, &status, 0) < 0) {
        if (errno != EINTR) {
            complain_plainly("a run cannot be waited for");
            return EXIT_INTERNAL;
        }
    }
    if (WIFEXITED(status))
        return (enum exit_code)WEXITSTATUS(status);
    complain("a run was ended by signal %d", WTERMSIG(status));
    return EXIT_INTERNAL;
}

struct child_result child_run(const char *const words[])
{
    struct sigaction old_interrupt, old[COUNT(handed_on)];
    struct child_result result = {.code = EXIT_INTERNAL};
    char program[4096];
    size_t count = 0;
    char **all;
    pid_t id = 0;
    int problem;

    if (!child_run_program(program, sizeof program)) {
        complain_plainly("/proc/self/exe does not tell the program's file, so no run can be started");
        return result;
    }
    while (words[count])
        count++;
    all = mem_zalloc((count + 2) * sizeof *all);
    all[0] = program;
    for (size_t i = 0; i < count; i++)
        all[i + 1] = (char *)(uintptr_t)words[i];
    listen_to_signals(&old_interrupt, old);
    problem = start(program, all, &id);
    if (problem) {
        errno = problem;
        complain("%s: cannot be started: %m", program);
    } else {
        child = id;
        if (got_signal) /* it came before the process did */
            (void)kill(id, SIGINT);
        result.code = wait_for(id);
        child = 0;
    }
    result.interrupted = got_signal;
    give_signals_back(&old_interrupt, old);
    mem_free(all);
    return result;
}
