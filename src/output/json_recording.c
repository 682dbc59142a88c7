/* SPDX-License-Identifier: MIT */
/* output/json_recording.c - see json_recording.h */
#include "output/json_recording.h"

#include <stdio.h>

#include "output/json_run.h"

/* What a comparison cannot do without. */
static const char *missing(const struct json_run *run)
{
    return run->lacks[JSON_RUN_HISTOGRAMS] ? "histograms" : run->lacks[JSON_RUN_BLOCKS] ? "blocks" : NULL;
}

enum error json_recording_read(struct recording *r, const char *source, struct text content, char *problem)
{
    struct json_run run;
    enum error e = json_run_read(&run, source, content, problem);
    const char *key;

    if (e != OK)
        return e;
    key = missing(&run);
    if (key)
        snprintf(problem, OUTPUT_PROBLEM,
                 "%.300s: \"%s\" is missing: the report is damaged, or of a version that did not keep enough to compare", source,
                 key);
    else
        recording_of_run(r, &run.info, &run.snapshot);
    json_run_free(&run);
    return key ? ERROR_SYNTAX : OK;
}
