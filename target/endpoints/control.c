/* SPDX-License-Identifier: MIT */
/* control.c - the ledger and the faults over HTTP; not counted and not subject to faults themselves */
#include "endpoints.h"
#include "faults.h"
#include "ledger.h"

void control_ledger(struct request *r)
{
    reply_json(r, 200, ledger_json(r->service->ledger));
}

void control_reset_ledger(struct request *r)
{
    static struct reply_constant done = REPLY_CONSTANT_JSON(200, "{\"reset\":true}");

    ledger_reset(r->service->ledger);
    reply_constant(r, &done);
}

void control_faults(struct request *r)
{
    reply_json(r, 200, faults_json(r->service->faults));
}

void control_set_faults(struct request *r)
{
    const json_t *wanted = request_json(r);
    char problem[256];

    if (!wanted)
        return;
    if (faults_set_json(r->service->faults, wanted, problem, sizeof problem))
        control_faults(r);
    else
        reply_problem(r, 400, "%s", problem);
}

void control_clear_faults(struct request *r)
{
    faults_clear(r->service->faults);
    control_faults(r);
}
