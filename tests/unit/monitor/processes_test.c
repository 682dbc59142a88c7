/* SPDX-License-Identifier: MIT */
/* processes_test.c - which processes are summed, and how, on a /proc of our own */
#include "monitor/proc.h"
#include "monitor/processes.h"

#include "tree.h"

#define PAGES (100 * (double)sysconf(_SC_PAGESIZE))

static double seconds(unsigned long ticks)
{
    return (double)ticks / proc_ticks_per_second();
}

static void a_process_is_summed_with_its_descendants(void **state)
{
    struct tree t;
    struct source *s;
    struct usage usage;

    tree_begin(&t);
    tree_process(&t, 10, "api", 1, 500, 100, 0);
    tree_process(&t, 11, "worker", 10, 50, 110, 0);
    tree_process(&t, 12, "helper", 11, 5, 120, 0);
    tree_process(&t, 13, "stranger", 1, 7000, 90, 0);
    s = processes_of_pid(t.root, 10);
    usage = tree_look(s, OK);
    assert_near_double("memory", usage.memory, 3 * PAGES, 0);
    assert_near_double("fds", usage.fds, 9, 0);
    assert_near_double("threads", usage.threads, 6, 0);
    assert_near_double("CPU before it was looked at", usage.cpu_s, 0, 0);
    tree_process(&t, 10, "api", 1, 540, 100, 8192);
    tree_process(&t, 11, "worker", 10, 60, 110, 0);
    usage = tree_look(s, OK);
    assert_near_double("CPU", usage.cpu_s, seconds(50), 1e-9);
    assert_near_double("written", usage.written, 8192, 0);
    s->ops->free(s);
    tree_end(&t);
}

static void cpu_of_children_that_come_and_go_never_goes_back(void **state)
{
    struct tree t;
    struct source *s;

    tree_begin(&t);
    tree_process(&t, 10, "api", 1, 100, 100, 0);
    s = processes_of_pid(t.root, 10);
    tree_look(s, OK);
    tree_process(&t, 20, "child", 10, 30, 900, 0); /* started since then: all it used counts */
    assert_near_double("with a new child", tree_look(s, OK).cpu_s, seconds(30), 1e-9);
    tree_remove(&t, "proc/20");
    assert_near_double("after its end", tree_look(s, OK).cpu_s, seconds(30), 1e-9);
    tree_process(&t, 21, "old", 10, 5000, 50, 0); /* older than the last look: its past is not ours */
    assert_near_double("an old one that joined", tree_look(s, OK).cpu_s, seconds(30), 1e-9);
    s->ops->free(s);
    tree_end(&t);
}

static void a_process_that_ends_is_gone_and_one_with_its_number_is_another(void **state)
{
    struct tree t;
    struct source *s;

    tree_begin(&t);
    tree_process(&t, 10, "api", 1, 100, 100, 0);
    s = processes_of_pid(t.root, 10);
    tree_look(s, OK);
    tree_remove(&t, "proc/10");
    tree_look(s, ERROR_NOT_FOUND);
    assert_non_null(strstr(s->problem, "process 10 has ended"));
    tree_process(&t, 10, "stranger", 1, 100, 999, 0);
    tree_look(s, ERROR_NOT_FOUND);
    assert_non_null(strstr(s->problem, "another one has its number"));
    s->ops->free(s);
    s = processes_of_pid(t.root, 77);
    tree_look(s, ERROR_NOT_FOUND);
    assert_non_null(strstr(s->problem, "there is no process 77"));
    s->ops->free(s);
    tree_end(&t);
}

static void all_processes_of_a_name_are_summed_and_a_restart_is_another_identity(void **state)
{
    struct tree t;
    struct source *s;
    struct usage first, second, third;

    tree_begin(&t);
    tree_process(&t, 10, "nginx", 1, 100, 100, 0);
    tree_process(&t, 11, "nginx", 10, 100, 101, 0);
    tree_process(&t, 12, "nginx-helper", 1, 100, 102, 0);
    s = processes_of_name(t.root, TEXT("nginx"));
    first = tree_look(s, OK);
    assert_near_double("memory", first.memory, 2 * PAGES, 0);
    tree_remove(&t, "proc/11");
    tree_process(&t, 30, "nginx", 10, 0, 200, 0);
    second = tree_look(s, OK);
    assert_true(second.identity == first.identity); /* the master is still there */
    tree_remove(&t, "proc/10");
    tree_remove(&t, "proc/30");
    tree_look(s, ERROR_NOT_FOUND);
    tree_process(&t, 40, "nginx", 1, 0, 300, 0);
    third = tree_look(s, OK);
    assert_true(third.cpu_s >= second.cpu_s);
    s->ops->free(s);
    tree_end(&t);
}

static void a_long_name_is_compared_as_the_kernel_keeps_it(void **state)
{
    struct tree t;
    struct source *s;

    tree_begin(&t);
    tree_process(&t, 10, "a-very-long-nam", 1, 1, 1, 0);
    s = processes_of_name(t.root, TEXT("a-very-long-name-of-a-program"));
    tree_look(s, OK);
    s->ops->free(s);
    tree_end(&t);
}

static void names_with_parentheses_blanks_and_line_ends_are_read(void **state)
{
    struct process p;

    assert_true(proc_parse_stat(TEXT("7 (a) b\n(c)) R 3 1 1 0 -1 0 0 0 0 0 11 22 0 0 20 0 5 0 99 1 2"), &p));
    assert_equal_string("name", p.name, "a) b\n(c)");
    assert_equal_u64("parent", p.parent, 3);
    assert_equal_u64("ticks", p.ticks, 33);
    assert_equal_u64("threads", p.threads, 5);
    assert_equal_u64("start", p.start, 99);
}

static void broken_files_are_refused(void **state)
{
    static const char *const broken[] = {"",
                                         "7",
                                         "7 (a)",
                                         "7 (a) ",
                                         "7 a) R 3 1",
                                         ") (",
                                         "x (a) R 3 1 1 0 -1 0 0 0 0 0 11 22 0 0 20 0 5 0 99",
                                         "7 (a) R 3 1 1 0 -1",
                                         "7 (a) R -3 1 1 0 -1 0 0 0 0 0 11 22 0 0 20 0 5 0 99",
                                         "99999999999 (a) R 3 1 1 0 -1 0 0 0 0 0 11 22 0 0 20 0 5 0 99"};

    for (size_t i = 0; i < COUNT(broken); i++) {
        struct process p;

        if (proc_parse_stat(text_from(broken[i]), &p))
            fail_msg("read \"%s\"", broken[i]);
    }
}

static void a_circle_of_parents_ends(void **state)
{
    struct tree t;
    struct source *s;

    tree_begin(&t);
    tree_process(&t, 10, "api", 1, 1, 1, 0);
    tree_process(&t, 20, "a", 21, 1, 1, 0);
    tree_process(&t, 21, "b", 20, 1, 1, 0);
    s = processes_of_pid(t.root, 10);
    assert_near_double("threads", tree_look(s, OK).threads, 2, 0);
    s->ops->free(s);
    tree_end(&t);
}

static void what_is_not_allowed_is_unknown_and_said(void **state)
{
    struct tree t;
    struct source *s;
    struct usage usage;
    char path[2 * PATH_MAX];

    if (geteuid() == 0) /* root may read all files */
        skip();
    tree_begin(&t);
    tree_process(&t, 10, "api", 1, 1, 1, 0);
    snprintf(path, sizeof path, "%s/proc/10/io", t.root);
    assert_int_equal(chmod(path, 0), 0);
    s = processes_of_pid(t.root, 10);
    usage = tree_look(s, OK);
    assert_true(isnan(usage.written));
    assert_non_null(strstr(s->problem, "no permission"));
    s->ops->free(s);
    tree_end(&t);
}

static void this_process_knows_itself(void **state)
{
    struct source *s = processes_of_self("");
    struct usage usage = tree_look(s, OK);

    assert_true(usage.memory > 100000);
    assert_true(usage.fds >= 3);
    assert_true(usage.threads >= 1);
    s->ops->free(s);
}

TEST_MAIN(TEST(a_process_is_summed_with_its_descendants), TEST(cpu_of_children_that_come_and_go_never_goes_back),
          TEST(a_process_that_ends_is_gone_and_one_with_its_number_is_another),
          TEST(all_processes_of_a_name_are_summed_and_a_restart_is_another_identity),
          TEST(a_long_name_is_compared_as_the_kernel_keeps_it), TEST(names_with_parentheses_blanks_and_line_ends_are_read),
          TEST(broken_files_are_refused), TEST(a_circle_of_parents_ends), TEST(what_is_not_allowed_is_unknown_and_said),
          TEST(this_process_knows_itself))
