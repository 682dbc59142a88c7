/* SPDX-License-Identifier: MIT */
/* tests of base/mem.c */
#include "support.h"

#include <sys/wait.h>

#include "base/mem.h"

static jmp_buf escape;
static size_t missed; /* what the handler was told */

static void escape_from(size_t wanted)
{
    missed = wanted;
    longjmp(escape, 1);
}

static int restore(void **state)
{
    mem_set_handler(NULL);
    mem_fail_after(0);
    return 0;
}

static void memory_of_size_zero_is_a_pointer_of_its_own(void **state)
{
    void *a = mem_alloc(0);
    void *b = mem_zalloc(0);

    assert_non_null(a);
    assert_non_null(b);
    assert_ptr_not_equal(a, b);
    a = mem_resize(a, 0, 16);
    assert_non_null(a);
    mem_free(a);
    mem_free(b);
    mem_free(NULL);
}

static void zeroed_memory_is_zero_and_resizing_keeps_the_content(void **state)
{
    unsigned char *bytes = mem_zalloc(1000);

    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(bytes[i], 0);
    memset(bytes, 0x5a, 1000);
    bytes = mem_resize(bytes, 50, 1000);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(bytes[i], 0x5a);
    mem_free(bytes);
}

static void copies_end_in_a_zero_and_stop_at_one(void **state)
{
    char *a = mem_strdup("cicada");
    char *b = mem_strndup("cicada", 3);
    char *c = mem_strndup("ci", 100);
    char *d = mem_printf("%s-%05d", a, 42);

    assert_string_equal(a, "cicada");
    assert_string_equal(b, "cic");
    assert_string_equal(c, "ci");
    assert_string_equal(d, "cicada-00042");
    for (int size = 250; size < 260; size++) { /* around and beyond what is formatted at the first try */
        char *e = mem_printf("%0*d", size, 7);

        assert_int_equal(strlen(e), size);
        assert_int_equal(e[size - 1], '7');
        mem_free(e);
    }
    mem_free(a);
    mem_free(b);
    mem_free(c);
    mem_free(d);
}

static void the_nth_allocation_fails_once(void **state)
{
    void *volatile kept[4] = {0};
    volatile size_t made = 0;

    mem_set_handler(escape_from);
    mem_fail_after(3);
    if (setjmp(escape) == 0) {
        for (made = 0; made < 4; made++)
            kept[made] = mem_alloc(100 + made);
        fail_msg("%zu allocations were made, none failed", made);
    }
    assert_int_equal(made, 2);
    assert_int_equal(missed, 102);
    kept[2] = mem_zalloc(1); /* only once */
    for (size_t i = 0; i < 3; i++)
        mem_free(kept[i]);
}

static void each_way_to_get_memory_can_be_made_to_fail(void **state)
{
    volatile int way;
    volatile int failures = 0;

    mem_set_handler(escape_from);
    for (way = 0; way < 6; way++) {
        mem_fail_after(1);
        if (setjmp(escape) == 0) {
            void *memory = way == 0   ? mem_alloc(8)
                           : way == 1 ? mem_zalloc(8)
                           : way == 2 ? mem_resize(NULL, 2, 4)
                           : way == 3 ? (void *)mem_strdup("abcdefg")
                           : way == 4 ? (void *)mem_strndup("abcdefghijk", 7)
                                      : (void *)mem_printf("%d", 1234567);

            mem_free(memory);
            fail_msg("way %d did not fail", way);
        }
        assert_int_equal(missed, 8);
        failures++;
    }
    assert_int_equal(failures, 6);
}

static void resizing_past_the_address_space_counts_as_out_of_memory(void **state)
{
    volatile size_t half = SIZE_MAX / 2; /* volatile: the compiler would warn of the very mistake that is tested */

    mem_set_handler(escape_from);
    if (setjmp(escape) == 0) {
        mem_free(mem_resize(NULL, half, 3));
        fail_msg("the product overflowed and was not noticed");
    }
    assert_true(missed == SIZE_MAX);
}

static void without_a_handler_the_process_says_why_and_exits_with_70(void **state)
{
    char said[200] = "";
    int ends[2];
    int status = 0;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        mem_fail_after(1);
        mem_alloc(12345);
        _exit(0);
    }
    close(ends[1]);
    assert_true(read(ends[0], said, sizeof said - 1) > 0);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), MEM_EXIT_CODE);
    assert_string_equal(said, "cicada: out of memory (12345 bytes wanted)\n");
}

TEST_MAIN(TEST(memory_of_size_zero_is_a_pointer_of_its_own), TEST(zeroed_memory_is_zero_and_resizing_keeps_the_content),
          TEST(copies_end_in_a_zero_and_stop_at_one), TEST_WITH(the_nth_allocation_fails_once, NULL, restore),
          TEST_WITH(each_way_to_get_memory_can_be_made_to_fail, NULL, restore),
          TEST_WITH(resizing_past_the_address_space_counts_as_out_of_memory, NULL, restore),
          TEST(without_a_handler_the_process_says_why_and_exits_with_70))
