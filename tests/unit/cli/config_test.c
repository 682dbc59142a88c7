/* SPDX-License-Identifier: MIT */
/* cli/config_test.c - what configuration files may look like, in both syntaxes, and how mistakes in them are named */
#include "support.h"

#include "cli/config_lines.h"
#include "cli/config_toml.h"

/* "NAME=VALUE NAME ...", or the message. `table` NULL: not TOML. */
static const char *read_text(const char *content, size_t size, const char *table)
{
    static char out[4096];
    char problem[OPTION_PROBLEM] = "";
    struct arena arena = {0};
    struct settings settings = {.arena = &arena};
    struct text t = {content, size};
    bool fine = table ? config_toml_read(&settings, "f.toml", t, table, problem)
                      : config_lines_read(&settings, "f.conf", t, problem);
    size_t used = 0;

    out[0] = '\0';
    if (!fine)
        snprintf(out, sizeof out, "%s", problem);
    for (size_t i = 0; fine && i < settings.count; i++) {
        const struct setting *s = &settings.at[i];

        used += (size_t)snprintf(out + used, sizeof out - used, "%s%s%s%s", i ? " " : "", s->option->name, s->value ? "=" : "",
                                 s->value ? s->value : "");
    }
    arena_reset(&arena);
    return out;
}

#define assert_lines(content, wanted) assert_equal_string(content, read_text(content, strlen(content), NULL), wanted)
#define assert_toml(content, wanted)  assert_equal_string(content, read_text(content, strlen(content), "locust"), wanted)
#define IN_TABLE                      "[tool.locust]\n"

static void keys_and_values_are_separated_as_configargparse_allows(void **state)
{
    assert_lines("users = 5\n", "users=5");
    assert_lines("users=5", "users=5");
    assert_lines("users: 5", "users=5");
    assert_lines("users 5", "users=5");
    assert_lines("--users 5", "users=5");
    assert_lines("  users\t=\t5  \r\n", "users=5");
    assert_lines("headless", "headless");
    assert_lines("headless = true", "headless=true");
    assert_lines("host = http://a:1/b", "host=http://a:1/b");
    assert_lines("csv =\n", "csv=");
}

static void comments_and_sections_say_nothing(void **state)
{
    assert_lines("# users = 1\n; users = 2\n[section]\n---\n\n   \nusers = 3", "users=3");
    assert_lines("users = 3 # three", "users=3");
    assert_lines("users = 3 ; three", "users=3");
    assert_lines("headless # yes", "headless");
    assert_lines("csv = a#b", "csv=a#b");
    assert_lines("csv = # nothing", "csv=");
}

static void quotes_are_dropped_and_keep_what_is_in_them(void **state)
{
    assert_lines("csv = \"a # b\"", "csv=a # b");
    assert_lines("csv = 'a b' # c", "csv=a b");
    assert_lines("csv = \"a", "csv=\"a");
    assert_lines("csv = \"a\" b", "csv=\"a\" b");
    assert_lines("csv = \"\"", "csv=");
}

static void lists_may_be_bracketed_or_json(void **state)
{
    assert_lines("tags = [a, b]", "tags=a b ");
    assert_lines("tags = [\"a\", \"b\"]", "tags=a b ");
    assert_lines("tags = a b", "tags=a b ");
    assert_lines("header = [\"A: 1, 2\", \"B: 3\"]", "header=A: 1, 2 header=B: 3");
    assert_lines("header = A: 1\nheader = B: 2", "header=A: 1 header=B: 2");
    assert_lines("users = [1, 2]", "f.conf line 1: the elements of a list have to be texts");
    assert_lines("tags = [\xe9, b]", "tags=\xe9 b ");
    assert_lines("users = [a, b]", "f.conf line 1: users: takes one value, not a list");
}

static void mistakes_in_lines_are_named_with_their_line(void **state)
{
    assert_lines("users = 1\nusres = 2", "f.conf line 2: unknown option 'usres'. Did you mean 'users'?");
    assert_lines("frobnicate", "f.conf line 1: unknown option 'frobnicate'");
    assert_lines("users", "f.conf line 1: users: a value is missing");
    assert_lines("= 5", "f.conf line 1: write it as \"option = value\"");
    assert_lines("users;5", "f.conf line 1: write it as \"option = value\"");
    assert_lines("config = other.conf", "f.conf line 1: config: works only on the command line");
    assert_equal_string("NUL", read_text("users\0= 5", 9, NULL), "f.conf: not a text file");
}

static void tables_are_found_however_they_are_written(void **state)
{
    assert_toml("[tool.locust]\nusers = 5\nheadless = true\n", "users=5 headless=true");
    assert_toml("[ tool . \"locust\" ]\nusers = 5", "users=5");
    assert_toml("[tool]\nlocust.users = 5", "users=5");
    assert_toml("tool.locust.users = 5", "users=5");
    assert_toml("[tool]\nlocust = { users = 5, headless = true }", "users=5 headless=true");
    assert_toml("[tool.other]\nusers = 5\n[tool.locust.sub]\nusers = 6\n[locust]\nusers = 7", "");
    assert_toml("", "");
}

static void values_are_read_as_toml_writes_them(void **state)
{
    assert_toml(IN_TABLE "run-time = \"1m\"", "run-time=1m");
    assert_toml(IN_TABLE "spawn-rate = 2.5 # a comment", "spawn-rate=2.5");
    assert_toml(IN_TABLE "csv = 'a\\b'", "csv=a\\b");
    assert_toml(IN_TABLE "csv = \"a\\tb\\u00e9\\U0001F600\\\"\"", "csv=a\tb\xc3\xa9\xf0\x9f\x98\x80\"");
    assert_toml(IN_TABLE "csv = \"\"\"\nab\\\n   c\"\"\"", "csv=abc");
    assert_toml(IN_TABLE "csv = '''\na\"\"\"b'''", "csv=a\"\"\"b");
    assert_toml(IN_TABLE "csv = \"\"\"a\"\"\"\"\"", "csv=a\"\"");
    assert_toml(IN_TABLE "tags = [\n  \"a\", # one\n  \"b\",\n]\n", "tags=a b ");
    assert_toml(IN_TABLE "header = [\"A: 1\", \"B: 2\"]", "header=A: 1 header=B: 2");
    assert_toml(IN_TABLE "\"users\" = 5", "users=5");
    assert_toml(IN_TABLE "users = 5\r\n", "users=5");
}

static void everything_else_in_the_file_is_walked_past(void **state)
{
    assert_toml("[project]\nname = \"x\"\ndescription = \"\"\"\n[tool.locust]\nusers = 1\n\"\"\"\n"
                "dates = [1979-05-27 07:32:00Z, 1979-05-27T07:32:00]\n[[a.b]]\nx = {y = [1, {z = 0x1F}], w = -inf}\n" IN_TABLE
                "users = 2\n",
                "users=2");
}

static void mistakes_in_toml_are_named_with_their_line(void **state)
{
    assert_toml(IN_TABLE "usres = 5", "f.toml line 2: unknown option 'usres'. Did you mean 'users'?");
    assert_toml(IN_TABLE "users = [1, 2]", "f.toml line 2: users: takes one value, not a list");
    assert_toml(IN_TABLE "users = {a = 1}", "f.toml line 2: an option cannot be a table");
    assert_toml(IN_TABLE "csv = \"a", "f.toml line 2: a string does not end");
    assert_toml(IN_TABLE "csv = \"a\nb\"", "f.toml line 2: a string does not end");
    assert_toml(IN_TABLE "csv = \"\\q\"", "f.toml line 2: an unknown escape");
    assert_toml(IN_TABLE "csv = \"\\u0000\"", "f.toml line 2: a bad \\u escape");
    assert_toml(IN_TABLE "csv = \"\\ud800\"", "f.toml line 2: a bad \\u escape");
    assert_toml(IN_TABLE "tags = [1, 2", "f.toml line 2: an array does not end");
    assert_toml(IN_TABLE "users 5", "f.toml line 2: \"=\" is missing");
    assert_toml(IN_TABLE "users = 5 6", "f.toml line 2: something follows where the line should end");
    assert_toml("[tool.locust\nusers = 5", "f.toml line 1: \"]\" is missing");
    assert_toml(IN_TABLE "= 5", "f.toml line 2: a key or a value is missing");
}

static void nesting_has_a_limit(void **state)
{
    char content[256] = "x = ";

    memset(content + 4, '[', 200);
    assert_toml(content, "f.toml line 1: nested too deep");
}

TEST_MAIN(TEST(keys_and_values_are_separated_as_configargparse_allows), TEST(comments_and_sections_say_nothing),
          TEST(quotes_are_dropped_and_keep_what_is_in_them), TEST(lists_may_be_bracketed_or_json),
          TEST(mistakes_in_lines_are_named_with_their_line), TEST(tables_are_found_however_they_are_written),
          TEST(values_are_read_as_toml_writes_them), TEST(everything_else_in_the_file_is_walked_past),
          TEST(mistakes_in_toml_are_named_with_their_line), TEST(nesting_has_a_limit))
