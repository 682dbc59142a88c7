/* SPDX-License-Identifier: MIT */
/* options.c - see options.h. One table gives the options, their help and their readers. */
#include "options.h"

#include <stdio.h>

#include "base/text.h"
#include "seed.h"

enum kind { FLAG, FLAG_OFF, TEXT_VALUE, NUMBER, PORT, FAULT };

struct option_line {
    const char *name, *argument;
    enum kind kind;
    size_t offset;
    const char *help;
};

#define MEMBER(name) offsetof(struct options, name)

static const struct option_line lines[] = {
    {"--port", "PORT", PORT, MEMBER(port), "port to listen at; 0 picks a free one [8000]"},
    {"--bind", "ADDRESS", TEXT_VALUE, MEMBER(bind), "numeric address to listen at [127.0.0.1]"},
    {"--port-file", "FILE", TEXT_VALUE, MEMBER(port_file), "writes the port to FILE when ready"},
    {"--database", "FILE", TEXT_VALUE, MEMBER(database), "SQLite file; \"\" is a temporary one [in memory]"},
    {"--redis", "HOST:PORT", TEXT_VALUE, MEMBER(redis), "Redis that /health/redis asks; HOST is a numeric address"},
    {"--users", "N", NUMBER, MEMBER(users), "users that are seeded [100]"},
    {"--seed", "N", NUMBER, MEMBER(seed), "what random durations and faults follow from [1]"},
    {"--secret", "TEXT", TEXT_VALUE, MEMBER(secret), "key that signs tokens [a fixed one, for tests]"},
    {"--token-seconds", "N", NUMBER, MEMBER(token_seconds), "how long a token is valid [3600]"},
    {"--no-rate-limits", NULL, FLAG_OFF, MEMBER(rate_limits), "answers without limits per user"},
    {"--spin", NULL, FLAG, MEMBER(spin), "never sleeps: exact delays for the price of a core"},
    {"--fault", "RULE", FAULT, 0, "a fault, \"PATTERN name=value ...\"; may be repeated (docs/target.md)"},
    {"--stall", "RULE", TEXT_VALUE, MEMBER(stall), "freezes the server: \"for_ms=N every_ms=N\""},
    {"--exit-with-parent", NULL, FLAG, MEMBER(exit_with_parent), "ends when the process that started it ends"},
};

static void print_help(void)
{
    printf("Usage: cicada-target [OPTION]...\n\nThe server that Cicada's suites and tests load. Endpoints, faults, ledger: "
           "docs/target.md.\n\n");
    for (size_t i = 0; i < COUNT(lines); i++) {
        char left[40];

        snprintf(left, sizeof left, "%s%s%s", lines[i].name, lines[i].argument ? " " : "",
                 lines[i].argument ? lines[i].argument : "");
        printf("  %-24s %s\n", left, lines[i].help);
    }
    printf("  %-24s %s\n  %-24s %s\n\n", "--help", "prints this", "--version", "prints the version");
    seed_print(stdout);
}

static const struct option_line *line_named(struct text name)
{
    for (size_t i = 0; i < COUNT(lines); i++) {
        if (text_equal(text_from(lines[i].name), name))
            return &lines[i];
    }
    return NULL;
}

static bool take_number(const struct option_line *line, const char *value, uint64_t most, uint64_t *number)
{
    if (text_to_u64(text_from(value), number) && *number <= most)
        return true;
    fprintf(stderr, "cicada-target: %s %s: must be a whole number up to %" PRIu64 "\n", line->name, value, most);
    return false;
}

static bool take(struct options *o, const struct option_line *line, const char *value)
{
    char *place = (char *)o + line->offset;
    uint64_t number;

    switch (line->kind) {
    case FLAG:
    case FLAG_OFF:
        *(bool *)place = line->kind == FLAG;
        return true;
    case TEXT_VALUE:
        *(const char **)(void *)place = value;
        return true;
    case NUMBER:
        return take_number(line, value, LIMIT_OPTION_NUMBER, (uint64_t *)(void *)place);
    case PORT:
        if (!take_number(line, value, UINT16_MAX, &number))
            return false;
        o->port = (uint16_t)number;
        return true;
    case FAULT:
        if (o->fault_count == COUNT(o->faults)) {
            fprintf(stderr, "cicada-target: --fault: more than %d rules\n", LIMIT_FAULT_RULES);
            return false;
        }
        o->faults[o->fault_count++] = value;
        return true;
    }
    return false;
}

enum options_result options_read(struct options *o, int argc, char **argv)
{
    *o = (struct options){.bind = "127.0.0.1",
                          .port = 8000,
                          .database = ":memory:",
                          .secret = "cicada target test secret",
                          .token_seconds = 3600,
                          .users = 100,
                          .seed = 1,
                          .rate_limits = true};

    for (int i = 1; i < argc; i++) {
        struct text value = text_from(argv[i]);
        struct text name = text_cut(&value, '=');
        const struct option_line *line = line_named(name);

        if (text_equal(name, TEXT("--help")) || text_equal(name, TEXT("-h"))) {
            print_help();
            return OPTIONS_DONE;
        }
        if (text_equal(name, TEXT("--version"))) {
            printf("cicada-target %s\n", CICADA_VERSION);
            return OPTIONS_DONE;
        }
        if (!line) {
            fprintf(stderr, "cicada-target: unknown option %.*s; see --help\n", (int)name.size, name.data);
            return OPTIONS_WRONG;
        }
        if (line->argument && !value.data) {
            if (++i == argc) {
                fprintf(stderr, "cicada-target: %s needs a value: %s\n", line->name, line->argument);
                return OPTIONS_WRONG;
            }
            value.data = argv[i];
        } else if (!line->argument && value.data) {
            fprintf(stderr, "cicada-target: %s takes no value\n", line->name);
            return OPTIONS_WRONG;
        }
        if (!take(o, line, value.data))
            return OPTIONS_WRONG;
    }
    return OPTIONS_RUN;
}
