/* SPDX-License-Identifier: MIT */
/* cli/fault_handler.c - see fault_handler.h; only async-signal-safe calls from the handler on */
#include "cli/fault_handler.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "cli/exit_codes.h"
#include "fiber/fiber.h"

#define SIGNAL_STACK_SIZE (64 * KIB)

static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
static struct sigaction former[NSIG];

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

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *label = NULL, *detail = NULL;
    size_t size = 0;

    if (fibers_explain_fault(info->si_addr, &label, &detail, &size)) {
        say("\ncicada: stack overflow in ");
        say_where(label, detail);
        say(": raise --stack-size (it is ");
        say_number(size / KIB);
        say(" KiB), or keep large variables out of functions\n");
        _exit(EXIT_INTERNAL);
    }
    if (fiber_current())
        fiber_get_label(fiber_current(), &label, &detail);
    say("\ncicada: ");
    say(number == SIGFPE   ? "arithmetic error (division by zero?)"
        : number == SIGILL ? "illegal instruction"
                           : "access to memory that is not there");
    say(" in ");
    say_where(label, detail);
    say(label ? ": most likely a mistake in the scenario\n" : "\n");
    /* The faulting instruction runs again, and meets who was there before. */
    sigaction(number, &former[number], NULL);
}

void fault_handler_install(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    static char stack[SIGNAL_STACK_SIZE];
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};

    sigemptyset(&action.sa_mask);
    if (sigaltstack(&alternative, NULL) != 0)
        return; /* faults are then as bare as without us */
    for (size_t i = 0; i < COUNT(faults); i++)
        if (sigaction(faults[i], &action, &former[faults[i]]) != 0)
            former[faults[i]].sa_handler = SIG_DFL;
}
