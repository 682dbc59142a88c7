/* SPDX-License-Identifier: MIT */
/* output/file_scene.h - the fixture, a folder for the files that an output writes, and a text for what is in them */
#ifndef CICADA_TESTS_OUTPUT_FILE_SCENE_H
#define CICADA_TESTS_OUTPUT_FILE_SCENE_H

#include "fixture.h"

static struct fixture f;
static char directory[PATH_MAX];
static char written[PATH_MAX + 32]; /* path, or begin of the paths, of what the output writes */
static struct buffer content;

/* `name`: below the folder. For the set-up of a test. */
static inline int open_file_scene(const char *name)
{
    fixture_init(&f);
    test_directory(directory);
    snprintf(written, sizeof written, "%s/%s", directory, name);
    buffer_init(&content, 1 << 20);
    return 0;
}

static inline int clean_up(void **state)
{
    buffer_free(&content);
    test_remove_directory(directory);
    fixture_free(&f);
    return 0;
}

#endif
