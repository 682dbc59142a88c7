/* SPDX-License-Identifier: MIT */
/* web/store_verdict.c - see store_verdict.h; the numbers of states and levels are those of their enums */
#include "web/store_verdict.h"

#include <stdio.h>

#include "output/capacity_document.h"
#include "output/comparison_document.h"

static struct kept_check keep_check(const struct check_result *r, struct arena *arena)
{
    return (struct kept_check){.text = arena_copy(arena, r->check->text),
                               .state = (int)r->state,
                               .known = r->value.known,
                               .value = r->value.value,
                               .samples = r->value.samples,
                               .margin = r->margin,
                               .few_samples = r->few_samples,
                               .aborted = r->aborted};
}

struct kept_verdict store_verdict_of(const struct judgement *j, struct arena *arena)
{
    struct kept_check *checks = arena_zalloc(arena, (j->check_count + 1) * sizeof *checks);
    struct kept_reason *reasons = arena_zalloc(arena, (j->validity.count + 1) * sizeof *reasons);

    for (size_t i = 0; i < j->check_count; i++)
        checks[i] = keep_check(&j->checks[i], arena);
    for (size_t i = 0; i < j->validity.count; i++) {
        const struct validity_reason *r = &j->validity.reasons[i];

        reasons[i] = (struct kept_reason){r->id, r->text, (int)r->level, r->value, r->limit};
    }
    return (struct kept_verdict){.judged = true,
                                 .level = (int)j->validity.level,
                                 .tolerates_all = j->tolerates_all,
                                 .checks = checks,
                                 .check_count = j->check_count,
                                 .reasons = reasons,
                                 .reason_count = j->validity.count};
}

static bool restore_check(const struct kept_check *kept, struct check_result *out, struct arena *arena)
{
    struct check *check = arena_zalloc(arena, sizeof *check);
    struct check_problem problem;

    if (!kept->text || !check_read(text_from(kept->text), check, &problem) || kept->state < CHECK_WAITS ||
        kept->state > CHECK_FAILS)
        return false;
    *out = (struct check_result){.check = check,
                                 .state = (enum check_state)kept->state,
                                 .value = {kept->known, kept->value, kept->samples},
                                 .margin = kept->margin,
                                 .few_samples = kept->few_samples,
                                 .aborted = kept->aborted};
    return true;
}

enum validity store_verdict_level(int kept)
{
    return kept >= VALIDITY_VALID && kept <= VALIDITY_INVALID ? (enum validity)kept : VALIDITY_INVALID;
}

static void restore_validity(const struct kept_verdict *v, struct run_validity *out)
{
    out->level = store_verdict_level(v->level);
    out->count = MIN(v->reason_count, (size_t)VALIDITY_REASONS_MAX);
    for (size_t i = 0; i < out->count; i++) {
        const struct kept_reason *kept = &v->reasons[i];

        out->reasons[i] = (struct validity_reason){.id = kept->id ? kept->id : "",
                                                   .level = store_verdict_level(kept->level),
                                                   .value = kept->value,
                                                   .limit = kept->limit};
        snprintf(out->reasons[i].text, sizeof out->reasons[i].text, "%s", kept->text ? kept->text : "");
    }
}

const struct judgement *store_verdict_judgement(const struct kept_verdict *v, struct arena *arena)
{
    struct judgement *j;
    struct check_result *checks;

    if (!v->judged)
        return NULL;
    j = arena_zalloc(arena, sizeof *j);
    checks = arena_zalloc(arena, (v->check_count + 1) * sizeof *checks);
    for (size_t i = 0; i < v->check_count; i++) {
        if (!restore_check(&v->checks[i], &checks[j->check_count], arena))
            continue;
        j->failed += checks[j->check_count++].state == CHECK_FAILS;
    }
    j->checks = checks;
    j->tolerates_all = v->tolerates_all;
    restore_validity(v, &j->validity);
    return j;
}

void store_verdict_complete(struct run_info *info, const struct kept_verdict *v, struct arena *arena)
{
    info->judgement = store_verdict_judgement(v, arena);
    info->capacity = capacity_document_read(v->capacity, arena);
    info->comparison = comparison_document_read(v->comparison, arena);
}
