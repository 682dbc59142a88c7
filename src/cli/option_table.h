/* SPDX-License-Identifier: MIT */
/* cli/option_table.h - the one table of options
 *
 * Each option is one record. The parser of the command line, the environment, the configuration files, --help, the man page and
 * the completion of shells all read this table and nothing else, so that an option exists everywhere or nowhere. Options of
 * Locust that have no meaning here yet are in it too, marked as refused: they are named in the error, never ignored.
 */
#ifndef CICADA_CLI_OPTION_TABLE_H
#define CICADA_CLI_OPTION_TABLE_H

#include "cli/options.h"

enum option_kind {
    OPTION_FLAG,       /* bool */
    OPTION_TEXT,       /* const char * */
    OPTION_COUNT,      /* uint32_t, at least 1 */
    OPTION_LIMIT,      /* uint32_t, from 0 */
    OPTION_RATE,       /* double above 0 */
    OPTION_PER_SECOND, /* double above 0: "500/s", "30/m"; a number alone counts per second */
    OPTION_SHARE,      /* double, above 0 and below 1: "5%" or "0.05" */
    OPTION_DURATION,   /* double, seconds, Locust's time span */
    OPTION_SIZE,       /* uint64_t bytes */
    OPTION_SEED,       /* uint64_t */
    OPTION_CODE,       /* uint8_t: an exit code */
    OPTION_WORDS,      /* struct plan_list: words separated by blanks or commas; brackets and quotes are dropped */
    OPTION_REPEATED,   /* struct plan_list: one more each time it is given */
    OPTION_REFUSED,    /* of Locust, not there: `help` says why */
    OPTION_RATES,      /* const char *: text that plan/amounts.h reads as rates */
    OPTION_COUNTS,     /* the same, as numbers of iterations */
    OPTION_STAGES,     /* struct plan_stages: plan/stages.h */
    OPTION_ACTION,     /* --help and the like: `offset` is the enum cli_action */
};

enum option_group {
    GROUP_COMMON,
    GROUP_URL,
    GROUP_WEB,
    GROUP_HTTP,
    GROUP_TLS,
    GROUP_CONNECTIONS,
    GROUP_STATISTICS,
    GROUP_CHECKS,
    GROUP_CAPACITY,
    GROUP_LOGGING,
    GROUP_OTHER,
    GROUP_HIDDEN,
    GROUP_COUNT
};

struct option {
    const char *name; /* without dashes; the key in configuration files */
    char short_name;  /* or 0 */
    enum option_kind kind;
    enum option_group group;
    size_t offset;           /* in struct cli_options */
    const char *argument;    /* how --help calls its value */
    const char *environment; /* "HOST": LOCUST_HOST and CICADA_HOST; NULL: none */
    const char *choices;     /* "cicada|locust"; NULL: any */
    const char *help;
};

extern const struct option option_table[];
extern const size_t option_count;
extern const char *const option_group_titles[GROUP_COUNT];

/* NULL when there is none. */
const struct option *option_find(struct text name);
const struct option *option_find_short(char short_name);
/* The name that begins so, or else the closest one, for "Did you mean"; NULL when none is close. Never a refused one. */
const struct option *option_guess(struct text name);
bool option_takes_value(const struct option *o);

/* How the option of that name, which must exist, was set last: "--users", "LOCUST_USERS"; NULL when it was not. */
const char *option_given(const struct cli_options *options, const char *name);

#define OPTION_PROBLEM 1024

/* Sets an option from text. `as` is how it was written ("--users", "LOCUST_USERS", "locust.conf line 3: users") and begins the
 * message in `problem`; it is kept in options->given. The value is copied. A flag takes true/yes/on/1 and false/no/off/0, or NULL
 * for true. A refused option is an error unless its value says that it is off. */
MUST_USE bool option_set(struct cli_options *options, const struct option *o, const char *as, const char *value,
                         char problem[OPTION_PROBLEM]);

/* As if it had never been given. */
void option_clear(struct cli_options *options, const struct option *o);

#endif
