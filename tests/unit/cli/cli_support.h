/* SPDX-License-Identifier: MIT */
/* cli_support.h - reads options in a folder and an environment of the test's own */
#ifndef CICADA_TESTS_CLI_SUPPORT_H
#define CICADA_TESTS_CLI_SUPPORT_H

#include <sys/stat.h>

#include "support.h"

#include "cli/read_options.h"

extern char **environ;

struct surroundings {
    char folder[PATH_MAX]; /* where the program starts; home is folder/home */
    char former[PATH_MAX];
    struct cli_options options;
    enum exit_code code;
    char problem[OPTION_PROBLEM];
};

static inline void forget_variables(void)
{
    char *name;

    for (size_t i = 0; environ[i];) {
        if (strncmp(environ[i], "LOCUST_", 7) != 0 && strncmp(environ[i], "CICADA_", 7) != 0) {
            i++;
            continue;
        }
        name = strndup(environ[i], strcspn(environ[i], "="));
        unsetenv(name);
        free(name);
        i = 0;
    }
}

static inline int enter_surroundings(void **state)
{
    static struct surroundings it;
    struct surroundings *s = &it;
    char home[2 * PATH_MAX];

    memset(s, 0, sizeof *s);
    assert_non_null(getcwd(s->former, sizeof s->former));
    test_directory(s->folder);
    snprintf(home, sizeof home, "%.*s/home", PATH_MAX, s->folder);
    if (chdir(s->folder) != 0 || mkdir(home, 0700) != 0)
        return -1;
    setenv("HOME", home, 1);
    forget_variables();
    *state = s;
    return 0;
}

static inline int leave_surroundings(void **state)
{
    struct surroundings *s = *state;

    arena_reset(&s->options.arena);
    forget_variables();
    if (chdir(s->former) != 0)
        return -1;
    test_remove_directory(s->folder);
    return 0;
}

static inline void write_here(struct surroundings *s, const char *name, const char *content)
{
    char path[PATH_MAX];

    test_write_file(path, s->folder, name, content);
}

/* Reads the options anew; the words are a list ended by NULL, without the program's name. */
static inline enum exit_code read_words(struct surroundings *s, const char *const *words)
{
    static char program[] = "cicada";
    char *all[64] = {program};
    int count = 1;

    while (words[count - 1]) {
        assert_true(count < 63);
        all[count] = (char *)(uintptr_t)words[count - 1];
        count++;
    }
    arena_reset(&s->options.arena);
    s->options = (struct cli_options){0};
    s->problem[0] = '\0';
    s->code = options_read(&s->options, count, all, s->problem);
    return s->code;
}

#define READ(s, ...) read_words(s, (const char *const[]){__VA_ARGS__, NULL})

static inline void assert_code(struct surroundings *s, enum exit_code wanted)
{
    if (s->code != wanted)
        fail_msg("got code %d (\"%s\"), wanted %d", s->code, s->problem, wanted);
}

#define assert_reads(s, ...)       \
    do {                           \
        READ(s, __VA_ARGS__);      \
        assert_code(s, EXIT_FINE); \
    } while (0)

/* Options that are wrong, with exactly this message. */
#define assert_refuses(s, message, ...)                        \
    do {                                                       \
        READ(s, __VA_ARGS__);                                  \
        assert_equal_string("message", (s)->problem, message); \
        assert_code(s, EXIT_WRONG_OPTIONS);                    \
    } while (0)

#define TEST_HERE(function) TEST_WITH(function, enter_surroundings, leave_surroundings)

/* The words of a list, joined by blanks, in a buffer that the next call uses again. */
static inline const char *joined(const struct plan_list *list)
{
    static char all[4096];

    all[0] = '\0';
    for (size_t i = 0; i < list->count; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? " " : "", list->at[i]);
    return all;
}

#endif
