/* SPDX-License-Identifier: MIT */
/* The life of a fiber: start, end, its stack, and what is said when the stack overflows. */
#include "fiber/fiber.h"

#include <signal.h>
#include <sys/mman.h>

#include "base/limits.h"
#include "fiber_support.h"

/* ---- start and end ---- */

struct count {
    struct world *world;
    unsigned runs;
    struct fiber *seen;
};

static void run_once(void *argument)
{
    struct count *c = argument;

    c->runs++;
    c->seen = fiber_current();
}

static void fiber_runs_its_main_once_from_the_loop(void **state)
{
    struct world w = world_new(NULL);
    struct count c = {.world = &w};
    struct fiber *f = fiber_start(w.fibers, run_once, &c, "one");

    assert_int_equal(c.runs, 0);
    assert_int_equal(fibers_running(w.fibers), 1);
    assert_ptr_equal(fiber_family(f), w.fibers);
    assert_ptr_equal(fibers_loop(w.fibers), w.loop);
    assert_null(fiber_current());
    world_run(&w);
    assert_int_equal(c.runs, 1);
    assert_ptr_equal(c.seen, f);
    assert_null(fiber_current());
    assert_int_equal(fibers_running(w.fibers), 0);
    world_free(&w);
}

struct chain {
    struct fibers *fibers;
    struct fiber *seen[8]; /* the different ones */
    size_t different;
    unsigned links;
};

static void start_the_next(void *argument)
{
    struct chain *c = argument;
    size_t i = 0;

    while (i < c->different && c->seen[i] != fiber_current())
        i++;
    if (i == c->different && c->different < COUNT(c->seen))
        c->seen[c->different++] = fiber_current();
    if (++c->links < 1000)
        fiber_start(c->fibers, start_the_next, c, "next");
}

static void fibers_start_fibers_and_reuse_the_stacks_of_ended_ones(void **state)
{
    struct world w = world_new(NULL);
    struct chain c = {.fibers = w.fibers};

    fiber_start(w.fibers, start_the_next, &c, "first");
    world_run(&w);
    assert_int_equal(c.links, 1000);
    assert_int_equal(c.different, 2); /* the next one is started while the one before it still runs */
    world_free(&w);
}

static void use_floating_point(void *argument)
{
    char text[64];

    snprintf(text, sizeof text, "%.3f", *(double *)argument);
    *(double *)argument = strcmp(text, "2.500") == 0 ? 1 : 0;
}

static void library_functions_with_floating_point_work_on_a_fiber(void **state)
{
    struct world w = world_new(NULL);
    double value = 2.5;

    fiber_start(w.fibers, use_floating_point, &value, "print");
    world_run(&w);
    assert_true(value == 1);
    world_free(&w);
}

static void yield_often(void *argument)
{
    struct count *c = argument;

    for (int i = 0; i < 5; i++) {
        c->runs++;
        fiber_yield();
    }
}

static void ten_thousand_fibers_take_turns(void **state)
{
    struct world w = world_new(NULL);
    struct count c = {.world = &w};

    for (int i = 0; i < 10000; i++)
        fiber_start(w.fibers, yield_often, &c, "many");
    world_run(&w);
    assert_int_equal(c.runs, 50000);
    world_free(&w);
}

/* ---- memory ---- */

static void park_until_woken(void *argument)
{
    assert_int_equal(fiber_park(NEVER), OK);
}

struct residency {
    struct timer timer;
    struct fiber *all[500];
    size_t worst;
};

static void count_pages_and_wake(struct timer *t)
{
    struct residency *r = CONTAINER_OF(t, struct residency, timer);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    for (size_t i = 0; i < COUNT(r->all); i++) {
        unsigned char in_core[16];
        size_t count = 0;

        assert_int_equal(mincore(r->all[i]->stack.low, COUNT(in_core) * page, in_core), 0);
        for (size_t k = 0; k < COUNT(in_core); k++)
            count += in_core[k] & 1;
        r->worst = MAX(r->worst, count);
        fiber_wake(r->all[i]);
    }
}

static void parked_fiber_that_used_little_stack_holds_at_most_two_pages(void **state)
{
#ifdef HAS_ADDRESS_SANITIZER
    skip(); /* its frames are larger */
#endif
    struct world w = world_new(NULL);
    struct residency r = {.timer.fire = count_pages_and_wake};

    for (size_t i = 0; i < COUNT(r.all); i++)
        r.all[i] = fiber_start(w.fibers, park_until_woken, NULL, "parked");
    timer_start(w.loop, &r.timer, clock_now() + 5 * NANOS_PER_MILLI);
    world_run(&w);
    if (r.worst > 2)
        fail_msg("%zu pages are resident, wanted at most 2", r.worst);
    world_free(&w);
}

/* ---- depth ---- */

struct depth {
    size_t small, large, repainted, size;
};

static __attribute__((noinline)) void use_stack(size_t bytes)
{
    char block[1024];

    memset(block, (int)bytes, sizeof block);
    __asm__ volatile("" : : "r"(block) : "memory");
    if (bytes > sizeof block)
        use_stack(bytes - sizeof block);
    __asm__ volatile("" : : "r"(block) : "memory");
}

static void measure(void *argument)
{
    struct depth *d = argument;
    struct fiber *f = fiber_current();

    use_stack(2 * KIB);
    d->small = fiber_stack_used(f);
    use_stack(20 * KIB);
    d->large = fiber_stack_used(f);
    fiber_stack_repaint(f);
    d->repainted = fiber_stack_used(f);
    d->size = fiber_stack_size(f);
}

static void depth_of_a_stack_is_measured_on_request(void **state)
{
    struct world w = world_new(&(struct fibers_options){.stack_size = 128 * KIB, .measure_stacks = true});
    struct depth d;

    fiber_start(w.fibers, measure, &d, "measured");
    world_run(&w);
    if (d.small < 2 * KIB || d.large < 20 * KIB || d.large < d.small + 10 * KIB || d.repainted >= d.large - 10 * KIB)
        fail_msg("used %zu, then %zu, after repainting %zu", d.small, d.large, d.repainted);
    assert_int_equal(d.size, 128 * KIB);
    world_free(&w);

    w = world_new(&(struct fibers_options){.stack_size = 128 * KIB});
    fiber_start(w.fibers, measure, &d, "not measured");
    world_run(&w);
    assert_int_equal(d.large, 0);
    world_free(&w);
}

/* ---- overflow ---- */

static _Alignas(16) char handler_stack[256 * 1024];

static void explain(int number, siginfo_t *info, void *context)
{
    const char *label = NULL, *detail = NULL;
    size_t size = 0;

    if (!fibers_explain_fault(info->si_addr, &label, &detail, &size))
        _exit(1);
    if (!label || strcmp(label, "ShopUser") != 0 || !detail || strcmp(detail, "checkout") != 0)
        _exit(2);
    _exit(size == 256 * KIB ? 42 : 3);
}

static void recurse_without_end(void *argument)
{
    fiber_set_label(fiber_current(), "ShopUser", "checkout");
    use_stack(SIZE_MAX);
}

static void overflow_in_a_child(void)
{
    struct world w = world_new(&(struct fibers_options){.stack_size = 256 * KIB});
    stack_t alternative = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    struct sigaction action = {.sa_sigaction = explain, .sa_flags = SA_SIGINFO | SA_ONSTACK};

    sigaltstack(&alternative, NULL);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    for (int i = 0; i < 10; i++)
        fiber_start(w.fibers, park_until_woken, NULL, "other");
    fiber_start(w.fibers, recurse_without_end, NULL, "at first");
    world_run(&w);
}

static void overflow_faults_in_the_guard_and_is_explained_by_the_labels(void **state)
{
    int status = status_of_child(overflow_in_a_child);

    if (!WIFEXITED(status) || WEXITSTATUS(status) != 42)
        fail_msg("the child ended with status %#x, wanted exit code 42", status);
}

static void do_nothing(void *argument)
{
}

static void explaining_an_address_of_no_guard_is_declined(void **state)
{
    struct world w = world_new(NULL);
    const char *label, *detail;
    size_t size;
    struct fiber *f = fiber_start(w.fibers, do_nothing, NULL, "bystander");

    assert_false(fibers_explain_fault(NULL, &label, &detail, &size));
    assert_false(fibers_explain_fault(&w, &label, &detail, &size));
    assert_false(fibers_explain_fault(f, &label, &detail, &size));
    world_run(&w);
    world_free(&w);
}

static void damage_the_stack_and_end(void *argument)
{
    memset(fiber_current()->stack.low, 0, 64);
}

static void damage_the_stack_and_change_the_task(void *argument)
{
    memset(fiber_current()->stack.low, 0, 64);
    fiber_set_label(fiber_current(), "next", NULL);
    _exit(1);
}

static void run_without_guards(fiber_main *main)
{
    struct world w = world_new(NULL);

    stack_pool_free(w.fibers->stacks);
    w.fibers->stacks = stack_pool_new(256 * KIB, STACK_GUARD_PATTERN);
    fiber_start(w.fibers, main, NULL, "careless");
    world_run(&w);
}

static void overflow_until_the_end(void)
{
    run_without_guards(damage_the_stack_and_end);
}

static void overflow_until_the_next_task(void)
{
    run_without_guards(damage_the_stack_and_change_the_task);
}

static void overflow_without_a_guard_ends_the_process_at_the_next_task_or_the_end(void **state)
{
    int status = status_of_child(overflow_until_the_end);

    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    status = status_of_child(overflow_until_the_next_task);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

TEST_MAIN(TEST(fiber_runs_its_main_once_from_the_loop), TEST(fibers_start_fibers_and_reuse_the_stacks_of_ended_ones),
          TEST(library_functions_with_floating_point_work_on_a_fiber), TEST(ten_thousand_fibers_take_turns),
          TEST(parked_fiber_that_used_little_stack_holds_at_most_two_pages), TEST(depth_of_a_stack_is_measured_on_request),
          TEST(overflow_faults_in_the_guard_and_is_explained_by_the_labels), TEST(explaining_an_address_of_no_guard_is_declined),
          TEST(overflow_without_a_guard_ends_the_process_at_the_next_task_or_the_end))
