/* SPDX-License-Identifier: MIT */
/* cli/web_driver.h - the web UI of a session: what the server asks for (struct web_driver), done with the session's runs
 *
 * Not here: the form (cli/web_form.h), the curve of a start (cli/load_curve.h).
 */
#ifndef CICADA_CLI_WEB_DRIVER_H
#define CICADA_CLI_WEB_DRIVER_H

#include "cli/exit_codes.h"
#include "cli/options.h"

struct session;

/* May the UI be served as the options say? Says what is wrong itself; fine without the UI. */
MUST_USE enum exit_code web_driver_check(struct cli_options *options);

/* Serves it for the session, whose run is settled. Says what is wrong itself; web_driver_close is needed in any case. */
MUST_USE enum exit_code web_driver_open(struct session *s);
void web_driver_close(struct session *s);

#endif
