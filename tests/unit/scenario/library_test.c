/* SPDX-License-Identifier: MIT */
/* scenario/library_test.c - compiled scenarios that fit this program, and those that do not */
#include "scenario_support.h"

#include "scenario/library.h"

/* A record as CIC_SCENARIO makes it, with one field changed. */
static const char *record_with(const char *field, char out[1024])
{
    snprintf(out, 1024,
             "#include <cicada.h>\n"
             "CIC_API const cic_scenario cicada_scenario = {.abi = CICADA_ABI, .struct_size = sizeof(cic_scenario),\n"
             "    .class_size = sizeof(cic_user_class), .task_size = sizeof(cic_task), .stage_size = sizeof(cic_stage), %s};\n",
             field);
    return out;
}

static void another_abi_is_refused(void **state)
{
    char source[1024];

    setenv("CICADA_CFLAGS", "-Wno-override-init", 1);
    assert_problem(*state, record_with(".abi = 99", source), SCENARIO_WRONG_ABI, "interface 99 of Cicada, and this is 1");
}

static void other_sizes_are_refused(void **state)
{
    static const char *const fields[] = {".struct_size = 8", ".class_size = 8", ".task_size = 8", ".stage_size = 8"};
    char source[1024];

    for (size_t i = 0; i < COUNT(fields); i++)
        assert_problem(*state, record_with(fields[i], source), SCENARIO_WRONG_ABI, "compiled with another cicada.h");
}

static void a_source_without_record_is_told_what_is_missing(void **state)
{
    assert_problem(*state, "int x;\n", SCENARIO_NOT_A_SCENARIO, "end it with CIC_SCENARIO(");
}

static void a_function_that_is_nowhere_is_named(void **state)
{
    assert_problem(*state,
                   "#include <cicada.h>\n"
                   "int cic_frobnicate(cic_user *u);\n"
                   "static int t(cic_user *u) { return cic_frobnicate(u); }\n"
                   "static const cic_user_class a = CIC_USER(.name = \"A\", .tasks = CIC_TASKS({1, \"t\", t}));\n"
                   "CIC_SCENARIO(.users = CIC_USERS(&a));\n",
                   SCENARIO_NOT_LOADABLE, "calls cic_frobnicate, which is defined nowhere");
}

/* Every function of the header must be in the program, or a scenario would be refused although it compiles. */
static void every_function_of_the_header_is_there(void **state)
{
    struct place *p = *state;
    struct buffer header, source;
    struct scenario s;
    size_t count = 0;

    buffer_init(&header, 1 << 20);
    buffer_init(&source, 1 << 20);
    test_read_file(&header, TEST_SOURCE_ROOT "/include/cicada.h");
    buffer_string(&source, SMALLEST "void *const all[] = {\n");
    for (const char *at = strstr(header.data, "\nCIC_API "); at; at = strstr(at + 1, "\nCIC_API ")) {
        const char *end = strchr(at, '('), *begin = end;

        while (begin[-1] == '_' || (begin[-1] >= 'a' && begin[-1] <= 'z') || (begin[-1] >= '0' && begin[-1] <= '9'))
            begin--;
        buffer_printf(&source, "    (void *)%.*s,\n", (int)(end - begin), begin);
        count++;
    }
    buffer_string(&source, "};\n");
    assert_true(count > 70);
    open_fine(p, &s, buffer_cstring(&source));
    scenario_close(&s);
    buffer_free(&header);
    buffer_free(&source);
}

static void a_shared_object_is_a_scenario_too(void **state)
{
    struct place *p = *state;
    char source[PATH_MAX], object[PATH_MAX + 16], command[4 * PATH_MAX], problem[SCENARIO_PROBLEM_SIZE], before[PATH_MAX];
    char *programs = mem_strdup(getenv("PATH"));
    struct scenario s;

    test_write_file(source, p->folder, "made.c", SMALLEST);
    snprintf(object, sizeof object, "%s/made.so", p->folder);
    snprintf(command, sizeof command, "cc -std=gnu11 -fPIC -shared -I'%s/include' '%s' -o '%s'", TEST_SOURCE_ROOT, source,
             object);
    assert_int_equal(system(command), 0); /* NOLINT: the paths are the test's own */
    setenv("PATH", p->folder, 1);         /* no compiler is needed */
    assert_int_equal(open_file(p, &s, object, problem), SCENARIO_FINE);
    assert_equal_string("title", s.title, "made.so");
    assert_int_equal(s.class_count, 1);
    scenario_close(&s);

    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(p->folder), 0);
    assert_int_equal(open_file(p, &s, "made.so", problem), SCENARIO_FINE);
    scenario_close(&s);
    assert_int_equal(chdir(before), 0);
    setenv("PATH", programs, 1);
    mem_free(programs);
}

TEST_MAIN(IN_PLACE(another_abi_is_refused), IN_PLACE(other_sizes_are_refused),
          IN_PLACE(a_source_without_record_is_told_what_is_missing), IN_PLACE(a_function_that_is_nowhere_is_named),
          IN_PLACE(every_function_of_the_header_is_there), IN_PLACE(a_shared_object_is_a_scenario_too))
