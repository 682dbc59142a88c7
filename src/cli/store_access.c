/* SPDX-License-Identifier: MIT */
/* cli/store_access.c - see store_access.h */
#include "cli/store_access.h"

#include <limits.h>

#include "cli/complain.h"
#include "cli/config_files.h"
#include "cli/environment.h"

bool store_access_read(struct cli_options *options, char problem[OPTION_PROBLEM])
{
    struct cli_options others = {0};
    struct settings environment;
    bool fine;

    environment_read(&environment, &others.arena);
    fine = config_files_read(&others, NULL, problem) && settings_apply(&environment, &others, problem);
    if (fine && others.store)
        options->store = arena_strdup(&options->arena, others.store);
    arena_reset(&others.arena);
    return fine;
}

enum error store_access_try(struct store **out, const struct cli_options *options, char problem[STORE_PROBLEM])
{
    struct buffer path;
    enum error e;

    buffer_init(&path, PATH_MAX);
    if (options->store)
        buffer_string(&path, options->store);
    else
        store_default_path(&path);
    e = store_open(out, buffer_cstring(&path), false, problem);
    buffer_free(&path);
    return e;
}

enum exit_code store_access_open(struct store **out, const struct cli_options *options)
{
    char problem[STORE_PROBLEM] = "";

    if (store_access_try(out, options, problem) == OK)
        return EXIT_FINE;
    complain_plainly(problem);
    return EXIT_STORE_UNUSABLE;
}
