/* SPDX-License-Identifier: MIT */
/* cli/telemetry_option.h - --otel: the export of metrics over OTLP, as the OTEL_* variables want it */
#ifndef CICADA_CLI_TELEMETRY_OPTION_H
#define CICADA_CLI_TELEMETRY_OPTION_H

#include "cli/exit_codes.h"
#include "cli/options.h"
#include "telemetry/exporter.h"

/* Reads the environment, once the .env files are. Without --otel nothing is read, and the settings are disabled. Texts live in
 * the options' arena. A variable that cannot be used is said. */
enum exit_code telemetry_read(struct cli_options *options, struct otlp_settings *out);

/* What sends, borrowed `info` and `settings`; NULL in `*out` when nothing is to be sent. */
enum exit_code telemetry_open(const struct otlp_settings *settings, struct fibers *fibers, const struct run_info *info,
                              struct exporter **out);

#endif
