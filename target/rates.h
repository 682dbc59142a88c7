/* SPDX-License-Identifier: MIT */
/* rates.h - how many requests a minute one user may send to one endpoint
 *
 * A window opens with the first request and lasts 60 seconds; requests beyond the limit of the route get 429 with Retry-After.
 */
#ifndef TARGET_RATES_H
#define TARGET_RATES_H

#include "request.h"

struct rates;

struct rates *rates_new(void);
void rates_free(struct rates *rates);

/* Counts the request for r->identity.name. Adds X-RateLimit-Limit, -Remaining and -Reset; false, with the reply set to 429, when
 * the user has used up the window. Always true with --no-rate-limits. */
MUST_USE bool rates_admit(struct request *r, unsigned per_minute);

#endif
