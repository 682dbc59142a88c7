/* SPDX-License-Identifier: MIT */
/* class_groups_test.c - which bits classes and tasks get, and which tags there are */
#include "user/class_groups.h"

#include "support.h"

static int nothing(cic_user *u)
{
    return CIC_OK;
}

static const cic_task_set inner = {.name = "inner",
                                   .tasks = CIC_TASKS({1, "deep", nothing, .tags = "slow"}, {1, "plain", nothing})};
static const cic_user_class first = CIC_USER(.name = "First", .tasks = CIC_TASKS({1, "a", nothing, .tags = "read, fast"},
                                                                                 {1, "set", .tags = "write", .set = &inner}));
static const cic_user_class second = CIC_USER(.name = "Second", .tasks = CIC_TASKS({1, "b", nothing, .tags = "read"}));
static const cic_user_class *const both[] = {&first, &second};

static void read_classes(struct user_classes *classes)
{
    static const struct class_filter all;
    char problem[512] = "";

    if (user_classes_read(classes, both, COUNT(both), &all, problem) != CLASSES_FINE)
        fail_msg("%s", problem);
}

static void classes_and_tasks_get_the_bits_of_their_names_and_tags(void **state)
{
    static const struct stats_group groups[] = {{GROUP_OF_CLASS, TEXT("Second")}, {GROUP_OF_TAG, TEXT("read")},
                                                {GROUP_OF_TAG, TEXT("write")},    {GROUP_OF_TAG, TEXT("slow")},
                                                {GROUP_OF_NAMES, TEXT("*")},      {GROUP_OF_TAG, TEXT("Read")}};
    struct user_classes classes;

    read_classes(&classes);
    user_classes_group(&classes, groups, COUNT(groups));
    assert_equal_u64("First", classes.at[0].groups, 0);
    assert_equal_u64("Second", classes.at[1].groups, 1 << 0);
    assert_equal_u64("a", classes.at[0].tasks->tasks[0].groups, 1 << 1);
    assert_equal_u64("set", classes.at[0].tasks->tasks[1].groups, 1 << 2);
    assert_equal_u64("deep", classes.at[0].tasks->tasks[1].set->tasks[0].groups, 1 << 2 | 1 << 3);
    assert_equal_u64("plain", classes.at[0].tasks->tasks[1].set->tasks[1].groups, 1 << 2);
    user_classes_group(&classes, NULL, 0);
    assert_equal_u64("none", classes.at[1].groups | classes.at[0].tasks->tasks[0].groups, 0);
    user_classes_free(&classes);
}

static void each_tag_is_listed_once(void **state)
{
    struct user_classes classes;
    struct buffer out;

    read_classes(&classes);
    buffer_init(&out, 1000);
    user_classes_list_tags(&classes, &out);
    assert_equal_string("tags", buffer_cstring(&out), "read, fast, write, slow");
    buffer_free(&out);
    user_classes_free(&classes);
}

TEST_MAIN(TEST(classes_and_tasks_get_the_bits_of_their_names_and_tags), TEST(each_tag_is_listed_once))
