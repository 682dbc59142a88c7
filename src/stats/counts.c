/* SPDX-License-Identifier: MIT */
/* stats/counts.c - see stats/counts.h */
#include "stats/counts.h"

void counts_free(struct counts *c)
{
    statuses_free(&c->statuses);
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

static void add_phases(struct counts *c, const struct sample *s)
{
    if (s->dns_ns > 0)
        add_phase(&c->dns, s->dns_ns);
    if (s->connect_ns > 0)
        add_phase(&c->connect, s->connect_ns);
    if (s->tls_ns > 0)
        add_phase(&c->tls, s->tls_ns);
    add_phase_between(&c->send, s->first_write_ns, s->sent_ns);
    add_phase_between(&c->wait, s->sent_ns, s->first_byte_ns);
    add_phase_between(&c->receive, s->first_byte_ns, s->end_ns);
}

static bool runs_backwards(const struct sample *s)
{
    uint64_t from = s->due_ns ? s->due_ns : s->start_ns;

    return s->end_ns < from || s->end_ns < s->first_write_ns || s->end_ns < s->first_byte_ns ||
           (s->sent_ns > 0 && s->sent_ns < s->first_write_ns);
}

void counts_record(struct counts *c, const struct sample *sample)
{
    c->requests++;
    c->failures += sample->error != OK;
    c->bytes_sent += sample->bytes_sent;
    c->bytes_received += sample->bytes_received;
    c->body_bytes += sample->body_size;
    c->new_connections += sample->new_connection;
    c->negative_durations += runs_backwards(sample);
    c->first_start_ns = MIN(c->first_start_ns, sample->start_ns);
    c->last_end_ns = MAX(c->last_end_ns, sample->end_ns);
    add_phases(c, sample);
    statuses_add(&c->statuses, sample->status, 1);
}

static void merge_phase(struct phase_summary *to, const struct phase_summary *from)
{
    to->count += from->count;
    to->sum_ns += from->sum_ns;
    to->max_ns = MAX(to->max_ns, from->max_ns);
}

void counts_merge(struct counts *to, const struct counts *from)
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

void counts_clear(struct counts *c)
{
    struct statuses kept = c->statuses;

    statuses_clear(&kept);
    *c = COUNTS_EMPTY;
    c->statuses = kept;
}
