/* SPDX-License-Identifier: MIT */
/* cli/suite_search.c - see suite_search.h */
#include "cli/suite_search.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/map.h"
#include "cli/child_run.h"

#define FILE_NAME "suite.toml"
#define PLACES    3

/* Those beside the program: of an installation, and of a build directory in the source. */
static const char *const beside[PLACES - 1] = {"../share/cicada/suites", "../suites"};

static size_t find_places(struct arena *arena, const char *places[PLACES])
{
    char program[PATH_MAX];
    char *slash;
    size_t count = 0;

    places[count++] = "suites";
    if (!child_run_program(program, sizeof program) || !(slash = strrchr(program, '/')))
        return count;
    *slash = '\0';
    for (size_t i = 0; i < COUNT(beside); i++)
        places[count++] = arena_printf(arena, "%s/%s", program, beside[i]);
    return count;
}

/* The file of the suite in that place, or NULL. */
static const char *look_at(const char *place, const char *name, struct arena *arena)
{
    const char *path = arena_printf(arena, "%s/%s/" FILE_NAME, place, name);

    return access(path, F_OK) == 0 ? path : NULL;
}

static void add_place(struct map *found, const char *place, struct arena *arena)
{
    DIR *folder = opendir(place);
    struct dirent *entry;

    while (folder && map_size(found) < LIMIT_SUITES && (entry = readdir(folder)) != NULL) {
        struct text name = text_from(entry->d_name);
        const char *path = name.data[0] == '.' ? NULL : look_at(place, entry->d_name, arena);

        if (path && !map_get(found, name))
            (void)map_put(found, name, (void *)(uintptr_t)path);
    }
    if (folder)
        closedir(folder);
}

struct found {
    struct text name;
    const char *path;
};

static int compare_names(const void *a, const void *b)
{
    const struct found *one = a, *other = b;

    return strcmp(one->name.data, other->name.data);
}

static struct found *find_all(struct arena *arena, size_t *count)
{
    const char *places[PLACES];
    size_t place_count = find_places(arena, places), n = 0;
    struct map *map = map_new();
    struct found *all;
    struct text name;
    void *path;

    for (size_t i = 0; i < place_count; i++)
        add_place(map, places[i], arena);
    all = arena_alloc(arena, (map_size(map) + 1) * sizeof *all);
    for (size_t at = 0; map_next(map, &at, &name, &path);)
        all[n++] = (struct found){{arena_copy(arena, name), name.size}, path};
    map_free(map);
    qsort(all, n, sizeof *all, compare_names);
    *count = n;
    return all;
}

struct plan_list suite_list(struct arena *arena)
{
    size_t count;
    struct found *all = find_all(arena, &count);
    const char **at = arena_alloc(arena, (count + 1) * sizeof *at);

    for (size_t i = 0; i < count; i++)
        at[i] = all[i].path;
    return (struct plan_list){at, count};
}

static bool fail_unknown(const char *name, struct arena *arena, char *problem)
{
    struct buffer known;
    size_t count;
    struct found *all = find_all(arena, &count);

    buffer_init(&known, OPTION_PROBLEM);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&known, "%s%s", i ? ", " : "", all[i].name.data);
    snprintf(problem, OPTION_PROBLEM,
             "suite \"%.80s\": there is none of this name; there is %.250s. Others are named by the path of their folder", name,
             count ? buffer_cstring(&known) : "none here");
    buffer_free(&known);
    return false;
}

bool suite_open(struct suite *out, const char *name, struct arena *arena, char problem[OPTION_PROBLEM])
{
    const char *places[PLACES];
    size_t count = find_places(arena, places);
    const char *path = NULL;

    if (text_ends_with(text_from(name), TEXT(".toml")))
        return suite_file_read(out, name, arena, problem);
    if (strchr(name, '/'))
        return suite_file_read(out, arena_printf(arena, "%s/" FILE_NAME, name), arena, problem);
    for (size_t i = 0; i < count && !path; i++)
        path = look_at(places[i], name, arena);
    return path ? suite_file_read(out, path, arena, problem) : fail_unknown(name, arena, problem);
}
