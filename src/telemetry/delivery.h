/* SPDX-License-Identifier: MIT */
/* telemetry/delivery.h - one body posted to a receiver of OTLP: what the answers mean, and when it is tried again
 *
 * Not here: when something is sent, and what is said about it (telemetry/exporter.h).
 */
#ifndef CICADA_TELEMETRY_DELIVERY_H
#define CICADA_TELEMETRY_DELIVERY_H

#include "fiber/fiber.h"
#include "plan/plan.h"
#include "telemetry/otlp_settings.h"

#define DELIVERY_SENTENCE 400

struct delivery;

/* Names are resolved as those of the run are; trust is only what the settings say. NULL with a sentence (OTLP_PROBLEM bytes). */
struct delivery *delivery_new(struct fibers *fibers, const struct plan_http *plan, const struct otlp_settings *settings,
                              char *problem);
void delivery_free(struct delivery *d); /* NULL is fine */

/* Where it goes, for messages. */
const char *delivery_address(const struct delivery *d);

struct delivery_result {
    bool delivered;
    unsigned repeats;
    uint64_t not_before_ns;           /* it was given up, and the receiver wants no other one before; 0: it said nothing */
    uint64_t rejected;                /* data points, of a delivery */
    char sentence[DELIVERY_SENTENCE]; /* why not; or, of a delivery, what the receiver has to say. May be empty */
};

/* Posts until it is taken, refused for good, or the time of an export is over. Current fiber. */
void delivery_make(struct delivery *d, struct text body, struct delivery_result *out);

/* From now on everything has to be over by then; a pause goes on only if another try fits in. */
void delivery_hurry(struct delivery *d, uint64_t deadline_ns);

#endif
