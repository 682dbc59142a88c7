/* SPDX-License-Identifier: MIT */
/* scenario/compile_test.c - when the compiler runs, with what, and what becomes of its result */
#include "scenario_support.h"

#include <dirent.h>

#include "base/limits.h"
#include "scenario/cache.h"

static size_t count_files(const char *folder, const char *begin, const char *end)
{
    DIR *d = opendir(folder);
    struct dirent *found;
    size_t count = 0;

    if (!d)
        return 0;
    while ((found = readdir(d)))
        count += text_starts_with(text_from(found->d_name), text_from(begin)) &&
                 text_ends_with(text_from(found->d_name), text_from(end));
    closedir(d);
    return count;
}

static void open_and_close(struct place *p, const char *source)
{
    struct scenario s;

    open_fine(p, &s, source);
    scenario_close(&s);
}

static void the_compiler_runs_once_for_the_same_source(void **state)
{
    struct place *p = *state;

    count_compiler_runs(p);
    open_and_close(p, SMALLEST);
    assert_int_equal(runs_of_compiler(p), 1);
    open_and_close(p, SMALLEST);
    open_and_close(p, SMALLEST);
    assert_int_equal(runs_of_compiler(p), 1);
}

static void a_changed_source_is_compiled_again(void **state)
{
    struct place *p = *state;

    count_compiler_runs(p);
    open_and_close(p, SMALLEST);
    open_and_close(p, SMALLEST "static int one_more __attribute__((unused));\n");
    assert_int_equal(runs_of_compiler(p), 2);
}

static void a_changed_file_that_is_included_is_compiled_again(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX];

    count_compiler_runs(p);
    test_write_file(path, p->folder, "part.h", "#define NAME \"first\"\n");
    open_and_close(p, "#include \"part.h\"\n" SMALLEST "const char *name = NAME;\n");
    test_write_file(path, p->folder, "part.h", "#define NAME \"second\"\n");
    open_and_close(p, "#include \"part.h\"\n" SMALLEST "const char *name = NAME;\n");
    assert_int_equal(runs_of_compiler(p), 2);
}

static void other_options_compile_again(void **state)
{
    struct place *p = *state;

    count_compiler_runs(p);
    open_and_close(p, SMALLEST);
    setenv("CICADA_CFLAGS", "-O0", 1);
    open_and_close(p, SMALLEST);
    assert_int_equal(runs_of_compiler(p), 2);
}

static void options_of_the_environment_reach_the_compiler(void **state)
{
    struct place *p = *state;

    assert_problem(p, SMALLEST "int x = ANSWER;\n", SCENARIO_COMPILE_ERROR, "does not compile");
    setenv("CICADA_CFLAGS", "  -DANSWER=42\t-Wextra ", 1);
    open_and_close(p, SMALLEST "int x = ANSWER;\n");
    setenv("CC", "cc -DREPLY=42", 1);
    open_and_close(p, SMALLEST "int x = REPLY;\n");
}

static void a_mistake_is_shown_in_the_words_of_the_compiler(void **state)
{
    struct place *p = *state;
    struct buffer messages;

    assert_problem(p, SMALLEST "int broken = ;\n", SCENARIO_COMPILE_ERROR, "scenario.c does not compile");
    assert_message(p, "scenario.c:6:14: ");
    assert_message(p, "int broken = ;");
    buffer_init(&messages, 1 << 20);
    test_read_file(&messages, p->messages);
    assert_null(strchr(buffer_cstring(&messages), '\033')); /* colours are for terminals */
    buffer_free(&messages);
}

static void an_include_that_is_missing_is_shown_too(void **state)
{
    struct place *p = *state;

    assert_problem(p, "#include <not/there.h>\n", SCENARIO_COMPILE_ERROR, "does not compile");
    assert_message(p, "not/there.h");
}

static void warnings_are_shown_once_and_do_no_harm(void **state)
{
    struct place *p = *state;
    struct buffer messages;
    const char *first;

    open_and_close(p, SMALLEST "static int nobody_needs_me;\n#warning look here\n");
    buffer_init(&messages, 1 << 20);
    test_read_file(&messages, p->messages);
    first = strstr(buffer_cstring(&messages), "#warning look here");
    assert_non_null(first);
    assert_null(strstr(strchr(first, '\n'), ": warning: #warning"));
    assert_message(p, "nobody_needs_me");
    buffer_free(&messages);
}

static void a_compiler_that_is_not_there_is_named(void **state)
{
    struct place *p = *state;
    char *path = mem_strdup(getenv("PATH"));

    setenv("CC", "no-such-compiler -O2", 1);
    assert_problem(p, SMALLEST, SCENARIO_NO_COMPILER, "\"no-such-compiler -O2\", is not on the PATH");
    unsetenv("CC");
    setenv("PATH", p->folder, 1);
    assert_problem(p, SMALLEST, SCENARIO_NO_COMPILER, "there is no C compiler on this machine");
    setenv("PATH", path, 1);
    mem_free(path);
}

static void the_header_is_found_from_any_working_directory(void **state)
{
    struct place *p = *state;
    char before[PATH_MAX], name[PATH_MAX];

    assert_non_null(getcwd(before, sizeof before));
    test_write_file(name, p->folder, "-E.c", SMALLEST);
    assert_int_equal(chdir(p->folder), 0);
    for (size_t i = 0; i < 2; i++) {
        char problem[SCENARIO_PROBLEM_SIZE];
        struct scenario s;

        /* a name that looks like an option must not become one */
        assert_int_equal(open_file(p, &s, "-E.c", problem), SCENARIO_FINE);
        assert_equal_string("title", s.title, "-E.c");
        scenario_close(&s);
    }
    assert_int_equal(chdir(before), 0);
}

static void a_path_with_special_characters_is_taken_as_it_is(void **state)
{
    struct place *p = *state;
    char path[PATH_MAX], problem[SCENARIO_PROBLEM_SIZE];
    struct scenario s;

    test_write_file(path, p->folder, "a $(touch hacked) 'b\" ;c.c", SMALLEST);
    assert_int_equal(open_file(p, &s, path, problem), SCENARIO_FINE);
    scenario_close(&s);
    assert_int_equal(access("hacked", F_OK), -1);
}

static void without_a_cache_it_compiles_in_a_folder_that_goes_away(void **state)
{
    struct place *p = *state;
    char file[PATH_MAX];

    count_compiler_runs(p);
    test_write_file(file, p->folder, "occupied", "");
    setenv("XDG_CACHE_HOME", file, 1);
    open_and_close(p, SMALLEST);
    open_and_close(p, SMALLEST);
    assert_int_equal(runs_of_compiler(p), 2);
    assert_int_equal(count_files(p->folder, "", ".so"), 0);
    assert_int_equal(count_files(p->folder, "cicada-", ""), 0);
}

static void a_cache_that_others_can_write_is_not_used(void **state)
{
    struct place *p = *state;
    char folder[PATH_MAX + 32];

    snprintf(folder, sizeof folder, "%s/cicada", p->cache);
    open_and_close(p, SMALLEST);
    assert_int_equal(count_files(folder, "", ".so"), 1);
    assert_int_equal(chmod(folder, 0777), 0);
    open_and_close(p, SMALLEST "int other;\n");
    assert_int_equal(count_files(folder, "", ".so"), 1);
}

static void a_broken_entry_of_the_cache_is_replaced(void **state)
{
    struct place *p = *state;
    char folder[PATH_MAX + 32], problem[SCENARIO_PROBLEM_SIZE], path[2 * PATH_MAX] = "";
    struct dirent *found;
    struct scenario s;
    DIR *d;

    open_and_close(p, SMALLEST);
    snprintf(folder, sizeof folder, "%s/cicada", p->cache);
    d = opendir(folder);
    assert_non_null(d);
    while ((found = readdir(d)))
        if (text_ends_with(text_from(found->d_name), TEXT(".so")))
            snprintf(path, sizeof path, "%s/%s", folder, found->d_name);
    closedir(d);
    assert_int_equal(truncate(path, 100), 0);
    assert_int_equal(open_source(p, &s, SMALLEST, problem), SCENARIO_NOT_LOADABLE);
    open_and_close(p, SMALLEST);
}

static void the_cache_keeps_the_entries_used_last(void **state)
{
    struct place *p = *state;
    char folder[PATH_MAX + 32], name[80], path[2 * PATH_MAX];
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

    count_compiler_runs(p);
    open_and_close(p, SMALLEST);
    snprintf(folder, sizeof folder, "%s/cicada", p->cache);
    for (int i = 0; i < 150; i++) {
        snprintf(name, sizeof name, "%064x.so", i);
        test_write_file(path, folder, name, "");
        old[1].tv_sec = 1000 + i;
        assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    }
    test_write_file(path, folder, "notes.txt", "not of the cache");
    open_and_close(p, SMALLEST);
    assert_equal_u64("entries", count_files(folder, "", ".so"), LIMIT_CACHE_ENTRIES - 1); /* and the folder of the header */
    assert_int_equal(count_files(folder, "", "notes.txt"), 1);
    snprintf(path, sizeof path, "%s/%064x.so", folder, 149);
    assert_int_equal(access(path, F_OK), 0);
    snprintf(path, sizeof path, "%s/%064x.so", folder, 0);
    assert_int_equal(access(path, F_OK), -1);
    open_and_close(p, SMALLEST);
    assert_int_equal(runs_of_compiler(p), 1);
}

static void hashes_tell_where_one_text_ends(void **state)
{
    char one[CACHE_HASH_SIZE], other[CACHE_HASH_SIZE];

    cache_hash((const struct text[]){TEXT("ab"), TEXT("c")}, 2, one);
    cache_hash((const struct text[]){TEXT("a"), TEXT("bc")}, 2, other);
    assert_string_not_equal(one, other);
    assert_int_equal(strlen(one), 64);
}

TEST_MAIN(IN_PLACE(the_compiler_runs_once_for_the_same_source), IN_PLACE(a_changed_source_is_compiled_again),
          IN_PLACE(a_changed_file_that_is_included_is_compiled_again), IN_PLACE(other_options_compile_again),
          IN_PLACE(options_of_the_environment_reach_the_compiler), IN_PLACE(a_mistake_is_shown_in_the_words_of_the_compiler),
          IN_PLACE(an_include_that_is_missing_is_shown_too), IN_PLACE(warnings_are_shown_once_and_do_no_harm),
          IN_PLACE(a_compiler_that_is_not_there_is_named), IN_PLACE(the_header_is_found_from_any_working_directory),
          IN_PLACE(a_path_with_special_characters_is_taken_as_it_is),
          IN_PLACE(without_a_cache_it_compiles_in_a_folder_that_goes_away), IN_PLACE(a_cache_that_others_can_write_is_not_used),
          IN_PLACE(a_broken_entry_of_the_cache_is_replaced), IN_PLACE(the_cache_keeps_the_entries_used_last),
          TEST(hashes_tell_where_one_text_ends))
