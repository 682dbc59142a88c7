/* SPDX-License-Identifier: MIT */
/* cli/run_file.c - see run_file.h */
#include "cli/run_file.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/read_file.h"
#include "cli/complain.h"
#include "output/json_run.h"

bool run_file_is_meant(const char *word)
{
    struct text t = text_from(word);
    struct stat status;
    uint64_t number;

    return strchr(word, '/') || text_ends_with(t, TEXT(".json")) || (!text_to_u64(t, &number) && stat(word, &status) == 0);
}

enum exit_code run_file_complain(const char *path, const char *why)
{
    struct buffer message;

    buffer_init(&message, LIMIT_REPORT_ROW);
    buffer_printf(&message, why ? "%s: %s" : "%s: %m", path, why);
    complain_plainly(buffer_cstring(&message));
    buffer_free(&message);
    return EXIT_RUN_UNREADABLE;
}

enum exit_code run_file_read(const char *path, struct arena *arena, struct text *content)
{
    enum error e = file_read(path, JSON_RUN_MAX, arena, content);

    if (e == ERROR_TOO_LARGE)
        return run_file_complain(path, "larger than 128 MiB, so it is no report of a run");
    return e == OK ? EXIT_FINE : run_file_complain(path, NULL);
}
