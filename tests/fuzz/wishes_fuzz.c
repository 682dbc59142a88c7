/* SPDX-License-Identifier: MIT */
/* What a page or a script sends to the web UI: what is accepted is texts without NUL within the limits, what is refused says why;
 * and no Host or Origin is taken for ours that is not. */
#include "fuzz.h"

#include "base/limits.h"
#include "web/access.h"
#include "web/wishes.h"

static void check_accepted(const struct web_wishes *w)
{
    ensure(w->user_classes.count <= LIMIT_OPTION_WORDS && w->checks.count <= LIMIT_OPTION_WORDS);
    for (size_t i = 0; i < w->user_classes.count; i++)
        ensure(w->user_classes.at[i] != NULL);
    for (size_t i = 0; i < w->checks.count; i++)
        ensure(w->checks.at[i] != NULL);
    ensure(w->class_count <= LIMIT_USER_CLASSES && w->option_count <= LIMIT_OPTION_WORDS);
    for (size_t i = 0; i < w->class_count; i++)
        ensure(w->classes[i].name != NULL);
    for (size_t i = 0; i < w->option_count; i++)
        ensure(w->options[i].name != NULL && w->options[i].value != NULL);
}

/* Read by hand: a name is ours only when it is localhost, load.lan or has no letter that a name of others could have. */
static void check_host(struct arena *arena, struct text t)
{
    static const char *const own[] = {"load.lan"};
    const char *host = arena_copy(arena, t);

    if (!access_host_is_ours(host, own, COUNT(own)))
        return;
    ensure(strcasestr(host, "localhost") || strcasestr(host, "load.lan") || strpbrk(host, "0123456789:"));
    ensure(!strcasestr(host, "evil") || strchr(host, '%')); /* the scope of an IPv6 address may be any word */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text t = {(const char *)data, size};
    struct web_problem problem = {.position = -1};
    struct web_wishes wishes;
    struct arena arena = {0};
    json_t *body = wishes_read_body(t, &problem);

    if (body && wishes_from_json(body, &arena, &wishes, &problem))
        check_accepted(&wishes);
    else
        ensure(problem.text[0] != '\0');
    check_host(&arena, t);
    (void)access_may_change(&(struct access_origin){.host = "load.lan", .origin = arena_copy(&arena, t)}, "token");
    json_decref(body);
    arena_reset(&arena);
    return 0;
}
