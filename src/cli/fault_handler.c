/* SPDX-License-Identifier: MIT */
/* cli/fault_handler.c - see fault_handler.h; only async-signal-safe calls from the handler on */
#include "cli/fault_handler.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "cli/exit_codes.h"
#include "cli/keys.h"
#include "fiber/fiber.h"
#include "loop/loop.h"

#define SIGNAL_STACK_SIZE (64 * KIB)

static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
static struct sigaction former[NSIG];
static const char *volatile outside; /* of users runs this */

static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));

    (void)written; /* there is nobody left to tell */
}

static void say_number(size_t number)
{
    char digits[24], *at = digits + sizeof digits;

    *--at = '\0';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    say(at);
}

static void say_where(const char *class, const char *task)
{
    say(class ? class : "the engine");
    if (task) {
        say(", task \"");
        say(task);
        say("\"");
    }
}

static void say_current(void)
{
    const char *label = NULL, *detail = NULL;

    if (fiber_current())
        fiber_get_label(fiber_current(), &label, &detail);
    say_where(label ? label : outside, detail);
}

static const char *name_fault(int number)
{
    switch (number) {
    case SIGFPE:
        return "arithmetic error (division by zero?)";
    case SIGILL:
        return "illegal instruction";
    case SIGABRT:
        return "abort() was called";
    default:
        return "access to memory that is not there";
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *label = NULL, *detail = NULL;
    size_t size = 0;

    if (number != SIGABRT && fibers_explain_fault(info->si_addr, &label, &detail, &size)) {
        say("\ncicada: stack overflow in ");
        say_where(label, detail);
        say(": raise --stack-size (it is ");
        say_number(size / KIB);
        say(" KiB), or keep large variables out of functions\n");
        _exit(EXIT_INTERNAL);
    }
    say("\ncicada: ");
    say(name_fault(number));
    say(" in ");
    say_current();
    say(fiber_current() || outside ? ": most likely a mistake in the scenario\n" : "\n");
    /* The faulting instruction runs again, and meets who was there before. */
    sigaction(number, &former[number], NULL);
}

/* Runs at each exit; only those of a task are in a fiber. */
static void on_exit_in_task(void)
{
    if (!fiber_current() && !outside)
        return;
    say("\ncicada: ");
    say_current();
    say(" called exit: the run ends without its final reports. Return CIC_STOP_TEST to end a run\n");
    _exit(EXIT_INTERNAL);
}

static void on_unheard_signal(int number, unsigned times)
{
    if (times > 1)
        _exit(EXIT_INTERNAL);
    say("\ncicada: ");
    say_current();
    say(" does not give way, so nothing else can be done. Press CTRL+C once more to end without the final reports\n");
}

static void on_watchdog(int number)
{
    say("\ncicada: ");
    say_current();
    say(number == FAULT_SIGNAL_END ? " does not give way: the run is ended, without its final reports\n"
                                   : " does not give way: nothing else can be done until it does\n");
    if (number == FAULT_SIGNAL_END)
        _exit(EXIT_INTERNAL);
}

static void obey_watchdog(void)
{
    struct sigaction action = {.sa_handler = on_watchdog, .sa_flags = SA_ONSTACK | SA_RESTART};

    sigfillset(&action.sa_mask);
    if (sigaction(FAULT_SIGNAL_NAME, &action, NULL) != 0 || sigaction(FAULT_SIGNAL_END, &action, NULL) != 0)
        say("cicada: a task that does not give way will not be told\n");
}

void fault_handler_runs(const char *what)
{
    outside = what;
}

void fault_handler_install(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    static char stack[SIGNAL_STACK_SIZE];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};

    loop_on_unheard_signal(on_unheard_signal);
    if (atexit(on_exit_in_task) != 0)
        say("cicada: an exit in a task will not be told\n");
    sigemptyset(&action.sa_mask);
    if (sigaltstack(&alternative, NULL) != 0)
        return; /* faults are then as bare as without us */
    obey_watchdog();
    for (size_t i = 0; i < COUNT(faults); i++)
        if (sigaction(faults[i], &action, &former[faults[i]]) != 0)
            former[faults[i]].sa_handler = SIG_DFL;
}
