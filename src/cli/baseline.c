/* SPDX-License-Identifier: MIT */
/* cli/baseline.c - see baseline.h */
#include "cli/baseline.h"

#include <string.h>

#include "base/log.h"
#include "cli/complain.h"
#include "cli/store_access.h"
#include "store/catalog.h"

#define LOGGER "cicada.main"

/* A run that were refused because nothing good is there yet could never become the first good one. */
static bool is_yet_to_come(const struct cli_options *options)
{
    char problem[STORE_PROBLEM] = "";
    struct store *store = NULL;
    int64_t id;
    enum error e;

    if (!catalog_means_last_good(options->baseline))
        return false;
    e = store_access_try(&store, options, problem);
    if (e == OK)
        e = catalog_find(store, options->baseline, &id);
    store_close(store);
    return e == ERROR_NOT_FOUND;
}

enum exit_code baseline_read(struct baseline *b, struct cli_options *options)
{
    struct store *store = NULL;
    enum exit_code code;

    if (!options->baseline)
        return EXIT_FINE;
    if (!compare_metrics_read(&b->metrics, options))
        return EXIT_WRONG_OPTIONS;
    if (is_yet_to_come(options)) {
        log_warning(LOGGER, "--baseline \"%s\": there is no such run yet, so this one is compared with nothing",
                    options->baseline);
        return EXIT_FINE;
    }
    code = compare_side_read(&b->side, options->baseline, options, &store);
    store_close(store); /* before the run opens it for itself: a process may hold a file once only */
    if (code == EXIT_FINE && b->side.count > 1) {
        complain_plainly(arena_printf(&options->arena,
                                      "--baseline \"%s\": %zu runs, but one run can only be compared with one: name one of them, "
                                      "or compare later with cicada compare",
                                      options->baseline, b->side.count));
        return EXIT_WRONG_OPTIONS;
    }
    return code;
}

const struct comparison *baseline_compare(struct baseline *b, const struct run_info *info, const struct snapshot *s)
{
    static const char *const label = "this run";
    const struct recording *now = &b->now;
    struct comparison_side base = compare_side_view(&b->side);

    if (base.count == 0)
        return NULL;
    recording_of_run(&b->now, info, s);
    b->now.ended = true; /* the snapshot is the last one, whatever its state says */
    comparison_make(&b->comparison, &base, &(struct comparison_side){&now, &label, 1}, &b->metrics, COMPARISON_SEED);
    return &b->comparison;
}

void baseline_free(struct baseline *b)
{
    comparison_free(&b->comparison);
    recording_free(&b->now);
    compare_side_free(&b->side);
}

const char *baseline_label_of_part(const char *label, const char *part, struct arena *arena)
{
    return *label ? arena_printf(arena, "%s %s", label, part) : label;
}

const char *baseline_of_part(const char *baseline, const char *part, struct arena *arena)
{
    size_t size = strlen(CATALOG_LAST_GOOD ":");
    bool has_label = strncmp(baseline, CATALOG_LAST_GOOD ":", size) == 0 && baseline[size];

    return has_label ? baseline_label_of_part(baseline, part, arena) : baseline;
}
