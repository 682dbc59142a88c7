/* SPDX-License-Identifier: MIT */
/* cli/suite_file.h - a suite: the load tests of one team, described by a file suite.toml
 *
 *     [suite]
 *     title = "auth, generation and payments"
 *     default = "load"                             # the run that is meant when none is named
 *     env-files = [".env.load-testing"]            # looked for where the program starts
 *     target = ["--users", "2000"]                 # options of the server that comes with Cicada, for runs without a host
 *
 *     [options]                                    # of all runs: the long names of options, as in a configuration file
 *     locustfile = "platform.c"
 *
 *     [run.load]
 *     about = "up to 1000 users"
 *     users = "${LOAD_TEST_USERS_MAX:-1000}"
 *
 *     [run.everything]
 *     about = "one after the other"
 *     steps = ["load", "spike"]                    # instead of options
 *
 *     [service]                                    # checks of runs in which a component "service" is watched
 *     check = ["cpu(service) < 80%"]
 *
 *     [seed]                                       # options of "cicada seed", before and after a run (cli/suite_seed.h)
 *     database = "${LOAD_TEST_DATABASE_URL:-}"
 *     table = "users"
 *
 * Files that locustfile and check-file name are relative to the suite's folder. An option whose value is empty counts as not
 * given. Not here: where suites are (cli/suite_search.h), running one (cli/suite_command.h).
 */
#ifndef CICADA_CLI_SUITE_FILE_H
#define CICADA_CLI_SUITE_FILE_H

#include "cli/settings.h"

struct suite_run {
    const char *name, *about;
    struct settings settings;
    struct plan_list steps; /* names of other runs; none: it is one run */
};

struct suite {
    const char *path; /* of the file */
    const char *folder;
    const char *name;             /* of the folder */
    const char *title, *standard; /* `standard` names the default run */
    struct plan_list env_files;
    struct plan_list target;        /* options of the target server */
    bool has_target;                /* a run without a host starts that */
    struct settings settings;       /* of all runs */
    struct settings service_checks; /* of runs in which the service is watched (cli/suite_service.h) */
    struct settings seed;           /* of "cicada seed" before and after a run */
    struct suite_run *runs;
    size_t run_count;
};

/* Reads the file; everything lives in `arena`. False: `problem` names file, line and what is wrong. Names of steps and of the
 * default run are checked. */
MUST_USE bool suite_file_read(struct suite *out, const char *path, struct arena *arena, char problem[OPTION_PROBLEM]);

/* NULL when there is none of that name. */
const struct suite_run *suite_find_run(const struct suite *s, const char *name);

#endif
