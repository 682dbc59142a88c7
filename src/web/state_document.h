/* SPDX-License-Identifier: MIT */
/* web/state_document.h - what a page has to know before it can show anything: state, form, classes, options (docs/web-api.md)
 *
 * A pure function. Values of secret options are never in it.
 */
#ifndef CICADA_WEB_STATE_DOCUMENT_H
#define CICADA_WEB_STATE_DOCUMENT_H

#include "web/web.h"

struct state_document { /* borrowed for the call */
    const struct run_info *info;
    const struct run_progress *progress; /* of the present or last run; NULL: there was none yet */
    uint64_t run;                        /* its number; 0: none yet */
    const char *token;                   /* of pages of ours */
    const char *user;                    /* who is logged in; NULL: nobody had to */
    bool store, class_picker;
    bool full_history; /* the file of --csv-full-history is written */
    const struct web_wishes *form;
    const struct user_classes *classes; /* all of the scenario */
    const struct web_field *fields;
    size_t field_count;
};

void state_document_write(const struct state_document *d, struct buffer *out);

#endif
