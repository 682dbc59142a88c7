/* SPDX-License-Identifier: MIT */
/* telemetry/exporter.c - when an export is made, and the fiber that delivers it; see exporter.h */
#include "telemetry/exporter.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/gzip.h"
#include "output/otlp_metrics.h"
#include "telemetry/delivery.h"
#include "telemetry/resource.h"

#define LOGGER "cicada.telemetry"

struct exporter {
    struct fibers *fibers;
    const struct otlp_settings *settings;
    struct delivery *delivery;
    struct otlp_metrics_setup metrics;
    struct otlp_stream *stream;
    struct arena arena;
    uint64_t due_ns;              /* of the next export; 0: the run has not begun */
    uint64_t not_before_ns;       /* the receiver wants to be left alone until then; 0: it does not */
    struct buffer current;        /* on its way */
    struct buffer waiting;        /* the final numbers, behind it; empty: none */
    struct fiber *fiber;          /* NULL: nothing is on its way */
    struct timer patience;        /* of exporter_free */
    bool ending;                  /* in exporter_free */
    bool troubled;                /* said, and not over */
    char said[DELIVERY_SENTENCE]; /* what the last trouble was */
    bool rejection_said, late_said;
    struct {
        uint64_t sent, failed; /* exports */
        uint64_t repeats;      /* of requests */
        uint64_t rejected;     /* data points that the receiver did not take */
    } counts;
};

/* ---- what is said ---- */

static void say_trouble(struct exporter *e, const struct delivery_result *result)
{
    e->counts.failed++;
    snprintf(e->said, sizeof e->said, "%s", result->sentence);
    if (!e->troubled && !e->ending) /* the end is said apart */
        log_warning(LOGGER, "--otel: %s: %s; no more is said until it works", delivery_address(e->delivery), e->said);
    e->troubled = true;
}

static void say_success(struct exporter *e, const struct delivery_result *result)
{
    e->counts.sent++;
    e->counts.rejected += result->rejected;
    if (e->troubled)
        log_info(LOGGER, "--otel: %s takes the numbers again", delivery_address(e->delivery));
    e->troubled = false;
    if (*result->sentence && !e->rejection_said) {
        log_warning(LOGGER, "--otel: %s: %s", delivery_address(e->delivery), result->sentence);
        e->rejection_said = true;
    }
}

static void say_late(struct exporter *e)
{
    if (!e->late_said)
        log_warning(LOGGER, "--otel: %s is slow: an export is left out while the one before is on its way",
                    delivery_address(e->delivery));
    e->late_said = true;
}

static void say_end(const struct exporter *e)
{
    if (e->counts.failed > 0)
        log_warning(LOGGER, "--otel: %" PRIu64 " of %" PRIu64 " exports to %s did not arrive; the last trouble: %s",
                    e->counts.failed, e->counts.failed + e->counts.sent, delivery_address(e->delivery), e->said);
    if (e->counts.rejected > 0)
        log_warning(LOGGER, "--otel: %" PRIu64 " data points were not taken", e->counts.rejected);
    log_debug(LOGGER, "--otel: %" PRIu64 " exports sent, %" PRIu64 " requests repeated", e->counts.sent, e->counts.repeats);
}

/* ---- delivering ---- */

static void compress(void *argument)
{
    struct buffer *body = argument, packed = gzip(buffer_view(body));

    buffer_free(body);
    *body = packed;
}

static void deliver(struct exporter *e)
{
    struct delivery_result result;

    if (e->settings->gzip)
        fiber_blocking(compress, &e->current);
    delivery_make(e->delivery, buffer_view(&e->current), &result);
    e->counts.repeats += result.repeats;
    e->not_before_ns = result.not_before_ns;
    if (result.delivered)
        say_success(e, &result);
    else
        say_trouble(e, &result);
    buffer_free(&e->current);
}

static void work(void *argument)
{
    struct exporter *e = argument;

    deliver(e);
    while (e->waiting.size > 0 && !fiber_cancelled(e->fiber)) {
        e->current = e->waiting;
        buffer_init(&e->waiting, LIMIT_TELEMETRY_REQUEST);
        deliver(e);
    }
    e->counts.failed += e->waiting.size > 0;
    e->fiber = NULL;
    if (e->ending)
        loop_stop(fibers_loop(e->fibers));
}

/* ---- making an export ---- */

static bool encode(struct exporter *e, const struct snapshot *s, struct buffer *to)
{
    buffer_clear(to);
    otlp_stream_write(e->stream, s, to);
    if (!to->overflowed)
        return true;
    buffer_free(to);
    log_error(LOGGER, "--otel: the numbers take more than %zu MiB; they are not sent", LIMIT_TELEMETRY_REQUEST / MIB);
    return false;
}

static void start(struct exporter *e, const struct snapshot *s)
{
    if (encode(e, s, &e->current))
        e->fiber = fiber_start(e->fibers, work, e, "telemetry");
}

void exporter_tick(struct exporter *e, const struct snapshot *s)
{
    otlp_stream_note(e->stream, s);
    if (e->due_ns == 0)
        e->due_ns = clock_after(s->progress.start_ns, e->settings->interval_s);
    if (s->taken_ns < e->due_ns)
        return;
    e->due_ns = clock_after(e->due_ns, e->settings->interval_s);
    if (e->due_ns <= s->taken_ns) /* ticks come once a second; no export is made up for */
        e->due_ns = clock_after(s->taken_ns, e->settings->interval_s);
    if (e->fiber)
        say_late(e);
    else if (s->taken_ns >= e->not_before_ns)
        start(e, s);
}

void exporter_finish(struct exporter *e, const struct snapshot *s)
{
    e->due_ns = 0;
    if (!e->fiber)
        start(e, s);
    else if (!encode(e, s, &e->waiting))
        buffer_clear(&e->waiting);
}

/* ---- beginning and end ---- */

struct exporter *exporter_new(const struct exporter_setup *setup, char *problem)
{
    struct exporter *e = MEM_NEW(struct exporter);

    e->fibers = setup->fibers;
    e->settings = setup->settings;
    buffer_init(&e->current, LIMIT_TELEMETRY_REQUEST);
    buffer_init(&e->waiting, LIMIT_TELEMETRY_REQUEST);
    e->delivery = delivery_new(setup->fibers, &setup->info->plan->http, setup->settings, problem);
    if (!e->delivery) {
        exporter_free(e);
        return NULL;
    }
    telemetry_resource(setup->info, setup->settings, &e->arena, &e->metrics);
    e->stream = otlp_stream_new(&e->metrics);
    return e;
}

static void give_up(struct timer *t)
{
    struct exporter *e = CONTAINER_OF(t, struct exporter, patience);

    if (e->fiber)
        fiber_cancel(e->fiber, 0);
}

static void wait_for_the_last(struct exporter *e)
{
    uint64_t now = clock_now();

    e->ending = true;
    delivery_hurry(e->delivery, clock_after(now, EXPORTER_PATIENCE_S));
    e->patience.fire = give_up;
    timer_start(fibers_loop(e->fibers), &e->patience, clock_after(now, EXPORTER_PATIENCE_S));
    loop_run(fibers_loop(e->fibers));
    timer_stop(fibers_loop(e->fibers), &e->patience);
}

void exporter_free(struct exporter *e)
{
    if (!e)
        return;
    if (e->fiber)
        wait_for_the_last(e);
    if (e->stream)
        say_end(e);
    otlp_stream_free(e->stream);
    delivery_free(e->delivery);
    buffer_free(&e->current);
    buffer_free(&e->waiting);
    arena_reset(&e->arena);
    mem_free(e);
}
