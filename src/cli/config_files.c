/* SPDX-License-Identifier: MIT */
/* cli/config_files.c - see config_files.h */
#include "cli/config_files.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/read_file.h"
#include "cli/config_lines.h"
#include "cli/config_toml.h"

static bool read_toml(struct cli_options *options, const char *label, struct text content, char *problem)
{
    static const char *const tables[] = {"locust", "cicada"};

    for (size_t i = 0; i < COUNT(tables); i++) {
        struct settings settings = {.arena = &options->arena};

        if (!config_toml_read(&settings, label, content, tables[i], problem) || !settings_apply(&settings, options, problem))
            return false;
    }
    return true;
}

static bool read_one(struct cli_options *options, const char *path, const char *label, bool needed, char *problem)
{
    struct settings settings = {.arena = &options->arena};
    struct text content;
    enum error e = file_read(path, LIMIT_CONFIG_FILE, &options->arena, &content);

    if (e == ERROR_NOT_FOUND && !needed)
        return true;
    if (e == ERROR_TOO_LARGE)
        snprintf(problem, OPTION_PROBLEM, "%.200s: larger than 1 MiB", label);
    else if (e != OK)
        snprintf(problem, OPTION_PROBLEM, "%.200s: %m", label);
    if (e != OK)
        return false;
    if (text_ends_with(text_from(path), TEXT(".toml")))
        return read_toml(options, label, content, problem);
    return config_lines_read(&settings, label, content, problem) && settings_apply(&settings, options, problem);
}

bool config_files_read(struct cli_options *options, const char *named, char problem[OPTION_PROBLEM])
{
    static const char *const here[] = {"pyproject.toml", "locust.conf", "cicada.conf"};
    const char *home = getenv("HOME");

    if (home && home[0] &&
        !read_one(options, arena_printf(&options->arena, "%s/.locust.conf", home), "~/.locust.conf", false, problem))
        return false;
    for (size_t i = 0; i < COUNT(here); i++)
        if (!read_one(options, here[i], here[i], false, problem))
            return false;
    return !named || read_one(options, named, named, true, problem);
}
