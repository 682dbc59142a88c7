/* SPDX-License-Identifier: MIT */
/* waiting.c - users that do nothing and wait, over and over: what a waiting user costs in memory, and its timer in CPU time */
#include <cicada.h>

static int nothing(cic_user *u)
{
    (void)u;
    return CIC_OK;
}

static const cic_user_class waiting = CIC_USER(.name = "Waiting", .wait = CIC_BETWEEN(5, 15),
                                               .tasks = CIC_TASKS({1, "nothing", nothing}));

CIC_SCENARIO(.users = CIC_USERS(&waiting));
