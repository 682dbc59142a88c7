/* SPDX-License-Identifier: MIT */
/* cli/report_again.h - the reports of a run that is over, written again: of one in the store, or in a JSON report
 *
 * Which reports is what the options say, as at the end of a run; without any the summary goes to standard output.
 */
#ifndef CICADA_CLI_REPORT_AGAIN_H
#define CICADA_CLI_REPORT_AGAIN_H

#include "cli/exit_codes.h"
#include "cli/options.h"
#include "store/store.h"

/* Do the options ask for any report? */
bool report_again_is_wanted(const struct cli_options *options);

/* Both say themselves what is wrong. */
enum exit_code report_again_stored(struct cli_options *options, struct store *store, const char *run);
enum exit_code report_again_file(struct cli_options *options, const char *path);

#endif
