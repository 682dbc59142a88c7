/* SPDX-License-Identifier: MIT */
/* cli/sweep_run.c - see sweep_run.h */
#include "cli/sweep_run.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF         "/proc/self/exe"
#define CANNOT_START 127

static volatile sig_atomic_t interrupted;
static volatile pid_t running; /* 0: none */

/* A key of the terminal reaches the run as well (si_code of the kernel); a signal that was sent to us alone does not. */
static void on_signal(int number, siginfo_t *info, void *context)
{
    int saved = errno;

    interrupted = 1;
    if (info->si_code <= 0 && running > 0)
        kill(running, number);
    errno = saved;
}

static const int caught[] = {SIGINT, SIGTERM, SIGHUP};

void sweep_catch_signals(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < COUNT(caught); i++)
        sigaction(caught[i], &action, NULL);
}

bool sweep_is_interrupted(void)
{
    return interrupted;
}

static void become(const char *const words[], int output, const sigset_t *mask)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};

    for (size_t i = 0; i < COUNT(caught); i++)
        sigaction(caught[i], &standard, NULL);
    sigprocmask(SIG_SETMASK, mask, NULL);
    if (dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0)
        execv(SELF, (char *const *)(uintptr_t)words);
    _exit(CANNOT_START);
}

/* Signals wait while the process comes into being: one that came between fork and the note of its number would be lost. */
static pid_t start(const char *const words[], int output)
{
    sigset_t all, before;
    pid_t child;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    child = fork();
    if (child == 0)
        become(words, output, &before);
    running = MAX(child, 0);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return child;
}

static int wait_for(pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return CANNOT_START;
    running = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool sweep_run_process(const char *const words[], const char *folder, struct arena *arena, int *exit_code)
{
    int output = open(arena_printf(arena, "%s/output.txt", folder), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    pid_t child;

    if (output < 0)
        return false;
    child = start(words, output);
    close(output);
    if (child < 0)
        return false;
    *exit_code = wait_for(child);
    return true;
}

/* ---- its report, which this program wrote: what is missing or of another kind reads as nothing ---- */

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : NAN;
}

static uint64_t count_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));

    return value > 0 ? (uint64_t)value : 0;
}

static bool is_text(const json_t *value, const char *wanted)
{
    return json_is_string(value) && strcmp(json_string_value(value), wanted) == 0;
}

static size_t failed_checks(const json_t *checks)
{
    const json_t *check;
    size_t index, failed = 0;

    json_array_foreach((json_t *)(uintptr_t)checks, index, check) failed += !is_text(json_object_get(check, "result"), "pass");
    return failed;
}

void sweep_read_report(const char *folder, struct arena *arena, struct sweep_row *row)
{
    json_t *report = json_load_file(arena_printf(arena, "%s/" SWEEP_REPORT ".json", folder), 0, NULL);
    const json_t *total = json_object_get(report, "total"), *times = json_object_get(total, "response_time_ms");
    const json_t *checks = json_object_get(report, "checks");
    const char *verdict = json_string_value(json_object_get(json_object_get(report, "verdict"), "level"));

    row->measured = json_is_object(total);
    row->users = (uint32_t)count_of(json_object_get(report, "users"), "peak");
    row->requests = count_of(total, "requests");
    row->requests_per_second = number_of(total, "requests_per_second");
    row->failure_ratio = number_of(total, "failure_ratio");
    row->p50_ms = number_of(times, "p50");
    row->p95_ms = number_of(times, "p95");
    row->p99_ms = number_of(times, "p99");
    row->verdict = arena_strdup(arena, verdict ? verdict : "-");
    row->checks = json_array_size(checks);
    row->checks_failed = failed_checks(checks);
    json_decref(report);
}
