/* SPDX-License-Identifier: MIT */
/* cli/child_run.c - see child_run.h */
#include "cli/child_run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/complain.h"
#include "cli/stop_signals.h"

static struct sigaction before[STOP_SIGNALS]; /* what the signals did until child_runs_begin */
static volatile sig_atomic_t interrupted;     /* by this signal */
static volatile sig_atomic_t running_child;   /* the process id of a run while it goes on */

/* A key of the terminal reaches the run too, as one of the terminal's processes; what a process sends reaches only this one. */
static void note(int number, siginfo_t *from, void *context)
{
    int kept = errno;

    interrupted = number;
    if (from->si_code != SI_KERNEL && running_child > 0)
        kill((pid_t)running_child, number);
    errno = kept;
}

void child_runs_begin(void)
{
    struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_RESTART};

    sigemptyset(&action.sa_mask);
    interrupted = 0;
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        if (sigaction(stop_signals[i], NULL, &before[i]) == 0 && !stop_signal_is_left_alone(stop_signals[i]))
            (void)sigaction(stop_signals[i], &action, NULL);
}

void child_runs_end(void)
{
    for (size_t i = 0; i < STOP_SIGNALS; i++)
        (void)sigaction(stop_signals[i], &before[i], NULL);
}

int child_runs_interrupted(void)
{
    return interrupted;
}

bool child_run_program(char *out, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", out, size - 1);

    if (length <= 0)
        return false;
    out[length] = '\0';
    return true;
}

/* Each returns 0 or what errno would be. `output`: a descriptor, or -1. */
static int spawn_with(pid_t *id, const char *program, char *const words[], int output, const posix_spawnattr_t *attributes)
{
    posix_spawn_file_actions_t files;
    int problem = posix_spawn_file_actions_init(&files);

    if (problem)
        return problem;
    for (int to = STDOUT_FILENO; output >= 0 && to <= STDERR_FILENO && !problem; to++)
        problem = posix_spawn_file_actions_adddup2(&files, output, to);
    if (!problem)
        problem = posix_spawn(id, program, &files, attributes, words, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    return problem;
}

static int spawn(pid_t *id, const char *program, char *const words[], int output, const sigset_t *mask)
{
    posix_spawnattr_t attributes;
    sigset_t ordinary;
    int problem = posix_spawnattr_init(&attributes);

    if (problem)
        return problem;
    sigemptyset(&ordinary);
    sigaddset(&ordinary, SIGPIPE); /* ignored here, as is the next one */
    sigaddset(&ordinary, SIGXFSZ);
    (void)posix_spawnattr_setsigdefault(&attributes, &ordinary);
    (void)posix_spawnattr_setsigmask(&attributes, mask);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    problem = spawn_with(id, program, words, output, &attributes);
    (void)posix_spawnattr_destroy(&attributes);
    return problem;
}

/* Signals wait while the process comes into being: one that came between its begin and the note of its number would be lost. */
static int start(pid_t *id, const char *program, char *const words[], int output)
{
    sigset_t all, mask;
    int problem;

    sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &mask);
    problem = spawn(id, program, words, output, &mask);
    if (!problem)
        running_child = *id;
    (void)sigprocmask(SIG_SETMASK, &mask, NULL);
    return problem;
}

static int wait_for(pid_t id)
{
    siginfo_t ended;
    int status = 0;

    /* The number is forgotten before the process is: a signal must not be handed on to another one that got it. */
    while (waitid(P_PID, (id_t)id, &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    running_child = 0;
    while (waitpid(id, &status, 0) < 0) {
        if (errno != EINTR) {
            complain_plainly("a run cannot be waited for");
            return EXIT_INTERNAL;
        }
    }
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    complain("a run was ended by signal %d", WTERMSIG(status));
    return 128 + WTERMSIG(status);
}

static struct child_result run_words(const char *program, const char *const words[], int output)
{
    struct child_result result = {.code = EXIT_INTERNAL};
    size_t count = 0;
    char **all;
    pid_t id = 0;
    int problem;

    while (words[count])
        count++;
    all = mem_zalloc((count + 2) * sizeof *all);
    all[0] = (char *)(uintptr_t)program;
    for (size_t i = 0; i < count; i++)
        all[i + 1] = (char *)(uintptr_t)words[i];
    problem = start(&id, program, all, output);
    mem_free(all);
    if (problem) {
        errno = problem;
        complain("%s: cannot be started: %m", program);
        return result;
    }
    return (struct child_result){.started = true, .code = wait_for(id)};
}

struct child_result child_run(const char *const words[], const char *output)
{
    struct child_result result = {.code = EXIT_INTERNAL};
    char program[PATH_MAX];
    int file = -1;

    if (!child_run_program(program, sizeof program)) {
        complain_plainly("/proc/self/exe does not tell the program's file, so no run can be started");
        return result;
    }
    if (output) {
        file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (file < 0) {
            complain("%s: %m", output);
            result.code = EXIT_REPORT_NOT_WRITTEN;
            return result;
        }
    }
    result = run_words(program, words, file);
    if (file >= 0)
        (void)close(file);
    return result;
}
