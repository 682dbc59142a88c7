/* SPDX-License-Identifier: MIT */
/* scenario/scenario_support.h - a folder with scenarios of a test's own, a cache of its own, and a compiler that counts
 *
 * The environment is set before each test and put back after it, so tests see neither the cache nor the options of who runs them.
 * Messages of compilers go to a file, which tests can read.
 */
#ifndef CICADA_TESTS_SCENARIO_SUPPORT_H
#define CICADA_TESTS_SCENARIO_SUPPORT_H

#include "support.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/text.h"
#include "scenario/scenario.h"

#define SMALLEST                                                                                             \
    "#include <cicada.h>\n"                                                                                  \
    "static int front_page(cic_user *u) { cic_get(u, \"/\"); return CIC_OK; }\n"                             \
    "static const cic_user_class visitor = CIC_USER(.name = \"Visitor\",\n"                                  \
    "                                               .tasks = CIC_TASKS({1, \"front page\", front_page}));\n" \
    "CIC_SCENARIO(.host = \"http://localhost:1\", .users = CIC_USERS(&visitor));\n"

struct place {
    char folder[PATH_MAX];
    char *usual_temporary;        /* $TMPDIR as it was; owned, may be NULL */
    char cache[PATH_MAX + 16];    /* $XDG_CACHE_HOME */
    char messages[PATH_MAX + 16]; /* what went to stderr while a scenario was opened */
};

static inline int place_make(void **state)
{
    struct place *p = MEM_NEW(struct place);

    p->usual_temporary = getenv("TMPDIR") ? mem_strdup(getenv("TMPDIR")) : NULL;
    test_directory(p->folder);
    snprintf(p->cache, sizeof p->cache, "%s/cache", p->folder);
    snprintf(p->messages, sizeof p->messages, "%s/messages", p->folder);
    setenv("XDG_CACHE_HOME", p->cache, 1);
    setenv("TMPDIR", p->folder, 1);
    unsetenv("CC");
    unsetenv("CICADA_CFLAGS");
    *state = p;
    return 0;
}

static inline int place_remove(void **state)
{
    struct place *p = *state;

    unsetenv("TMPDIR");
    if (p->usual_temporary)
        setenv("TMPDIR", p->usual_temporary, 1);
    unsetenv("CC");
    unsetenv("CICADA_CFLAGS");
    test_remove_directory(p->folder);
    mem_free(p->usual_temporary);
    mem_free(p);
    return 0;
}

#define IN_PLACE(function) TEST_WITH(function, place_make, place_remove)

/* Opens a file as the command line would, with stderr in p->messages. */
static inline enum scenario_problem open_file(struct place *p, struct scenario *s, const char *file, char *problem)
{
    struct plan plan = {.scenario_file = file};
    int messages = open(p->messages, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), kept = dup(STDERR_FILENO);
    enum scenario_problem result;

    assert_true(messages >= 0 && kept >= 0);
    problem[0] = '\0';
    fflush(stderr);
    dup2(messages, STDERR_FILENO);
    result = scenario_open(s, &plan, problem);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(messages);
    return result;
}

static inline enum scenario_problem open_source(struct place *p, struct scenario *s, const char *source, char *problem)
{
    char file[PATH_MAX];

    return open_file(p, s, test_write_file(file, p->folder, "scenario.c", source), problem);
}

/* Fails the test, with what the compiler said, unless the source opens. */
static inline void open_fine(struct place *p, struct scenario *s, const char *source)
{
    char problem[SCENARIO_PROBLEM_SIZE];
    struct buffer messages;

    if (open_source(p, s, source, problem) == SCENARIO_FINE)
        return;
    buffer_init(&messages, 1 << 20);
    test_read_file(&messages, p->messages);
    fail_msg("the scenario does not open: %s\n%s", problem, buffer_cstring(&messages));
}

static inline void assert_contains(const char *what, const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("%s: \"%s\" is not in: %s", what, part, text);
}

/* The problem of opening a source; its sentence must contain `part`. */
static inline void assert_problem(struct place *p, const char *source, enum scenario_problem wanted, const char *part)
{
    char problem[SCENARIO_PROBLEM_SIZE];
    struct scenario s;
    enum scenario_problem got = open_source(p, &s, source, problem);

    if (got != wanted)
        fail_msg("problem %d (\"%s\") instead of %d", got, problem, wanted);
    assert_contains("problem", problem, part);
}

static inline void assert_message(struct place *p, const char *part)
{
    struct buffer messages;

    buffer_init(&messages, 1 << 20);
    test_read_file(&messages, p->messages);
    assert_contains("messages", buffer_cstring(&messages), part);
    buffer_free(&messages);
}

/* A compiler that notes each of its runs that makes a shared object; runs_of tells how many there were. */
static inline void count_compiler_runs(struct place *p)
{
    char path[PATH_MAX], script[3 * PATH_MAX];

    snprintf(script, sizeof script, "#!/bin/sh\ncase \"$*\" in *' -E '*) ;; *) echo run >>'%s/runs' ;; esac\nexec cc \"$@\"\n",
             p->folder);
    test_write_file(path, p->folder, "counting-cc", script);
    chmod(path, 0700);
    setenv("CC", path, 1);
}

static inline size_t runs_of_compiler(struct place *p)
{
    char path[PATH_MAX + 16];
    struct buffer runs;
    size_t count;

    snprintf(path, sizeof path, "%s/runs", p->folder);
    if (access(path, F_OK) != 0)
        return 0;
    buffer_init(&runs, 1 << 16);
    test_read_file(&runs, path);
    count = runs.size / strlen("run\n");
    buffer_free(&runs);
    return count;
}

#endif
