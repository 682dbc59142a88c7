/* SPDX-License-Identifier: MIT */
/* auth.h - finds out who sends a request, as far as its route needs to know */
#ifndef TARGET_AUTH_H
#define TARGET_AUTH_H

#include "route.h"

/* Fills r->identity by `needs` (enum route_needs). False, with the reply set, when the request may not pass:
 *     401 {"detail": ...}                  no token where one is needed, or one that is refused
 *     403 {"detail": "API key required"}   no API key, or an unknown one
 *     403 {"detail": ...}                  a user's token where an administrator's is needed
 */
MUST_USE bool auth_identify(struct request *r, unsigned needs);

#endif
