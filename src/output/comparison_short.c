/* SPDX-License-Identifier: MIT */
/* output/comparison_short.c - see comparison_short.h */
#include "output/comparison_short.h"

#include "output/comparison_json.h"

#define LIST_SHARE 8 /* a list of names that one side does not have takes this part of the room */

static size_t size_of(const struct comparison *c, const struct compared_name *name)
{
    json_t *object = comparison_json_name(c, name);
    size_t size = json_dumpb(object, NULL, 0, JSON_COMPACT);

    json_decref(object);
    return size;
}

/* By name; the whole run comes first and stays. Returns how many there are. */
static size_t choose(const struct comparison *c, size_t most, bool *kept)
{
    size_t used = 0, count = c->name_count > 0;

    kept[0] = true;
    for (size_t i = 0; i < c->ranked_count; i++) {
        size_t place = (size_t)(c->ranked[i].name - c->names);

        if (kept[place])
            continue;
        used += size_of(c, &c->names[place]);
        if (used > most)
            break;
        kept[place] = true;
        count++;
    }
    return count;
}

static void cut_names(struct comparison *out, const struct comparison *c, const bool *kept, size_t count, struct arena *arena)
{
    out->names = arena_alloc(arena, (count + 1) * sizeof *out->names);
    out->name_count = 0;
    for (size_t i = 0; i < c->name_count; i++)
        if (kept[i])
            out->names[out->name_count++] = c->names[i];
    out->notes = arena_alloc(arena, (c->note_count + 1) * sizeof *out->notes);
    for (size_t i = 0; i < c->note_count; i++)
        out->notes[i] = c->notes[i];
    out->notes[out->note_count++] = arena_printf(
        arena, "of %zu requests that were compared, the %zu that differ most are listed here; the JSON report has all",
        c->name_count, count);
}

/* The first of them, and how many more there are. */
static void cut_list(struct text **list, size_t *count, size_t most, struct arena *arena)
{
    size_t used = 0, fit = 0;
    struct text *cut;

    while (fit < *count && used + (*list)[fit].size < most)
        used += (*list)[fit++].size;
    if (fit == *count)
        return;
    cut = arena_alloc(arena, (fit + 1) * sizeof *cut);
    for (size_t i = 0; i < fit; i++)
        cut[i] = (*list)[i];
    cut[fit] = text_from(arena_printf(arena, "and %zu more", *count - fit));
    *list = cut;
    *count = fit + 1;
}

const struct comparison *comparison_short(const struct comparison *c, size_t most, struct arena *arena)
{
    struct comparison *out = arena_alloc(arena, sizeof *out);
    bool *kept = arena_zalloc(arena, c->name_count + 1);
    size_t count = choose(c, most, kept);

    *out = *c;
    if (count < c->name_count)
        cut_names(out, c, kept, count, arena);
    cut_list(&out->only_base, &out->only_base_count, most / LIST_SHARE, arena);
    cut_list(&out->only_now, &out->only_now_count, most / LIST_SHARE, arena);
    return out;
}
