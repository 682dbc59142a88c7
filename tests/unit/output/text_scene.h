/* SPDX-License-Identifier: MIT */
/* output/text_scene.h - the fixture and a text that is written from it, for the tests of a pure output */
#ifndef CICADA_TESTS_OUTPUT_TEXT_SCENE_H
#define CICADA_TESTS_OUTPUT_TEXT_SCENE_H

#include "fixture.h"

static struct fixture f;
static struct buffer out;

static inline int set_up(void **state)
{
    fixture_init(&f);
    buffer_init(&out, 1 << 20);
    return 0;
}

static inline int clean_up(void **state)
{
    buffer_free(&out);
    fixture_free(&f);
    return 0;
}

#endif
