/* SPDX-License-Identifier: MIT */
/* scenario/library.c - see scenario/library.h */
#include "scenario/library.h"

#include <dlfcn.h>
#include <stdio.h>

#include "base/mem.h"

static enum scenario_problem refused(const char *shown, char *problem)
{
    static const char undefined[] = "undefined symbol: ";
    const char *reason = dlerror(), *name = reason ? strstr(reason, undefined) : NULL;

    if (name)
        snprintf(problem, SCENARIO_PROBLEM_SIZE,
                 "%.300s calls %.200s, which is defined nowhere: is the name right? A library is added by CICADA_CFLAGS=-lNAME",
                 shown, name + strlen(undefined));
    else
        snprintf(problem, SCENARIO_PROBLEM_SIZE, "%.300s cannot be loaded: %.500s", shown, reason ? reason : "no reason given");
    return SCENARIO_NOT_LOADABLE;
}

static enum scenario_problem check(const cic_scenario *record, const char *shown, char *problem)
{
    if (!record) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE,
                 "%.300s exports no scenario: end it with CIC_SCENARIO(.users = CIC_USERS(&...));", shown);
        return SCENARIO_NOT_A_SCENARIO;
    }
    if (record->abi != CICADA_ABI) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE,
                 "%.300s was compiled for interface %" PRIu32
                 " of Cicada, and this is %d: compile it again with this program's cicada.h",
                 shown, record->abi, CICADA_ABI);
        return SCENARIO_WRONG_ABI;
    }
    if (record->struct_size != sizeof(cic_scenario) || record->class_size != sizeof(cic_user_class) ||
        record->task_size != sizeof(cic_task) || record->stage_size != sizeof(cic_stage) ||
        record->option_size != sizeof(cic_option_entry)) {
        snprintf(problem, SCENARIO_PROBLEM_SIZE,
                 "%.300s was compiled with another cicada.h than this program's, or for another machine: compile it again",
                 shown);
        return SCENARIO_WRONG_ABI;
    }
    return SCENARIO_FINE;
}

enum scenario_problem library_open(struct library *l, const char *path, const char *shown, char *problem)
{
    /* Without a slash the dynamic linker would search the system's folders instead. */
    char *place = strchr(path, '/') ? mem_strdup(path) : mem_printf("./%s", path);
    enum scenario_problem result;

    *l = (struct library){.handle = dlopen(place, RTLD_NOW | RTLD_LOCAL)};
    mem_free(place);
    if (!l->handle)
        return refused(shown, problem);
    l->record = dlsym(l->handle, "cicada_scenario");
    result = check(l->record, shown, problem);
    if (result != SCENARIO_FINE)
        library_close(l);
    return result;
}

void library_close(struct library *l)
{
    if (l->handle)
        dlclose(l->handle);
    *l = (struct library){0};
}
