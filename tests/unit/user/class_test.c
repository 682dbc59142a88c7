/* SPDX-License-Identifier: MIT */
/* user/class_test.c - reading user classes: filters, mistakes, and the choice of tasks by weight and in sequence */
#include "support.h"

#include "base/limits.h"
#include "user/class.h"

static int run_a(cic_user *u)
{
    return u ? CIC_OK : CIC_AGAIN;
}

static int run_b(cic_user *u)
{
    return u ? CIC_OK : CIC_LEAVE;
}

static int run_c(cic_user *u)
{
    return u ? CIC_OK : CIC_STOP_USER;
}

static const cic_task_set inner = {.name = "inner", .tasks = CIC_TASKS({1, "b", run_b, .tags = "deep"}, {2, "c", run_c})};

static const cic_user_class first = CIC_USER(.name = "First", .weight = 3, .wait = CIC_CONSTANT(1),
                                             .tasks = CIC_TASKS({1, "a", run_a, .tags = "read, fast"},
                                                                {4, "set", .set = &inner}));
static const cic_user_class second = CIC_USER(.name = "Second", .fixed_count = 2,
                                              .tasks = CIC_TASKS({1, "a", run_a, .tags = "write"}, {0, "never", run_b}));

static const cic_user_class *const both[] = {&first, &second};

struct reading {
    struct user_classes classes;
    char problem[512];
};

#define LIST(...)                                                                       \
    (struct plan_list)                                                                  \
    {                                                                                   \
        (const char *const[]){__VA_ARGS__}, COUNT(((const char *const[]){__VA_ARGS__})) \
    }

static enum class_problem read_both(struct reading *r, struct class_filter filter)
{
    return user_classes_read(&r->classes, both, COUNT(both), &filter, r->problem);
}

static void assert_problem(const cic_user_class *c, enum class_problem wanted, const char *part)
{
    struct class_filter filter = {0};
    struct reading r;
    enum class_problem got = user_classes_read(&r.classes, &c, 1, &filter, r.problem);

    if (got != wanted || !strstr(r.problem, part))
        fail_msg("problem %d, \"%s\"; wanted %d, \"%s\"", got, r.problem, wanted, part);
    user_classes_free(&r.classes);
}

static void tables_become_classes(void **state)
{
    struct reading r;

    assert_int_equal(read_both(&r, (struct class_filter){0}), CLASSES_FINE);
    assert_int_equal(r.classes.count, 2);
    assert_equal_string("name", r.classes.at[0].name, "First");
    assert_near_double("weight", r.classes.at[0].weight, 3, 0);
    assert_near_double("no weight is 1", r.classes.at[1].weight, 1, 0);
    assert_int_equal(r.classes.at[1].fixed_count, 2);
    assert_int_equal(r.classes.at[0].tasks->count, 2);
    assert_equal_string("set", r.classes.at[0].tasks->tasks[1].set->name, "inner");
    assert_int_equal(r.classes.at[1].tasks->count, 1); /* a task of weight 0 is never chosen */
    user_classes_free(&r.classes);
}

static void tags_keep_and_exclude_tasks(void **state)
{
    struct reading r;

    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("First"), .tags = LIST("fast")}), CLASSES_FINE);
    assert_int_equal(r.classes.at[0].tasks->count, 1);
    assert_equal_string("task", r.classes.at[0].tasks->tasks[0].name, "a");
    user_classes_free(&r.classes);

    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("First"), .tags = LIST("deep", "none")}), CLASSES_FINE);
    assert_int_equal(r.classes.at[0].tasks->count, 1);
    assert_int_equal(r.classes.at[0].tasks->tasks[0].set->count, 1);
    user_classes_free(&r.classes);

    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("First"), .exclude_tags = LIST("read", "deep")}),
                     CLASSES_FINE);
    assert_int_equal(r.classes.at[0].tasks->count, 1);
    assert_equal_string("task", r.classes.at[0].tasks->tasks[0].set->tasks[0].name, "c");
    user_classes_free(&r.classes);
}

static void a_class_that_the_tags_leave_no_task_takes_no_part(void **state)
{
    struct reading r;

    assert_int_equal(read_both(&r, (struct class_filter){.tags = LIST("write")}), CLASSES_FINE);
    assert_int_equal(r.classes.count, 1);
    assert_equal_string("class", r.classes.at[0].name, "Second");
    user_classes_free(&r.classes);

    assert_int_equal(read_both(&r, (struct class_filter){.tags = LIST("none")}), CLASSES_WITHOUT_TASKS);
    assert_equal_string("problem", r.problem, "Second had no tasks left after filtering");
    user_classes_free(&r.classes);
}

static void a_tag_is_a_whole_word(void **state)
{
    struct reading r;

    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("First"), .tags = LIST("rea")}), CLASSES_WITHOUT_TASKS);
    user_classes_free(&r.classes);
    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("First"), .tags = LIST("read,")}), CLASSES_WITHOUT_TASKS);
    user_classes_free(&r.classes);
}

static void classes_are_chosen_by_name(void **state)
{
    struct reading r;

    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("Second")}), CLASSES_FINE);
    assert_int_equal(r.classes.count, 1);
    assert_equal_string("name", r.classes.at[0].name, "Second");
    user_classes_free(&r.classes);
    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("Second", "Third")}), CLASSES_UNKNOWN_NAME);
    assert_equal_string("problem", r.problem, "Unknown User(s): Third; the scenario has First, Second");
    user_classes_free(&r.classes);
}

static void equal_weights_flatten_the_sets(void **state)
{
    struct reading r;
    const struct task_list *tasks;

    assert_int_equal(read_both(&r, (struct class_filter){.names = LIST("First"), .equal_weights = true}), CLASSES_FINE);
    tasks = r.classes.at[0].tasks;
    assert_int_equal(tasks->count, 3);
    assert_near_double("class", r.classes.at[0].weight, 1, 0);
    for (size_t i = 0; i < 3; i++)
        assert_near_double("weight", tasks->tasks[i].weight, 1, 0);
    user_classes_free(&r.classes);
}

static void mistakes_are_named(void **state)
{
    struct class_filter filter = {0};
    struct reading r;
    const cic_user_class *const twice[] = {&first, &first};
    const cic_user_class no_name = CIC_USER(.tasks = CIC_TASKS({1, "a", run_a}));
    const cic_user_class bad_name = CIC_USER(.name = "a b", .tasks = CIC_TASKS({1, "a", run_a}));
    const cic_user_class by_hand = {.name = "Hand", .tasks = CIC_TASKS({1, "a", run_a})};
    const cic_user_class no_tasks = CIC_USER(.name = "None");
    const cic_user_class unnamed_task = CIC_USER(.name = "X", .tasks = CIC_TASKS({1, NULL, run_a}));
    const cic_user_class bad_weight = CIC_USER(.name = "X", .tasks = CIC_TASKS({-1, "a", run_a}));
    const cic_user_class not_a_number = CIC_USER(.name = "X", .weight = NAN, .tasks = CIC_TASKS({1, "a", run_a}));
    const cic_user_class no_function = CIC_USER(.name = "X", .tasks = CIC_TASKS({1, "a"}));
    const cic_user_class both_kinds = CIC_USER(.name = "X", .tasks = CIC_TASKS({1, "a", run_a, .set = &inner}));

    assert_problem(&no_name, CLASSES_BROKEN, "name has to be of letters");
    assert_problem(&bad_name, CLASSES_BROKEN, "\"a b\": its name has to be of letters");
    assert_problem(&by_hand, CLASSES_BROKEN, "it was not made with CIC_USER");
    assert_problem(&no_tasks, CLASSES_WITHOUT_TASKS, "No tasks defined on None");
    assert_problem(&unnamed_task, CLASSES_BROKEN, "X, task \"\": it has no name");
    assert_problem(&bad_weight, CLASSES_BROKEN, "X, task \"a\": its weight");
    assert_problem(&not_a_number, CLASSES_BROKEN, "X: its weight");
    assert_problem(&no_function, CLASSES_BROKEN, "it needs either a function or a task set");
    assert_problem(&both_kinds, CLASSES_BROKEN, "it needs either a function or a task set");
    assert_int_equal(user_classes_read(&r.classes, twice, 2, &filter, r.problem), CLASSES_BROKEN);
    assert_equal_string("problem", r.problem, "Duplicate user class names: First is defined twice");
    user_classes_free(&r.classes);
    assert_int_equal(user_classes_read(&r.classes, NULL, 0, &filter, r.problem), CLASSES_NONE);
    user_classes_free(&r.classes);
}

static void a_set_that_contains_itself_is_found(void **state)
{
    static cic_task tasks[2] = {{1, "again"}};
    static const cic_task_set endless = {.name = "endless", .tasks = tasks};
    static const cic_user_class c = CIC_USER(.name = "X", .tasks = tasks);

    tasks[0].set = &endless;
    assert_problem(&c, CLASSES_BROKEN, "nested too deep, or contain themselves");
}

/* ---- choosing ---- */

#define PICKS 100000

static const struct task_list *tasks_of(struct reading *r, const cic_user_class *c)
{
    struct class_filter filter = {0};

    assert_int_equal(user_classes_read(&r->classes, &c, 1, &filter, r->problem), CLASSES_FINE);
    return r->classes.at[0].tasks;
}

static void tasks_are_chosen_by_weight(void **state)
{
    static const double weights[] = {30, 50, 20, 0.5, 1e-3, 7};
    const cic_user_class c = CIC_USER(.name = "X", .tasks = CIC_TASKS({30, "0", run_a}, {50, "1", run_a}, {20, "2", run_a},
                                                                      {0.5, "3", run_a}, {1e-3, "4", run_a}, {7, "5", run_a}));
    size_t picked[COUNT(weights)] = {0};
    double sum = 0, chi_squared = 0;
    struct random random;
    struct reading r;
    const struct task_list *list = tasks_of(&r, &c);
    uint64_t turn = 0;

    random_init(&random, /* seed */ 20, 0);
    for (int i = 0; i < PICKS; i++)
        picked[task_list_pick(list, &random, &turn)->name[0] - '0']++;
    for (size_t i = 0; i < COUNT(weights); i++)
        sum += weights[i];
    for (size_t i = 0; i < COUNT(weights); i++) {
        double expected = PICKS * weights[i] / sum;

        chi_squared += ((double)picked[i] - expected) * ((double)picked[i] - expected) / expected;
    }
    if (chi_squared > 20.5) /* 5 degrees of freedom: once in a thousand seeds */
        fail_msg("chi-squared %g", chi_squared);
    user_classes_free(&r.classes);
}

static void a_seed_chooses_the_same_tasks_again(void **state)
{
    struct random one, other;
    struct reading r;
    const struct task_list *list = tasks_of(&r, &first);
    uint64_t turn = 0;

    random_init(&one, 4, 9);
    random_init(&other, 4, 9);
    for (int i = 0; i < 1000; i++)
        assert_ptr_equal(task_list_pick(list, &one, &turn), task_list_pick(list, &other, &turn));
    user_classes_free(&r.classes);
}

static void a_sequence_comes_in_order_over_and_over(void **state)
{
    const cic_user_class c = CIC_USER(.name = "X", .order = CIC_SEQUENCE,
                                      .tasks = CIC_TASKS({1, "a", run_a}, {3, "b", run_b}, {1, "c", run_c}));
    struct random random;
    struct reading r;
    const struct task_list *list = tasks_of(&r, &c);
    uint64_t turn = 0;
    char got[64] = "";

    random_init(&random, 1, 0);
    for (size_t i = 0; i < 12; i++)
        got[i] = task_list_pick(list, &random, &turn)->name[0];
    assert_equal_string("order", got, "abbbcabbbcab");
    user_classes_free(&r.classes);
}

TEST_MAIN(TEST(tables_become_classes), TEST(tags_keep_and_exclude_tasks), TEST(a_class_that_the_tags_leave_no_task_takes_no_part),
          TEST(a_tag_is_a_whole_word), TEST(classes_are_chosen_by_name), TEST(equal_weights_flatten_the_sets),
          TEST(mistakes_are_named), TEST(a_set_that_contains_itself_is_found), TEST(tasks_are_chosen_by_weight),
          TEST(a_seed_chooses_the_same_tasks_again), TEST(a_sequence_comes_in_order_over_and_over))
