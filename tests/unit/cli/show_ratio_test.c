/* SPDX-License-Identifier: MIT */
/* cli/show_ratio_test.c - the texts are those that Locust prints for the same classes and weights */
#include "support.h"

#include "cli/show_ratio.h"

static int nothing(cic_user *u)
{
    return CIC_OK;
}

static const cic_task_set browsing = {.name = "browsing", .tasks = CIC_TASKS({1, "search", nothing}, {3, "look", nothing})};
static const cic_user_class shopper = CIC_USER(.name = "Shopper", .weight = 3,
                                               .tasks = CIC_TASKS({1, "buy", nothing},
                                                                  {.weight = 1, .name = "browsing", .set = &browsing}));
static const cic_user_class admin = CIC_USER(.name = "Admin", .tasks = CIC_TASKS({1, "report", nothing}));
static const cic_user_class lonely = CIC_USER(.name = "Lonely", .fixed_count = 1, .tasks = CIC_TASKS({1, "sit", nothing}));

/* Compares what is printed for these classes. Blanks at the ends of lines, which Locust prints, are kept out of `wanted`. */
static void assert_printed(void (*print)(const struct user_classes *, uint32_t, struct buffer *),
                           const cic_user_class *const *classes, size_t count, uint32_t users, const char *wanted)
{
    struct class_filter filter = {0};
    struct user_classes read;
    char problem[512];
    struct buffer out, trimmed;
    struct text rest;

    assert_int_equal(user_classes_read(&read, classes, count, &filter, problem), CLASSES_FINE);
    buffer_init(&out, 65536);
    buffer_init(&trimmed, 65536);
    print(&read, users, &out);
    rest = buffer_view(&out);
    while (rest.data && rest.size) {
        struct text line = text_cut(&rest, '\n');

        while (line.size && line.data[line.size - 1] == ' ')
            line.size--;
        buffer_text(&trimmed, line);
        buffer_byte(&trimmed, '\n');
    }
    assert_equal_string("printed", buffer_cstring(&trimmed), wanted);
    buffer_free(&out);
    buffer_free(&trimmed);
    user_classes_free(&read);
}

#define RULE "--------------------------------------------------------------------------------\n"

static void ratios_follow_the_weights(void **state)
{
    static const cic_user_class *const classes[] = {&shopper, &admin};

    assert_printed(show_ratio, classes, COUNT(classes), 0,
                   "\n Task ratio per User class\n" RULE
                   " 75.0       Shopper\n   50.0       buy\n   50.0       browsing\n     25.0       search\n"
                   "     75.0       look\n 25.0       Admin\n   100.0      report\n"
                   "\n Total task ratio\n" RULE
                   " 75.0       Shopper\n   37.5       buy\n   37.5       browsing\n     9.4        search\n"
                   "     28.1       look\n 25.0       Admin\n   25.0       report\n");
}

static void fixed_counts_come_first(void **state)
{
    static const cic_user_class *const classes[] = {&admin, &lonely};

    assert_printed(
        show_ratio, classes, COUNT(classes), 4,
        "\n Task ratio per User class\n" RULE " 75.0       Admin\n   100.0      report\n 25.0       Lonely\n   100.0      sit\n"
        "\n Total task ratio\n" RULE " 75.0       Admin\n   75.0       report\n 25.0       Lonely\n   25.0       sit\n");
}

static void json_has_the_same_numbers(void **state)
{
    static const cic_user_class *const classes[] = {&admin};

    assert_printed(show_ratio_json, classes, COUNT(classes), 0,
                   "{\n    \"per_class\": {\n        \"Admin\": {\n            \"ratio\": 1.0,\n            \"tasks\": {\n       "
                   "         \"report\": {\n"
                   "                    \"ratio\": 1.0\n                }\n            }\n        }\n    },\n    \"total\": {\n  "
                   "      \"Admin\": {\n"
                   "            \"ratio\": 1.0,\n            \"tasks\": {\n                \"report\": {\n                    "
                   "\"ratio\": 1.0\n"
                   "                }\n            }\n        }\n    }\n}\n");
}

TEST_MAIN(TEST(ratios_follow_the_weights), TEST(fixed_counts_come_first), TEST(json_has_the_same_numbers))
