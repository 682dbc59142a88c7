/* SPDX-License-Identifier: MIT */
/* scenario/url.h - the front end for `cicada URL`: one class, one task, one request
 *
 * The class is "URL", without a wait. The request is counted under the URL's path; its body is not kept. Per request it does what
 * a scenario of one cic_get does: the URL is taken apart once, into a host and a path on it.
 */
#ifndef CICADA_SCENARIO_URL_H
#define CICADA_SCENARIO_URL_H

#include "scenario/scenario.h"

/* As scenario_open; SCENARIO_BAD_URL. The texts of `plan` must stay. */
MUST_USE enum scenario_problem url_open(struct scenario *s, const struct plan_url *plan, char *problem);

#endif
