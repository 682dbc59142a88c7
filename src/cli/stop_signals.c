/* SPDX-License-Identifier: MIT */
/* cli/stop_signals.c - see stop_signals.h */
#include "cli/stop_signals.h"

#include <signal.h>

const int stop_signals[STOP_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

bool stop_signal_is_left_alone(int signal_number)
{
    struct sigaction now;

    return signal_number == SIGHUP && sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}
