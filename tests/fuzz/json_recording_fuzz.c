/* SPDX-License-Identifier: MIT */
/* JSON reports of anybody: what is refused is refused with a sentence that names the file; of what is read, names have as many
 * times as requests, and blocks are in order and can be added up.
 */
#include "fuzz.h"

#include "output/json_recording.h"
#include "stats/cells.h"

static void check_name(const struct recorded_name *n)
{
    struct histogram *sum = histogram_new();
    uint64_t next = 0;

    ensure(histogram_count(n->response) == n->requests && n->failures <= n->requests);
    ensure(histogram_count(n->service) <= n->requests);
    for (size_t i = 0; i < n->block_count; i++) {
        const struct snapshot_block *b = &n->blocks[i];

        ensure(b->second >= next && b->seconds > 0);
        next = (uint64_t)b->second + b->seconds;
        histogram_clear(sum);
        cells_add_to(sum, b->response);
        ensure(histogram_count(sum) + b->response_too_long == b->requests);
        cells_add_to(sum, b->service);
    }
    histogram_free(sum);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct recording r;
    char problem[OUTPUT_PROBLEM] = "";

    if (json_recording_read(&r, "the file", (struct text){(const char *)data, size}, problem) != OK) {
        ensure(text_starts_with(text_from(problem), TEXT("the file")));
        return 0;
    }
    check_name(&r.total);
    for (size_t i = 0; i < r.name_count; i++)
        check_name(&r.names[i]);
    recording_free(&r);
    return 0;
}
