/* SPDX-License-Identifier: MIT */
/* one_task.c - users that fetch one page over and over, without waiting: what a scripted request costs */
#include <cicada.h>

static int get(cic_user *u)
{
    cic_get(u, "/");
    return CIC_OK;
}

static const cic_user_class one_task = CIC_USER(.name = "OneTask", .tasks = CIC_TASKS({1, "get", get}));

CIC_SCENARIO(.users = CIC_USERS(&one_task));
