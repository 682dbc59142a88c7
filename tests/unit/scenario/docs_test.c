/* SPDX-License-Identifier: MIT */
/* scenario/docs_test.c - what the documentation shows compiles and loads, and what the repository ships as scenarios too
 *
 * Warnings count as errors here: what people copy must be clean.
 */
#include "scenario_support.h"

#include <dirent.h>

#include "base/error.h"
#include "scenario/compiler.h"

#define STRICT "-Werror -Wextra -Wno-missing-field-initializers"

/* The next block of C in a text of Markdown, or false. */
static bool next_block(struct text *rest, struct text *block)
{
    static const char open[] = "\n```c\n", close[] = "\n```\n";
    const char *begin = memmem(rest->data, rest->size, open, strlen(open)), *end;

    if (!begin)
        return false;
    begin += strlen(open);
    end = memmem(begin, (size_t)(rest->data + rest->size - begin), close, strlen(close));
    assert_non_null(end);
    *block = (struct text){begin, (size_t)(end - begin) + 1};
    *rest = (struct text){end, (size_t)(rest->data + rest->size - end)};
    return true;
}

/* Calls `check` with each compiler that the machine has. */
static void with_each_compiler(struct place *p, void (*check)(struct place *p))
{
    static const char *const compilers[] = {"gcc", "clang"};
    char problem[SCENARIO_PROBLEM_SIZE];
    size_t found = 0;

    setenv("CICADA_CFLAGS", STRICT, 1);
    for (size_t i = 0; i < COUNT(compilers); i++) {
        struct compiler c;

        setenv("CC", compilers[i], 1);
        if (!compiler_find(&c, problem, sizeof problem))
            continue;
        compiler_free(&c);
        check(p);
        found++;
    }
    assert_true(found > 0);
}

/* Each block of the page, behind what it takes for granted, is a scenario. */
static void open_page(struct place *p, const char *path, const char *before, size_t least)
{
    struct text rest, block;
    struct buffer page;
    size_t count = 0;

    buffer_init(&page, 1 << 20);
    test_read_file(&page, path);
    for (rest = buffer_view(&page); next_block(&rest, &block); count++) {
        char *source = mem_printf("%s%.*s", before, (int)block.size, block.data);
        struct scenario s;

        open_fine(p, &s, source);
        assert_true(s.class_count > 0);
        scenario_close(&s);
        mem_free(source);
    }
    assert_true(count >= least);
    buffer_free(&page);
}

static void open_guide(struct place *p)
{
    open_page(p, TEST_SOURCE_ROOT "/docs/scenarios.md", "", 5);
}

static void open_load_page(struct place *p)
{
    static const char before[] = "#include <cicada.h>\n"
                                 "static int task(cic_user *u) { cic_get(u, \"/\"); return CIC_OK; }\n"
                                 "static const cic_user_class visitor = CIC_USER(.name = \"Visitor\",\n"
                                 "    .tasks = CIC_TASKS({1, \"task\", task}));\n";

    open_page(p, TEST_SOURCE_ROOT "/docs/load.md", before, 2);
}

static void every_example_of_the_load_page_is_a_scenario(void **state)
{
    with_each_compiler(*state, open_load_page);
}

static void every_example_of_the_guide_is_a_scenario(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX];

    test_write_file(path, p->folder, "accounts.csv", "user,password\nada,x\n");
    with_each_compiler(p, open_guide);
}

static void open_folder(struct place *p, const char *folder)
{
    char path[2 * PATH_MAX], problem[SCENARIO_PROBLEM_SIZE];
    struct dirent *found;
    DIR *d = opendir(folder);

    assert_non_null(d);
    while ((found = readdir(d))) {
        struct user_classes classes;
        struct scenario s;

        if (!text_ends_with(text_from(found->d_name), TEXT(".c")))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, found->d_name);
        if (open_file(p, &s, path, problem) != SCENARIO_FINE)
            fail_msg("%s: %s", path, problem);
        if (user_classes_read(&classes, s.classes, s.class_count, &(struct class_filter){0}, problem) != CLASSES_FINE)
            fail_msg("%s: %s", path, problem);
        user_classes_free(&classes);
        scenario_close(&s);
    }
    closedir(d);
}

static void open_shipped(struct place *p)
{
    open_folder(p, TEST_SOURCE_ROOT "/examples");
    open_folder(p, TEST_SOURCE_ROOT "/bench/scenarios");
}

static void every_scenario_that_is_shipped_opens_without_a_warning(void **state)
{
    with_each_compiler(*state, open_shipped);
}

static void every_error_is_in_the_table_with_its_sentence(void **state)
{
    struct buffer table;

    buffer_init(&table, 1 << 20);
    test_read_file(&table, TEST_SOURCE_ROOT "/docs/errors.md");
    for (enum error e = OK + 1; e < ERROR_COUNT; e++) {
        static const char *const groups[] = {[ERROR_GROUP_CONTROL] = "control",
                                             [ERROR_GROUP_SERVICE] = "service",
                                             [ERROR_GROUP_GENERATOR] = "generator",
                                             [ERROR_GROUP_SCENARIO] = "scenario"};
        char *row = mem_printf("\n| `%s` | %s | %s | ", error_id(e), groups[error_group(e)], error_text(e));

        assert_contains("docs/errors.md", buffer_cstring(&table), row);
        mem_free(row);
    }
    buffer_free(&table);
}

TEST_MAIN(IN_PLACE(every_example_of_the_guide_is_a_scenario), IN_PLACE(every_example_of_the_load_page_is_a_scenario),
          IN_PLACE(every_scenario_that_is_shipped_opens_without_a_warning), TEST(every_error_is_in_the_table_with_its_sentence))
