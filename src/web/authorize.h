/* SPDX-License-Identifier: MIT */
/* web/authorize.h - lets a request in or refuses it: the name it asks for, who is logged in, and the page it comes from
 *
 * The rules themselves are in web/access.h and web/login.h; here is what of a request they look at, and what is answered.
 */
#ifndef CICADA_WEB_AUTHORIZE_H
#define CICADA_WEB_AUTHORIZE_H

#include "web/request.h"

/* False, with a reply, when it is refused. Sets r->user. */
MUST_USE bool authorize_host(struct web_request *r);
MUST_USE bool authorize_user(struct web_request *r);
MUST_USE bool authorize_change(struct web_request *r);

#endif
