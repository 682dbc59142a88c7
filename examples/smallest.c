/* SPDX-License-Identifier: MIT */
/* smallest.c - a whole load test in three lines: users that ask whether the server is well and wait a second or two
 *
 *     cicada -f examples/smallest.c -H http://localhost:8000 -u 10 -r 5 -t 30s --headless
 */
#include <cicada.h>

/* clang-format off */
static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static const cic_user_class user = CIC_USER(.name = "User", .wait = CIC_BETWEEN(1, 2), .tasks = CIC_TASKS({1, "health", health}));
CIC_SCENARIO(.users = CIC_USERS(&user));
