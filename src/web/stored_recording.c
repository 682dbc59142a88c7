/* SPDX-License-Identifier: MIT */
/* web/stored_recording.c - see stored_recording.h */
#include "web/stored_recording.h"

#include "store/run_reader.h"
#include "web/store_verdict.h"

enum error stored_recording_read(struct recording *out, struct store *s, int64_t id, struct arena *arena, const char **label)
{
    struct stored_run run;
    enum error e = stored_run_read(&run, s, id);

    if (e != OK)
        return e;
    *label = run.label ? arena_printf(arena, "run %" PRId64 " (%s)", id, run.label) : arena_printf(arena, "run %" PRId64, id);
    run.info.judgement = store_verdict_judgement(&run.verdict, &run.arena);
    recording_of_run(out, &run.info, &run.snapshot);
    out->ended = run.ended;
    stored_run_free(&run);
    return OK;
}
