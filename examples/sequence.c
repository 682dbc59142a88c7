/* SPDX-License-Identifier: MIT */
/* sequence.c - task sets inside of task sets: a visitor who browses, and now and then goes through a checkout step by step
 *
 * A user enters a set when its turn comes, and stays until one of its tasks returns CIC_LEAVE. Tasks of a CIC_SEQUENCE come in
 * the order in which they are written, the others by weight. It runs against the target server that comes with Cicada.
 */
#include <cicada.h>

static int get(cic_user *u, const char *name)
{
    cic_get(u, "/_delay/5", .name = name);
    return CIC_OK;
}

static int front_page(cic_user *u)
{
    return get(u, "front page");
}

/* ---- the checkout: three steps in order, then back ---- */

static int cart(cic_user *u)
{
    return get(u, "cart");
}

static int address(cic_user *u)
{
    return get(u, "address");
}

static int confirm(cic_user *u)
{
    get(u, "confirm");
    return CIC_LEAVE; /* the step after the last would be the first again */
}

static int began_checkout(cic_user *u)
{
    cic_group_begin(u, "begin");
    get(u, "session");
    cic_group_end(u);
    return CIC_OK;
}

static const cic_task_set checkout = {.name = "checkout",
                                      .order = CIC_SEQUENCE,
                                      .on_start = began_checkout,
                                      .wait = CIC_BETWEEN(0.1, 0.3),
                                      .tasks = CIC_TASKS({1, "cart", cart}, {1, "address", address}, {1, "confirm", confirm})};

/* ---- the catalogue: by weight, with the checkout inside ---- */

static int search(cic_user *u)
{
    return get(u, "search");
}

static int product(cic_user *u)
{
    return get(u, "product");
}

static int go_home(cic_user *u)
{
    (void)u;
    return CIC_LEAVE;
}

static const cic_task_set catalogue = {
    .name = "catalogue",
    .tasks = CIC_TASKS({3, "search", search}, {6, "product", product}, {1, "checkout", .set = &checkout}, {1, "home", go_home})};

static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(0.2, 0.8),
                                               .tasks = CIC_TASKS({1, "front page", front_page},
                                                                  {2, "catalogue", .set = &catalogue}));

CIC_SCENARIO(.host = "http://localhost:8000", .users = CIC_USERS(&visitor));
