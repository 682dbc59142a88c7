/* SPDX-License-Identifier: MIT */
/* scenario/compiler.c - see scenario/compiler.h */
#include "scenario/compiler.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#define LOGGER "cicada.scenario"

/* ---- finding ---- */

static bool is_program(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* The file that a shell would run for `name`; NULL when there is none. Owned by the caller. */
static char *find_program(const char *name)
{
    const char *path = getenv("PATH");
    struct text rest = text_from(path ? path : "/usr/local/bin:/usr/bin:/bin");

    if (strchr(name, '/'))
        return is_program(name) ? mem_strdup(name) : NULL;
    while (rest.data) {
        struct text folder = text_cut(&rest, ':');
        char *file = mem_printf("%.*s/%s", (int)folder.size, folder.size ? folder.data : ".", name);

        if (folder.size && is_program(file))
            return file;
        mem_free(file);
    }
    return NULL;
}

static bool find_named(struct compiler *c, const char *cc, char *problem, size_t problem_size)
{
    words_split(&c->options, cc);
    if (c->options.count)
        c->program = find_program(c->options.at[0]);
    if (c->program)
        return true;
    snprintf(problem, problem_size, "the compiler that CC names, \"%.200s\", is not on the PATH: change CC, or unset it", cc);
    words_free(&c->options);
    return false;
}

bool compiler_find(struct compiler *c, char *problem, size_t problem_size)
{
    static const char *const usual[] = {"cc", "gcc", "clang", "tcc"};
    const char *cc = getenv("CC");

    *c = (struct compiler){0};
    if (cc && cc[strspn(cc, " \t")])
        return find_named(c, cc, problem, problem_size);
    for (size_t i = 0; i < COUNT(usual); i++) {
        c->program = find_program(usual[i]);
        if (c->program) {
            words_add(&c->options, usual[i]);
            return true;
        }
    }
    snprintf(
        problem, problem_size,
        "there is no C compiler on this machine: install one (on Debian: apt install gcc libc6-dev), name one in CC, or give "
        "a scenario that was compiled elsewhere (.so)");
    return false;
}

void compiler_free(struct compiler *c)
{
    mem_free(c->program);
    words_free(&c->options);
    c->program = NULL;
}

/* ---- running ---- */

/* The child starts with signals as a shell would give them, whatever this process has set. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, defaults;
    int e;

    sigemptyset(&none);
    sigfillset(&defaults);
    e = posix_spawnattr_setsigmask(attributes, &none);
    if (e == 0)
        e = posix_spawnattr_setsigdefault(attributes, &defaults);
    if (e == 0)
        e = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return e;
}

/* stdin is empty; stdout is the pipe, or else stderr: reports on the stdout of this process must stay clean. */
static int set_files(posix_spawn_file_actions_t *actions, int pipe_end)
{
    int e = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

    if (e == 0)
        e = posix_spawn_file_actions_adddup2(actions, pipe_end >= 0 ? pipe_end : STDERR_FILENO, STDOUT_FILENO);
    if (e == 0 && pipe_end >= 0)
        e = posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    return e;
}

static int start(const struct compiler *c, char **arguments, int pipe_end, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int e = posix_spawn_file_actions_init(&actions);

    if (e != 0)
        return e;
    e = posix_spawnattr_init(&attributes);
    if (e == 0) {
        e = set_signals(&attributes);
        if (e == 0)
            e = set_files(&actions, pipe_end);
        if (e == 0)
            e = posix_spawn(child, c->program, &actions, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return e;
}

static void read_all(int file, struct buffer *output)
{
    char part[16 * 1024];
    ssize_t got;

    /* Read to the end also when it does not fit, or the child would wait for ever. */
    do {
        got = read(file, part, sizeof part);
        if (got > 0)
            buffer_append(output, part, (size_t)got);
    } while (got > 0 || (got < 0 && errno == EINTR));
}

static int wait_for(pid_t child)
{
    pid_t done;
    int status;

    do
        done = waitpid(child, &status, 0);
    while (done < 0 && errno == EINTR);
    return done == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int compiler_run(const struct compiler *c, const struct words *arguments, struct buffer *output)
{
    int ends[2] = {-1, -1}, result = -1, e = 0;
    struct words all = {0};
    pid_t child = -1;

    words_append(&all, &c->options);
    words_append(&all, arguments);
    if (output && pipe2(ends, O_CLOEXEC) != 0)
        e = errno;
    if (e == 0)
        e = start(c, all.at, ends[1], &child);
    if (ends[1] >= 0)
        close(ends[1]);
    if (e == 0) {
        if (output)
            read_all(ends[0], output);
        result = wait_for(child);
    } else {
        errno = e;
        log_error(LOGGER, "%s cannot be run: %m", c->program);
    }
    if (ends[0] >= 0)
        close(ends[0]);
    words_free(&all);
    return output && output->overflowed ? -1 : result;
}
