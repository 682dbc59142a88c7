/* SPDX-License-Identifier: MIT */
/* telemetry/exporter.h - sends the numbers of a run to a receiver of OTLP, every interval and at the end
 *
 * A fiber with a client of its own, so that nothing of it is counted as load. It never disturbs the run: one export is on its way
 * at a time, one that would begin meanwhile is left out, and the longest an export may take is known. The numbers are sums, so
 * what an export missed the next one tells; where differences are asked for, what could not be delivered is lost, and is said.
 *
 * Troubles are said once, and once more when they are over. They never change the exit code: the run measured what it measured.
 *
 * Repeats after 429, 502, 503, 504 and when the receiver cannot be reached, with growing pauses or as Retry-After says, until the
 * time of the export is over (OTLP Specification, "OTLP/HTTP Response"). All else is final: a redirect is not followed, since the
 * headers may hold a key.
 */
#ifndef CICADA_TELEMETRY_EXPORTER_H
#define CICADA_TELEMETRY_EXPORTER_H

#include "fiber/fiber.h"
#include "plan/run_info.h"
#include "stats/snapshot.h"
#include "telemetry/otlp_settings.h"

struct exporter;

struct exporter_setup {
    struct fibers *fibers;
    const struct run_info *info;          /* looked at by exporter_new only */
    const struct otlp_settings *settings; /* not disabled; borrowed until exporter_free */
};

/* Starts nothing yet. NULL with a sentence in `problem` (OTLP_PROBLEM bytes): a certificate cannot be read. */
struct exporter *exporter_new(const struct exporter_setup *setup, char *problem);

/* Once a second while a run goes on. Sends when an interval has passed since the last time. */
void exporter_tick(struct exporter *e, const struct snapshot *s);

/* The final numbers of a run: sent at once, or after what is on its way. */
void exporter_finish(struct exporter *e, const struct snapshot *s);

/* Gives what is on its way at most EXPORTER_PATIENCE_S more, running the loop meanwhile: nobody else may be on it any more. Then
 * says what was not delivered. NULL is fine. */
#define EXPORTER_PATIENCE_S 5
void exporter_free(struct exporter *e);

#endif
