/* SPDX-License-Identifier: MIT */
/* cli/schedule_text.h - a daily run as units of systemd and as a line of a crontab, with every word quoted as each wants it
 *
 * Pure functions.
 */
#ifndef CICADA_CLI_SCHEDULE_TEXT_H
#define CICADA_CLI_SCHEDULE_TEXT_H

#include "base/buffer.h"

struct schedule {
    const char *name;         /* letters, digits, - and _ */
    unsigned hour, minute;    /* of the local time */
    const char *folder;       /* where it runs; absolute */
    const char *const *words; /* the command, with the absolute path of the program first */
    size_t count;
};

/* Can these words be written into a unit and a crontab? Neither takes a line end. */
bool schedule_fits(const struct schedule *s);

void schedule_service(const struct schedule *s, struct buffer *out); /* cicada-NAME.service */
void schedule_timer(const struct schedule *s, struct buffer *out);   /* cicada-NAME.timer */
void schedule_crontab(const struct schedule *s, struct buffer *out);

#endif
