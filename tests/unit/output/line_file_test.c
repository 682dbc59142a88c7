/* SPDX-License-Identifier: MIT */
/* output/line_file_test.c - lines in their order, and what is said when they cannot be written */
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/limits.h"
#include "output/line_file.h"

static char directory[PATH_MAX], path[PATH_MAX + 32], problem[512];
static struct buffer content;

static int set_up(void **state)
{
    test_directory(directory);
    snprintf(path, sizeof path, "%s/made/lines", directory);
    buffer_init(&content, 256 * MIB);
    problem[0] = '\0';
    return 0;
}

static int clean_up(void **state)
{
    buffer_free(&content);
    test_remove_directory(directory);
    return 0;
}

static void pause_millis(long millis)
{
    nanosleep(&(struct timespec){.tv_nsec = millis * (long)NANOS_PER_MILLI}, NULL);
}

static struct line_file *open_lines(const char *at)
{
    struct line_file *file = NULL;

    if (line_file_open(&file, at, problem, sizeof problem) != OK)
        fail_msg("%s", problem);
    return file;
}

static void put(struct line_file *file, uint64_t number)
{
    buffer_printf(line_file_buffer(file), "line %" PRIu64 "\n", number);
    line_file_put(file, 1);
}

static void lines_are_in_the_file_in_their_order(void **state)
{
    struct line_file *file = open_lines(path);
    struct line_file_state end;
    struct text rest;
    char wanted[40];
    uint64_t lines = 200000, line = 0;

    for (uint64_t i = 0; i < lines; i++)
        put(file, i);
    line_file_close(file, &end);
    assert_equal_u64("entries", end.entries, lines);
    assert_equal_u64("lost", end.lost, 0);
    assert_int_equal(line_file_judge(end, path, "lines", problem, sizeof problem), OK);
    test_read_file(&content, path);
    for (rest = buffer_view(&content); rest.size > 0; line++) {
        snprintf(wanted, sizeof wanted, "line %" PRIu64, line);
        assert_true(text_equal(text_cut(&rest, '\n'), text_from(wanted)));
    }
    assert_equal_u64("lines", line, lines);
}

static void what_was_flushed_can_be_read_while_the_run_goes_on(void **state)
{
    struct line_file *file = open_lines(path);
    struct line_file_state end;
    uint64_t limit = clock_now() + 30 * NANOS_PER_SECOND;
    struct stat status = {0};

    put(file, 1);
    line_file_flush(file);
    while ((stat(path, &status) != 0 || status.st_size == 0) && clock_now() < limit)
        pause_millis(1);
    assert_int_equal(status.st_size, 7);
    line_file_close(file, &end);
}

static void a_full_disk_is_counted_and_said(void **state)
{
    struct line_file *file = open_lines("/dev/full");
    struct line_file_state end;

    for (uint64_t i = 0; i < 1234; i++)
        put(file, i);
    line_file_close(file, &end);
    assert_equal_u64("lost", end.lost, 1234);
    assert_int_equal(line_file_judge(end, "/dev/full", "lines", problem, sizeof problem), ERROR_IO);
    assert_equal_string("problem", problem, "/dev/full lacks 1,234 of 1,234 lines: No space left on device");
}

/* The limit of the size of files, whose signal is ignored, stands for a disk that has room for small blocks only. */
static void after_a_loss_the_file_has_whole_blocks_only(void **state)
{
    struct line_file *file = open_lines(path);
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    struct rlimit before, small;
    struct line_file_state end;
    struct text rest;
    uint64_t in_file = 0;

    assert_int_equal(sigaction(SIGXFSZ, &ignored, NULL), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){100000, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (uint64_t i = 0; i < 50000; i++)
        put(file, i);
    line_file_flush(file);
    put(file, 50000); /* this one has room */
    line_file_close(file, &end);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(end.lost > 0 && end.lost < end.entries);
    assert_int_equal(end.reason, EFBIG);
    test_read_file(&content, path);
    for (rest = buffer_view(&content); rest.size > 0; in_file++)
        assert_true(text_starts_with(text_cut(&rest, '\n'), TEXT("line ")));
    assert_equal_u64("lines", in_file, end.entries - end.lost);
    assert_true(text_ends_with(buffer_view(&content), TEXT("\nline 50000\n")));
}

static void a_pipe_that_nobody_reads_holds_nobody_for_long(void **state)
{
    struct line_file *file;
    struct line_file_state end;
    uint64_t begun, lines = 0;
    int reader;

    snprintf(path, sizeof path, "%s/pipe", directory);
    assert_int_equal(mkfifo(path, 0600), 0);
    reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(reader >= 0);
    file = open_lines(path);
    begun = clock_now();
    for (size_t size = 0; size < 2 * LIMIT_LINE_FILE_QUEUE; size += 1000, lines++) {
        buffer_printf(line_file_buffer(file), "%998d\n", 1);
        line_file_put(file, 1);
    }
    line_file_close(file, &end);
    assert_true(clock_now() - begun < LINE_FILE_PATIENCE_NS + 20 * NANOS_PER_SECOND);
    assert_equal_u64("entries", end.entries, lines);
    assert_true(end.lost > lines / 2 && end.lost <= lines);
    assert_int_equal(line_file_judge(end, "p", "lines", problem, sizeof problem), ERROR_IO);
    assert_non_null(strstr(problem, "it takes them too slowly"));
    close(reader);
}

static void a_path_that_cannot_be_written_is_said_before_the_run(void **state)
{
    struct line_file *file = NULL;

    assert_int_equal(line_file_open(&file, directory, problem, sizeof problem), ERROR_IO);
    assert_null(file);
    assert_non_null(strstr(problem, "cannot write "));
    assert_non_null(strstr(problem, "Is a directory"));
}

#define LINE_TEST(function) TEST_WITH(function, set_up, clean_up)
TEST_MAIN(LINE_TEST(lines_are_in_the_file_in_their_order), LINE_TEST(what_was_flushed_can_be_read_while_the_run_goes_on),
          LINE_TEST(a_full_disk_is_counted_and_said), LINE_TEST(after_a_loss_the_file_has_whole_blocks_only),
          LINE_TEST(a_pipe_that_nobody_reads_holds_nobody_for_long),
          LINE_TEST(a_path_that_cannot_be_written_is_said_before_the_run))
