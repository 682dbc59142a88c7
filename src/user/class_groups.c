/* SPDX-License-Identifier: MIT */
/* user/class_groups.c - see class_groups.h */
#include "user/class_groups.h"

#define BETWEEN_TAGS " ,\t"

/* The next tag of a list; empty at its end. */
static struct text next_tag(const char **tags)
{
    struct text tag;

    *tags += strspn(*tags, BETWEEN_TAGS);
    tag = (struct text){*tags, strcspn(*tags, BETWEEN_TAGS)};
    *tags += tag.size;
    return tag;
}

static uint64_t groups_of_tags(const char *tags, const struct stats_group *groups, size_t count)
{
    uint64_t bits = 0;

    for (struct text tag; tags && (tag = next_tag(&tags)).size > 0;)
        for (size_t i = 0; i < count; i++)
            if (groups[i].kind == GROUP_OF_TAG && text_equal(groups[i].pattern, tag))
                bits |= 1ULL << i;
    return bits;
}

static void group_tasks(struct task_list *list, uint64_t inherited, const struct stats_group *groups, size_t count)
{
    for (size_t i = 0; i < list->count; i++) {
        struct task *task = &list->tasks[i];

        task->groups = inherited | groups_of_tags(task->tags, groups, count);
        if (task->set)
            group_tasks(task->set, task->groups, groups, count);
    }
}

void user_classes_group(struct user_classes *classes, const struct stats_group *groups, size_t count)
{
    assert(count <= GROUPS_MAX);
    for (size_t c = 0; c < classes->count; c++) {
        struct user_class *class = &classes->at[c];

        class->groups = 0;
        for (size_t i = 0; i < count; i++)
            if (groups[i].kind == GROUP_OF_CLASS && text_equal(groups[i].pattern, text_from(class->name)))
                class->groups |= 1ULL << i;
        group_tasks(class->tasks, 0, groups, count);
    }
}

static bool is_listed(const struct buffer *list, struct text tag)
{
    struct text rest = buffer_view(list);

    while (rest.data)
        if (text_equal(text_trim(text_cut(&rest, ',')), tag))
            return true;
    return false;
}

static void list_tags(const struct task_list *list, struct buffer *out)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *tags = list->tasks[i].tags;

        for (struct text tag; tags && (tag = next_tag(&tags)).size > 0;) {
            if (is_listed(out, tag))
                continue;
            buffer_string(out, out->size > 0 ? ", " : "");
            buffer_text(out, tag);
        }
        if (list->tasks[i].set)
            list_tags(list->tasks[i].set, out);
    }
}

void user_classes_list_tags(const struct user_classes *classes, struct buffer *out)
{
    for (size_t i = 0; i < classes->count; i++)
        list_tags(classes->at[i].tasks, out);
}
