/* SPDX-License-Identifier: MIT */
/* stats/tally.c - see stats/tally.h */
#include "stats/tally.h"

void tally_init(struct tally *t)
{
    *t = (struct tally){.first_start_ns = UINT64_MAX, .response = histogram_new(), .service = histogram_new()};
}

void tally_free(struct tally *t)
{
    statuses_free(&t->statuses);
    histogram_free(t->response);
    histogram_free(t->service);
    t->response = t->service = NULL;
}

static void add_phase(struct phase_summary *phase, uint64_t ns)
{
    phase->count++;
    phase->sum_ns += ns;
    phase->max_ns = MAX(phase->max_ns, ns);
}

/* The phase between two moments, if both happened. A server may answer before it has read the whole request, so `to` may lie
 * before `from` without a fault. */
static void add_phase_between(struct phase_summary *phase, uint64_t from_ns, uint64_t to_ns)
{
    if (from_ns > 0 && to_ns > 0)
        add_phase(phase, to_ns > from_ns ? to_ns - from_ns : 0);
}

static void add_phases(struct tally *t, const struct sample *s)
{
    if (s->dns_ns > 0)
        add_phase(&t->dns, s->dns_ns);
    if (s->connect_ns > 0)
        add_phase(&t->connect, s->connect_ns);
    if (s->tls_ns > 0)
        add_phase(&t->tls, s->tls_ns);
    add_phase_between(&t->send, s->first_write_ns, s->sent_ns);
    add_phase_between(&t->wait, s->sent_ns, s->first_byte_ns);
    add_phase_between(&t->receive, s->first_byte_ns, s->end_ns);
}

static bool runs_backwards(const struct sample *s)
{
    uint64_t from = s->due_ns ? s->due_ns : s->start_ns;

    return s->end_ns < from || s->end_ns < s->first_write_ns || s->end_ns < s->first_byte_ns ||
           (s->sent_ns > 0 && s->sent_ns < s->first_write_ns);
}

void tally_record(struct tally *t, const struct sample *sample)
{
    t->requests++;
    t->failures += sample->error != OK;
    t->bytes_sent += sample->bytes_sent;
    t->bytes_received += sample->bytes_received;
    t->body_bytes += sample->body_size;
    t->new_connections += sample->new_connection;
    t->first_start_ns = MIN(t->first_start_ns, sample->start_ns);
    t->last_end_ns = MAX(t->last_end_ns, sample->end_ns);
    if (UNLIKELY(runs_backwards(sample)))
        t->negative_durations++;
    add_phases(t, sample);
    statuses_add(&t->statuses, sample->status, 1);
    histogram_record(t->response, sample_response_ns(sample));
    if (sample->first_write_ns > 0)
        histogram_record(t->service, sample_service_ns(sample));
}

static void merge_phase(struct phase_summary *to, const struct phase_summary *from)
{
    to->count += from->count;
    to->sum_ns += from->sum_ns;
    to->max_ns = MAX(to->max_ns, from->max_ns);
}

static void merge_counts(struct tally *to, const struct tally *from)
{
    to->requests += from->requests;
    to->failures += from->failures;
    to->bytes_sent += from->bytes_sent;
    to->bytes_received += from->bytes_received;
    to->body_bytes += from->body_bytes;
    to->new_connections += from->new_connections;
    to->negative_durations += from->negative_durations;
    to->first_start_ns = MIN(to->first_start_ns, from->first_start_ns);
    to->last_end_ns = MAX(to->last_end_ns, from->last_end_ns);
    merge_phase(&to->dns, &from->dns);
    merge_phase(&to->connect, &from->connect);
    merge_phase(&to->tls, &from->tls);
    merge_phase(&to->send, &from->send);
    merge_phase(&to->wait, &from->wait);
    merge_phase(&to->receive, &from->receive);
    statuses_merge(&to->statuses, &from->statuses);
}

static void clear_counts(struct tally *t)
{
    struct tally kept = *t;

    statuses_clear(&kept.statuses);
    *t = (struct tally){
        .first_start_ns = UINT64_MAX, .statuses = kept.statuses, .response = kept.response, .service = kept.service};
}

void tally_merge(struct tally *to, const struct tally *from)
{
    merge_counts(to, from);
    histogram_merge(to->response, from->response);
    histogram_merge(to->service, from->service);
}

void tally_move(struct tally *to, struct tally *from)
{
    merge_counts(to, from);
    histogram_move(to->response, from->response);
    histogram_move(to->service, from->service);
    clear_counts(from);
}

void tally_clear(struct tally *t)
{
    clear_counts(t);
    histogram_clear(t->response);
    histogram_clear(t->service);
}
