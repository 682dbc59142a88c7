/* SPDX-License-Identifier: MIT */
/* scenario/scenario_test.c - what a file becomes: classes, host, hooks, .setup; and what cannot be one */
#include "scenario_support.h"

#include "user/user.h"

static void a_source_becomes_its_classes(void **state)
{
    struct place *p = *state;
    struct scenario s;

    open_fine(p, &s, SMALLEST);
    assert_equal_string("title", s.title, "scenario.c");
    assert_equal_string("host", s.host, "http://localhost:1");
    assert_int_equal(s.class_count, 1);
    assert_equal_string("class", s.classes[0]->name, "Visitor");
    assert_equal_string("task", s.classes[0]->tasks[0].name, "front page");
    assert_non_null(s.record);
    scenario_close(&s);
}

static void setup_adds_classes_behind_those_of_users(void **state)
{
    struct place *p = *state;
    struct scenario s;

    setenv("CICADA_TEST_CLASS", "wanted", 1);
    open_fine(p, &s,
              "#include <cicada.h>\n"
              "static int nothing(cic_user *u) { (void)u; return CIC_OK; }\n"
              "static const cic_user_class a = CIC_USER(.name = \"A\", .tasks = CIC_TASKS({1, \"t\", nothing}));\n"
              "static const cic_user_class b = CIC_USER(.name = \"B\", .tasks = CIC_TASKS({1, \"t\", nothing}));\n"
              "static int set_up(cic_setup *s)\n"
              "{\n"
              "    if (strcmp(cic_env(\"CICADA_TEST_CLASS\", \"\"), \"wanted\") == 0)\n"
              "        cic_add_class(s, &b);\n"
              "    return CIC_OK;\n"
              "}\n"
              "CIC_SCENARIO(.users = CIC_USERS(&a), .setup = set_up);\n");
    unsetenv("CICADA_TEST_CLASS");
    assert_int_equal(s.class_count, 2);
    assert_equal_string("first", s.classes[0]->name, "A");
    assert_equal_string("second", s.classes[1]->name, "B");
    assert_null(s.host);
    scenario_close(&s);
}

static void a_setup_that_fails_ends_it(void **state)
{
    assert_problem(*state,
                   "#include <cicada.h>\n"
                   "static int set_up(cic_setup *s) { (void)s; return CIC_STOP_TEST; }\n"
                   "CIC_SCENARIO(.setup = set_up);\n",
                   SCENARIO_SETUP_FAILED, ".setup returned 4 instead of CIC_OK");
}

static void options_have_their_values_before_setup(void **state)
{
    struct place *p = *state;
    struct scenario s;

    open_fine(
        p, &s,
        "#include <cicada.h>\n"
        "static int set_up(cic_setup *s)\n"
        "{\n"
        "    (void)s;\n"
        "    return strcmp(cic_option(\"tenant\"), \"acme\") == 0 && cic_option_number(\"size\") == 7 ? CIC_OK : CIC_STOP_TEST;\n"
        "}\n"
        "CIC_SCENARIO(.setup = set_up, .options = CIC_OPTIONS({.name = \"tenant\", .value = \"acme\"},\n"
        "             {.name = \"size\", .value = \"7\", .kind = CIC_OPTION_NUMBER}));\n");
    scenario_close(&s);
}

static void an_option_that_cannot_be_is_named(void **state)
{
    assert_problem(*state,
                   "#include <cicada.h>\n"
                   "CIC_SCENARIO(.options = CIC_OPTIONS({.name = \"size\", .value = \"big\", .kind = CIC_OPTION_NUMBER}));\n",
                   SCENARIO_BAD_OPTIONS, "scenario.c, option size of .options: not a number");
    assert_problem(*state,
                   "#include <cicada.h>\n"
                   "CIC_SCENARIO(.options = CIC_OPTIONS({.name = \"size\", .required = true}));\n",
                   SCENARIO_BAD_SETTING, "--set size: the scenario needs a value of this option");
}

#define WITH_FEED                                                                                         \
    "#include <cicada.h>\n"                                                                               \
    "cic_feed *people;\n"                                                                                 \
    "static int set_up(cic_setup *s)\n"                                                                   \
    "{\n"                                                                                                 \
    "    (void)s;\n"                                                                                      \
    "    people = cic_feed_open(\"people.csv\", CIC_FEED_ONCE);\n"                                        \
    "    return people && cic_feed_rows(people) == 2 ? CIC_OK : CIC_STOP_TEST;\n"                         \
    "}\n"                                                                                                 \
    "static int nothing(cic_user *u) { (void)u; return CIC_OK; }\n"                                       \
    "static const cic_user_class a = CIC_USER(.name = \"A\", .tasks = CIC_TASKS({1, \"t\", nothing}));\n" \
    "CIC_SCENARIO(.users = CIC_USERS(&a), .setup = set_up);\n"

static void a_feed_is_found_beside_the_scenario(void **state)
{
    struct place *p = *state;
    struct scenario s;
    char path[PATH_MAX];

    test_write_file(path, p->folder, "people.csv", "name\nAda\nBob\n");
    open_fine(p, &s, WITH_FEED);
    scenario_close(&s);
}

static void a_missing_feed_is_named_with_its_folder(void **state)
{
    struct place *p = *state;
    char wanted[PATH_MAX + 64];

    assert_problem(p, WITH_FEED, SCENARIO_SETUP_FAILED, ".setup returned");
    snprintf(wanted, sizeof wanted, "feed %s/people.csv cannot be opened: No such file", p->folder);
    assert_message(p, wanted);
}

static void the_same_file_opens_again_after_it_was_closed(void **state)
{
    struct place *p = *state;
    struct scenario s;

    for (int i = 0; i < 3; i++) {
        open_fine(p, &s, SMALLEST);
        assert_int_equal(s.class_count, 1);
        scenario_close(&s);
    }
}

static void a_file_that_is_no_scenario_is_refused_by_name(void **state)
{
    struct place *p = *state;
    static const struct {
        const char *name, *part;
        enum scenario_problem problem;
    } cases[] = {
        {"locustfile.py", "locustfiles in Python are not supported", SCENARIO_NOT_SUPPORTED},
        {"notes.txt", "a scenario is a C file (.c) or a compiled one (.so)", SCENARIO_NOT_SUPPORTED},
        {"empty.so", "empty.so cannot be loaded", SCENARIO_NOT_LOADABLE},
    };
    char path[PATH_MAX], problem[SCENARIO_PROBLEM_SIZE];
    struct scenario s;

    for (size_t i = 0; i < COUNT(cases); i++) {
        test_write_file(path, p->folder, cases[i].name, "x");
        assert_int_equal(open_file(p, &s, path, problem), cases[i].problem);
        assert_contains(cases[i].name, problem, cases[i].part);
    }
}

static void what_is_not_there_is_said_so(void **state)
{
    struct place *p = *state;
    char problem[SCENARIO_PROBLEM_SIZE], folder[PATH_MAX + 16];
    struct scenario s;

    assert_int_equal(open_file(p, &s, "/does/not/exist.c", problem), SCENARIO_NO_FILE);
    assert_contains("missing", problem, "/does/not/exist.c: No such file or directory");
    snprintf(folder, sizeof folder, "%s/folder.c", p->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(open_file(p, &s, folder, problem), SCENARIO_NO_FILE);
    assert_contains("folder", problem, "Is a directory");
    assert_int_equal(open_file(p, &s, NULL, problem), SCENARIO_NO_FILE);
}

TEST_MAIN(IN_PLACE(a_source_becomes_its_classes), IN_PLACE(setup_adds_classes_behind_those_of_users),
          IN_PLACE(a_setup_that_fails_ends_it), IN_PLACE(options_have_their_values_before_setup),
          IN_PLACE(an_option_that_cannot_be_is_named), IN_PLACE(a_feed_is_found_beside_the_scenario),
          IN_PLACE(a_missing_feed_is_named_with_its_folder), IN_PLACE(the_same_file_opens_again_after_it_was_closed),
          IN_PLACE(a_file_that_is_no_scenario_is_refused_by_name), IN_PLACE(what_is_not_there_is_said_so))
