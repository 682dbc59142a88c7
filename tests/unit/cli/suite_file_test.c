/* SPDX-License-Identifier: MIT */
/* cli/suite_file_test.c - what a suite.toml says, the mistakes in it, and the values of its steps */
#include "support.h"

#include <sys/stat.h>

#include "base/limits.h"
#include "cli/suite_file.h"
#include "cli/suite_steps.h"

struct place {
    char folder[PATH_MAX], path[PATH_MAX];
    struct arena arena;
    struct suite suite;
    char problem[OPTION_PROBLEM];
};

static int set_up(void **state)
{
    static struct place place;

    memset(&place, 0, sizeof place);
    test_directory(place.folder);
    *state = &place;
    return 0;
}

static int clean_up(void **state)
{
    struct place *p = *state;

    arena_reset(&p->arena);
    test_remove_directory(p->folder);
    return 0;
}

static bool read_suite(struct place *p, const char *content)
{
    test_write_file(p->path, p->folder, "suite.toml", content);
    p->problem[0] = '\0';
    return suite_file_read(&p->suite, p->path, &p->arena, p->problem);
}

/* The message behind the name of the file. */
#define assert_refused(p, content, wanted)                                   \
    do {                                                                     \
        assert_false(read_suite(p, content));                                \
        assert_string_equal((p)->problem + strlen((p)->path) + 1, (wanted)); \
    } while (0)

#define RUN "[suite]\ndefault = \"a\"\n[run.a]\nabout = \"A\"\n"

static void runs_and_options_are_read(void **state)
{
    struct place *p = *state;
    const struct suite_run *run;
    const struct suite *s = &p->suite;

    assert_true(read_suite(p, "[suite]\ntitle = \"T\"\ndefault = \"light\"\nenv-files = [\".env\", \".env.local\"]\n"
                              "target = [\"--users\", \"5\"]\n[options]\nlocustfile = \"a.c\"\ntimeout = \"5s\"\n"
                              "[run.light]\nabout = \"little\"\nusers = 10\nspawn-rate = 2.5\ncheck-file = [\"a\", \"/b\"]\n"
                              "[run.\"two words\"]\nsteps = [\"light\", \"light\"]\n"));
    assert_string_equal(s->title, "T");
    assert_string_equal(s->folder, p->folder);
    assert_string_equal(s->name, strrchr(p->folder, '/') + 1);
    assert_int_equal(s->env_files.count, 2);
    assert_true(s->has_target);
    assert_int_equal(s->run_count, 2);
    assert_int_equal(s->settings.count, 2);
    run = suite_find_run(s, "light");
    assert_non_null(run);
    assert_string_equal(run->about, "little");
    assert_int_equal(run->settings.count, 4);
    assert_string_equal(run->settings.at[0].value, "10");
    assert_int_equal(suite_find_run(s, "two words")->steps.count, 2);
    assert_null(suite_find_run(s, "heavy"));
}

static void files_are_relative_to_the_folder(void **state)
{
    struct place *p = *state;
    char wanted[2 * PATH_MAX];

    assert_true(read_suite(p, RUN "locustfile = \"a.c\"\ncheck-file = [\"b\", \"/c\", \"${D}\"]\ncsv = \"out\"\n"));
    snprintf(wanted, sizeof wanted, "%s/a.c", p->folder);
    assert_string_equal(p->suite.runs[0].settings.at[0].value, wanted);
    snprintf(wanted, sizeof wanted, "%s/b", p->folder);
    assert_string_equal(p->suite.runs[0].settings.at[1].value, wanted);
    assert_string_equal(p->suite.runs[0].settings.at[2].value, "/c");
    assert_string_equal(p->suite.runs[0].settings.at[3].value, "${D}");
    assert_string_equal(p->suite.runs[0].settings.at[4].value, "out");
}

static void an_option_that_is_empty_counts_as_not_given(void **state)
{
    struct place *p = *state;
    struct cli_options options = {0};

    unsetenv("CICADA_TEST_NONE");
    assert_true(read_suite(p, RUN "host = \"${CICADA_TEST_NONE:-}\"\nusers = \"\"\n"));
    assert_true(settings_apply(&p->suite.runs[0].settings, &options, p->problem));
    assert_null(options.plan.host);
    assert_null(option_given(&options, "users"));
    arena_reset(&options.arena);
}

static void mistakes_name_their_line(void **state)
{
    struct place *p = *state;

    assert_refused(p, RUN "user = 5\n", "line 5: unknown option 'user'. Did you mean 'users'?");
    assert_refused(p, RUN "users = [1, 2]\n", "line 5: users: takes one value, not a list");
    assert_refused(p, RUN "env-file = \"x\"\n", "line 5: env-file: works only on the command line");
    assert_refused(p, "[suite]\nname = \"x\"\n",
                   "line 2: name: unknown; [suite] has title, default, env-files and target. "
                   "Options stand in [options]");
    assert_refused(p, "users = 5\n",
                   "line 1: users: stands in no known table; there are [suite], [options], [service], [seed] and [run.NAME]");
    assert_refused(p, "[run]\nusers = 5\n",
                   "line 2: users: stands in no known table; there are [suite], [options], [service], [seed] and [run.NAME]");
    assert_refused(p, "[run.a.b]\nusers = 5\n",
                   "line 2: users: stands in no known table; there are [suite], [options], [service], [seed] and [run.NAME]");
    assert_refused(p, "[suite]\ntitle = [\"a\", \"b\"]\n", "line 2: title: takes one value");
    assert_refused(p, "[run.a\n", "line 1: \"]\" is missing");
}

static void a_suite_is_refused_that_cannot_run(void **state)
{
    struct place *p = *state;

    assert_refused(p, "", " [suite] needs default = the name of a run");
    assert_refused(p, "[suite]\ndefault = \"b\"\n[run.a]\nabout = \"A\"\n", " [suite] needs default = the name of a run");
    assert_refused(p, RUN "steps = [\"b\"]\n", " run.a: there is no run \"b\"");
    assert_refused(p, RUN "steps = [\"a\"]\n", " run.a: its steps go round in a circle, or are more than 500");
    assert_refused(p, RUN "steps = [\"b\"]\nusers = 1\n[run.b]\nusers = 1\n", " run.a has steps, so it can have no options");
}

static void a_missing_file_is_named(void **state)
{
    struct place *p = *state;

    assert_false(suite_file_read(&p->suite, "/nonexistent/x/suite.toml", &p->arena, p->problem));
    assert_string_equal(p->problem, "/nonexistent/x/suite.toml: No such file or directory");
    assert_string_equal(p->suite.name, "x");
}

static void files_and_labels_get_the_name_of_the_step(void **state)
{
    static const struct {
        const char *option, *value, *wanted;
    } cases[] = {
        {"json-file", "out", "out-one"},
        {"csv", "a.b/out", "a.b/out-one"},
        {"junit", "all.xml", "all-one.xml"},
        {"junit", "r/all.xml", "r/all-one.xml"},
        {"junit", ".hidden", ".hidden-one"},
        {"json-file", "${DIR:-./x}", "${DIR:-./x}-one"},
        {"profile", "nightly", "nightly one"},
        {"profile", "", ""},
        {"baseline", "last-good:nightly", "last-good:nightly one"},
        {"baseline", "last-good:", "last-good:"},
        {"baseline", "last-good", "last-good"},
        {"baseline", "base.json", "base.json"},
        {"users", "5", "5"},
        {"only-summary", NULL, NULL},
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct setting s = {option_find(text_from(cases[i].option)), "", cases[i].value};
        const char *got = suite_step_value(&s, "one", &p->arena);

        if (!got || !cases[i].wanted)
            assert_true(got == cases[i].wanted);
        else
            assert_string_equal(got, cases[i].wanted);
    }
}

#define TEST_HERE(function) TEST_WITH(function, set_up, clean_up)

TEST_MAIN(TEST_HERE(runs_and_options_are_read), TEST_HERE(files_are_relative_to_the_folder),
          TEST_HERE(an_option_that_is_empty_counts_as_not_given), TEST_HERE(mistakes_name_their_line),
          TEST_HERE(a_suite_is_refused_that_cannot_run), TEST_HERE(a_missing_file_is_named),
          TEST_HERE(files_and_labels_get_the_name_of_the_step))
