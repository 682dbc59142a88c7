/* SPDX-License-Identifier: MIT */
/* tests of base/log.c: what arrives in a file, and on stderr behind a pipe */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

/* A log file in a directory of its own. */
struct fixture {
    char directory[PATH_MAX];
    char path[PATH_MAX];
    struct buffer content;
};

static int open_log(void **state)
{
    static struct fixture f;

    test_directory(f.directory);
    test_write_file(f.path, f.directory, "log", "");
    buffer_init(&f.content, 64 * MIB);
    assert_int_equal(log_open(f.path), OK);
    *state = &f;
    return 0;
}

static int close_log(void **state)
{
    struct fixture *f = *state;

    log_close();
    log_set_level(LOG_INFO);
    buffer_free(&f->content);
    test_remove_directory(f->directory);
    return 0;
}

/* What stands in the log after its prefix "...: ", of one line. */
static const char *logged(struct fixture *f)
{
    const char *message;

    buffer_clear(&f->content);
    test_read_file(&f->content, f->path);
    message = strstr(buffer_cstring(&f->content), "/test: ");
    if (!message)
        fail_msg("no message in \"%s\"", buffer_cstring(&f->content));
    return message + strlen("/test: ");
}

static void a_line_has_the_form_of_locust(void **state)
{
    struct fixture *f = *state;
    char host[256] = "";
    char pattern[600];
    regex_t form;

    gethostname(host, sizeof host - 1);
    snprintf(pattern, sizeof pattern,
             "^\\[[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3}\\] %s/WARNING/cicada\\.main: answer 42\n$",
             host);
    assert_int_equal(regcomp(&form, pattern, REG_EXTENDED | REG_NOSUB), 0);

    log_warning("cicada.main", "answer %d", 42);
    test_read_file(&f->content, f->path);
    if (regexec(&form, buffer_cstring(&f->content), 0, NULL, 0) != 0)
        fail_msg("got \"%s\", wanted %s", buffer_cstring(&f->content), pattern);
    regfree(&form);
}

static void lines_below_the_level_are_dropped(void **state)
{
    struct fixture *f = *state;

    log_set_level(LOG_ERROR);
    log_debug("test", "debug");
    log_info("test", "info");
    log_warning("test", "warning");
    log_plain("plain\n");
    log_error("test", "error");
    assert_string_equal(logged(f), "error\n");
    assert_null(strstr(buffer_cstring(&f->content), "plain"));
}

static void levels_are_read_in_any_case(void **state)
{
    enum log_level level = LOG_INFO;

    assert_true(log_parse_level("debug", &level));
    assert_int_equal(level, LOG_DEBUG);
    assert_true(log_parse_level("Critical", &level));
    assert_int_equal(level, LOG_CRITICAL);
    assert_false(log_parse_level("WARN", &level));
    assert_false(log_parse_level("", &level));
    assert_int_equal(level, LOG_CRITICAL);
}

static void what_could_drive_a_terminal_is_escaped(void **state)
{
    log_info("test", "%s",
             "a\x1b[2Jb\r\nc\td\x7f"
             "e \xc2\x9b"
             "f \xff g \xe2\x82\xac \xc3\xa9");
    assert_string_equal(logged(*state), "a\\x1b[2Jb\\x0d\\x0ac\\x09d\\x7fe \\xc2\\x9bf \\xff g \xe2\x82\xac \xc3\xa9\n");
}

static void a_message_too_long_is_cut_and_says_so(void **state)
{
    static char text[3 * LIMIT_LOG_MESSAGE];
    const char *message;

    memset(text, '\x1b', sizeof text - 1); /* takes the most room */
    log_info("test", "%s", text);
    message = logged(*state);
    assert_int_equal(strlen(message), 4 * (LIMIT_LOG_MESSAGE - 4) + strlen("...\n"));
    assert_string_equal(message + strlen(message) - 7, "x1b...\n");
}

static void a_logger_of_any_length_leaves_the_message_whole(void **state)
{
    static char logger[5000];
    struct fixture *f = *state;

    memset(logger, 'l', sizeof logger - 1);
    log_info(logger, "%s", "message");
    test_read_file(&f->content, f->path);
    assert_string_equal(buffer_cstring(&f->content) + f->content.size - 8, "message\n");
}

static void plain_text_has_no_prefix_and_one_line_end(void **state)
{
    struct fixture *f = *state;

    log_plain("Type\tName\n  GET  /\x1b\n");
    log_plain("");
    log_plain("end");
    test_read_file(&f->content, f->path);
    assert_string_equal(buffer_cstring(&f->content), "Type\tName\n  GET  /\\x1b\n\nend\n");
}

static void each_line_is_written_or_counted_as_dropped(void **state)
{
    enum { LINES = 5 * LIMIT_LOG_LINES_PER_SECOND };
    struct fixture *f = *state;
    uint64_t start = clock_now();
    unsigned written = 0, dropped = 0;
    bool hurried;

    for (int i = 0; i < LINES; i++)
        log_info("test", "line %d", i);
    hurried = clock_now() - start < NANOS_PER_SECOND;
    log_close(); /* reports what was dropped */

    test_read_file(&f->content, f->path);
    for (struct text rest = buffer_view(&f->content); rest.data;) {
        struct text line = text_cut(&rest, '\n');
        unsigned count;
        char text[256];

        snprintf(text, sizeof text, "%.*s", (int)line.size, line.data);
        if (strstr(text, "/INFO/test: line "))
            written++;
        else if (sscanf(strstr(text, "cicada.log: ") ? strstr(text, "cicada.log: ") : "", "cicada.log: %u log", &count) == 1)
            dropped += count;
    }
    assert_int_equal(written + dropped, LINES);
    if (hurried) /* touched two seconds at most */
        assert_in_range(written, LIMIT_LOG_LINES_PER_SECOND, 2 * LIMIT_LOG_LINES_PER_SECOND);
}

static void a_file_that_cannot_be_opened_is_an_error_and_changes_nothing(void **state)
{
    errno = 0;
    assert_int_equal(log_open("/nonexistent/folder/log"), ERROR_IO);
    assert_int_equal(errno, ENOENT);
    log_info("test", "still here");
    assert_string_equal(logged(*state), "still here\n");
}

static void opening_again_appends(void **state)
{
    struct fixture *f = *state;

    log_plain("first");
    assert_int_equal(log_open(f->path), OK);
    log_plain("second");
    test_read_file(&f->content, f->path);
    assert_string_equal(buffer_cstring(&f->content), "first\nsecond\n");
}

/* Puts a pipe in the place of stderr. Each write arrives as one packet. */
static int take_stderr(int *saved)
{
    int ends[2];

    assert_int_equal(pipe2(ends, O_DIRECT | O_NONBLOCK | O_CLOEXEC), 0);
    *saved = dup(STDERR_FILENO);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    close(ends[1]);
    return ends[0];
}

static void give_stderr_back(int saved)
{
    dup2(saved, STDERR_FILENO);
    close(saved);
}

static void note_hook(void *context, bool before)
{
    char **end = context;

    *(*end)++ = before ? '(' : ')';
}

static void a_line_on_stderr_is_one_write_between_calls_of_the_hook(void **state)
{
    char calls[16] = "", *end = calls;
    char packet[4096];
    ssize_t size;
    int saved;
    int reader = take_stderr(&saved);

    log_set_hook(note_hook, &end);
    log_info("test", "%01000d", 7);
    log_plain("one\ntwo\n");
    log_set_hook(NULL, NULL);
    log_info("test", "unhooked");
    give_stderr_back(saved);

    size = read(reader, packet, sizeof packet);
    assert_true(size > 1000);
    assert_int_equal(packet[0], '[');
    assert_memory_equal(packet + size - 3, "07\n", 3);
    assert_int_equal(read(reader, packet, sizeof packet), 4);
    close(reader);
    assert_string_equal(calls, "()()");
}

static void spoil_errno(void *context, bool before)
{
    errno = EXDEV;
}

static void logging_leaves_errno_to_who_asks_for_it_next(void **state)
{
    int saved, reader = take_stderr(&saved), after;

    log_set_hook(spoil_errno, NULL);
    errno = ENOENT;
    log_info("test", "%m");
    after = errno;
    log_set_hook(NULL, NULL);
    give_stderr_back(saved);
    close(reader);
    assert_int_equal(after, ENOENT);
}

static void a_stderr_that_nobody_reads_does_not_hang(void **state)
{
    uint64_t start = clock_now();
    int saved;
    int reader = take_stderr(&saved);

    for (int i = 0; i < 40; i++) /* 40 lines of 8 KB are more than the 64 KB of a pipe */
        log_info("test", "%0*d", (int)LIMIT_LOG_MESSAGE - 1, i);
    give_stderr_back(saved);
    close(reader);
    assert_true(clock_now() - start < 60 * NANOS_PER_SECOND);
}

TEST_MAIN(TEST(logging_leaves_errno_to_who_asks_for_it_next), TEST_WITH(a_line_has_the_form_of_locust, open_log, close_log),
          TEST_WITH(lines_below_the_level_are_dropped, open_log, close_log), TEST(levels_are_read_in_any_case),
          TEST_WITH(what_could_drive_a_terminal_is_escaped, open_log, close_log),
          TEST_WITH(a_message_too_long_is_cut_and_says_so, open_log, close_log),
          TEST_WITH(a_logger_of_any_length_leaves_the_message_whole, open_log, close_log),
          TEST_WITH(plain_text_has_no_prefix_and_one_line_end, open_log, close_log),
          TEST_WITH(each_line_is_written_or_counted_as_dropped, open_log, close_log),
          TEST_WITH(a_file_that_cannot_be_opened_is_an_error_and_changes_nothing, open_log, close_log),
          TEST_WITH(opening_again_appends, open_log, close_log), TEST(a_line_on_stderr_is_one_write_between_calls_of_the_hook),
          TEST(a_stderr_that_nobody_reads_does_not_hang))
