/* SPDX-License-Identifier: MIT */
/* cli/loaded.c - from the problems of scenario/ and user/class.h to messages and exit codes */
#include "cli/loaded.h"

#include "cli/complain.h"
#include "cli/fault_handler.h"

static enum exit_code code_of_scenario(enum scenario_problem problem)
{
    switch (problem) {
    case SCENARIO_FINE:
        return EXIT_FINE;
    case SCENARIO_NO_FILE:
    case SCENARIO_NOT_SUPPORTED:
        return EXIT_NO_SCENARIO_FILE;
    case SCENARIO_BAD_URL:
    case SCENARIO_BAD_SETTING:
        return EXIT_WRONG_OPTIONS;
    case SCENARIO_NO_COMPILER:
    case SCENARIO_COMPILE_ERROR:
        return EXIT_COMPILE_ERROR;
    default:
        return EXIT_NOT_A_SCENARIO;
    }
}

static enum exit_code code_of_classes(enum class_problem problem)
{
    switch (problem) {
    case CLASSES_FINE:
        return EXIT_FINE;
    case CLASSES_UNKNOWN_NAME:
        return EXIT_UNKNOWN_USER;
    case CLASSES_NONE:
    case CLASSES_WITHOUT_TASKS:
        return EXIT_NO_TASKS;
    default:
        return EXIT_NOT_A_SCENARIO;
    }
}

enum exit_code loaded_open_scenario(struct scenario *s, const struct plan *plan)
{
    char problem[SCENARIO_PROBLEM_SIZE] = "";
    enum exit_code code;

    fault_handler_runs("the scenario, while it is loaded (.setup)");
    code = code_of_scenario(scenario_open(s, plan, problem));
    fault_handler_runs(NULL);
    if (code != EXIT_FINE)
        complain("%s", problem);
    return code;
}

enum exit_code loaded_read_classes(struct loaded *l, const struct plan *plan)
{
    struct class_filter filter = {.names = plan->user_classes,
                                  .tags = plan->tags,
                                  .exclude_tags = plan->exclude_tags,
                                  .equal_weights = plan->equal_weights};
    char problem[512] = "";
    enum exit_code code = code_of_classes(
        user_classes_read(&l->classes, l->scenario.classes, l->scenario.class_count, &filter, problem));

    if (code != EXIT_FINE)
        complain("%s", problem);
    return code;
}

enum exit_code loaded_open(struct loaded *l, const struct plan *plan)
{
    enum exit_code code = loaded_open_scenario(&l->scenario, plan);

    if (code != EXIT_FINE)
        return code;
    code = loaded_read_classes(l, plan);
    if (code != EXIT_FINE)
        loaded_close(l);
    return code;
}

void loaded_close(struct loaded *l)
{
    user_classes_free(&l->classes);
    scenario_close(&l->scenario);
}
