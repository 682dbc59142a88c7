/* SPDX-License-Identifier: MIT */
/* cli/texts_test.c - what is made from the option table: --help, the man page, completion; and the documents beside it */
#include "support.h"

#include "cli/completion.h"
#include "cli/exit_codes.h"
#include "cli/help.h"
#include "cli/man.h"
#include "cli/option_table.h"

#define TEXT_MAXIMUM (1024 * 1024)

static void assert_has(const char *what, const struct buffer *text, const char *wanted)
{
    if (!strstr(buffer_cstring(text), wanted))
        fail_msg("%s: there is no \"%s\" in it", what, wanted);
}

static void help_fits_the_terminal(void **state)
{
    for (unsigned columns = 40; columns <= 140; columns += 10) {
        struct buffer out;
        struct text rest;

        buffer_init(&out, TEXT_MAXIMUM);
        help_write(true, columns, false, &out);
        rest = buffer_view(&out);
        while (rest.data) {
            struct text line = text_cut(&rest, '\n');

            if (line.size > columns)
                fail_msg("with %u columns this line has %zu: %.*s", columns, line.size, (int)line.size, line.data);
        }
        buffer_free(&out);
    }
}

static void the_long_help_has_everything_and_the_short_one_common_options(void **state)
{
    struct buffer all, common;
    char name[100];

    buffer_init(&all, TEXT_MAXIMUM);
    buffer_init(&common, TEXT_MAXIMUM);
    help_write(true, 100, false, &all);
    help_write(false, 100, false, &common);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &option_table[i];

        snprintf(name, sizeof name, "--%s", o->name);
        if (o->group != GROUP_HIDDEN)
            assert_has("--help-all", &all, name);
        if (o->group == GROUP_COMMON)
            assert_has("--help", &common, name);
        if (o->group != GROUP_HIDDEN && o->environment) {
            snprintf(name, sizeof name, "LOCUST_%s", o->environment);
            assert_has("--help-all", &all, name);
        }
    }
    assert_null(strstr(buffer_cstring(&common), "--ciphers"));
    assert_null(strstr(buffer_cstring(&all), "--master"));
    buffer_free(&all);
    buffer_free(&common);
}

static void colours_are_only_where_they_are_wanted(void **state)
{
    struct buffer out;

    buffer_init(&out, TEXT_MAXIMUM);
    help_write(false, 80, false, &out);
    assert_null(strchr(buffer_cstring(&out), '\x1b'));
    buffer_clear(&out);
    help_write(false, 80, true, &out);
    assert_non_null(strchr(buffer_cstring(&out), '\x1b'));
    buffer_free(&out);
}

static void the_man_page_in_docs_is_the_one_that_the_program_writes(void **state)
{
    struct buffer written, checked_in;

    buffer_init(&written, TEXT_MAXIMUM);
    buffer_init(&checked_in, TEXT_MAXIMUM);
    man_write(&written);
    test_read_file(&checked_in, TEST_SOURCE_ROOT "/docs/cicada.1");
    if (!text_equal(buffer_view(&written), buffer_view(&checked_in)))
        fail_msg("docs/cicada.1 is not up to date: write it with cicada --man");
    buffer_free(&written);
    buffer_free(&checked_in);
}

static void no_line_of_the_man_page_begins_with_an_accidental_request(void **state)
{
    static const char *const requests[] = {".\\\"", ".TH ", ".SH ", ".SS ", ".TP", ".B ", ".PP", ".br"};
    struct buffer out;
    struct text rest;

    buffer_init(&out, TEXT_MAXIMUM);
    man_write(&out);
    rest = buffer_view(&out);
    while (rest.data) {
        struct text line = text_cut(&rest, '\n');
        bool known = false;

        for (size_t i = 0; i < COUNT(requests); i++)
            known |= text_starts_with(line, text_from(requests[i]));
        if (line.size && (line.data[0] == '.' || line.data[0] == '\'') && !known)
            fail_msg("roff takes this for a request: %.*s", (int)line.size, line.data);
    }
    buffer_free(&out);
}

static void every_shell_completes_every_option(void **state)
{
    static const struct {
        const char *shell, *form;
    } shells[] = {{"bash", "--%s "}, {"zsh", "--%s"}, {"fish", " -l %s "}};

    for (size_t s = 0; s < COUNT(shells); s++) {
        struct buffer out;
        char name[100];

        buffer_init(&out, TEXT_MAXIMUM);
        completion_write(shells[s].shell, &out);
        for (size_t i = 0; i < option_count; i++) {
            if (option_table[i].group == GROUP_HIDDEN)
                continue;
            snprintf(name, sizeof name, shells[s].form, option_table[i].name);
            assert_has(shells[s].shell, &out, name);
        }
        buffer_free(&out);
    }
}

static void every_exit_code_is_documented(void **state)
{
    struct buffer document;
    char row[100];

    buffer_init(&document, TEXT_MAXIMUM);
    test_read_file(&document, TEST_SOURCE_ROOT "/docs/exit-codes.md");
    for (size_t i = 0; i < exit_code_count; i++) {
        snprintf(row, sizeof row, "\n| %d | ", exit_code_texts[i].code);
        assert_has("docs/exit-codes.md", &document, row);
    }
    buffer_free(&document);
}

TEST_MAIN(TEST(help_fits_the_terminal), TEST(the_long_help_has_everything_and_the_short_one_common_options),
          TEST(colours_are_only_where_they_are_wanted), TEST(the_man_page_in_docs_is_the_one_that_the_program_writes),
          TEST(no_line_of_the_man_page_begins_with_an_accidental_request), TEST(every_shell_completes_every_option),
          TEST(every_exit_code_is_documented))
