/* SPDX-License-Identifier: MIT */
/* telemetry/resource.h - who sends: the attributes of OpenTelemetry that are the same for all metrics of a process */
#ifndef CICADA_TELEMETRY_RESOURCE_H
#define CICADA_TELEMETRY_RESOURCE_H

#include "output/otlp_metrics.h"
#include "plan/run_info.h"
#include "telemetry/otlp_settings.h"

/* Fills `out`; what the environment says comes before what we know. Texts live in the arena, those
 * of the environment as long as `settings`. Each call makes another service.instance.id: two generators are never taken for one.
 */
void telemetry_resource(const struct run_info *info, const struct otlp_settings *settings, struct arena *arena,
                        struct otlp_metrics_setup *out);

#endif
