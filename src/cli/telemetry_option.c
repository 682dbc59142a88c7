/* SPDX-License-Identifier: MIT */
/* cli/telemetry_option.c - see telemetry_option.h */
#include "cli/telemetry_option.h"

#include <stdlib.h>

#include "base/log.h"
#include "cli/complain.h"

static const char *look_up(void *context, const char *name)
{
    return getenv(name);
}

enum exit_code telemetry_read(struct cli_options *options, struct otlp_settings *out)
{
    char problem[OTLP_PROBLEM];

    *out = (struct otlp_settings){.disabled = true};
    if (!options->otel)
        return EXIT_FINE;
    if (!otlp_settings_read(look_up, NULL, &options->arena, out, problem)) {
        complain("%s", problem);
        return EXIT_WRONG_OPTIONS;
    }
    if (out->disabled)
        log_info("cicada.telemetry", "--otel: nothing is sent, for OTEL_SDK_DISABLED or OTEL_METRICS_EXPORTER says so");
    return EXIT_FINE;
}

enum exit_code telemetry_open(const struct otlp_settings *settings, struct fibers *fibers, const struct run_info *info,
                              struct exporter **out)
{
    struct exporter_setup setup = {.fibers = fibers, .info = info, .settings = settings};
    char problem[OTLP_PROBLEM];

    *out = NULL;
    if (settings->disabled)
        return EXIT_FINE;
    *out = exporter_new(&setup, problem);
    if (*out)
        return EXIT_FINE;
    complain("%s", problem);
    return EXIT_WRONG_OPTIONS;
}
