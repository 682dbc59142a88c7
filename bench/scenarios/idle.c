/* SPDX-License-Identifier: MIT */
/* idle.c - users that fetch one page and then keep their connection for an hour: what a connected user costs in memory */
#include <cicada.h>

static int get(cic_user *u)
{
    cic_get(u, "/");
    return CIC_OK;
}

static const cic_user_class idle = CIC_USER(.name = "Idle", .wait = CIC_CONSTANT(3600), .tasks = CIC_TASKS({1, "get", get}));

CIC_SCENARIO(.users = CIC_USERS(&idle));
