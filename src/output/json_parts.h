/* SPDX-License-Identifier: MIT */
/* output/json_parts.h - the single members of the JSON report that the live page gets as well: run, users, generator
 *
 * docs/json.md describes them. Not here: what is repeated (output/json_rows.h), the order of all (output/json_document.h).
 */
#ifndef CICADA_OUTPUT_JSON_PARTS_H
#define CICADA_OUTPUT_JSON_PARTS_H

#include "output/json_write.h"
#include "output/output.h"

/* What a page has to know of a run that may still go on, to put news and document together. */
struct json_live {
    uint64_t number; /* of the run in this process, from 1; 0: there was none yet */
    uint64_t epoch;  /* grows whenever the counts begin anew */
    uint64_t frame;  /* of the news that this document includes */
};

/* `live` may be NULL. */
void json_part_run(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info, int exit_code,
                   const struct json_live *live);
void json_part_users(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info);
void json_part_generator(struct json_writer *w, const char *key, const struct run_progress *p);
void json_part_beyond_limits(struct json_writer *w, const char *key, const struct snapshot *s);
void json_part_causes(struct json_writer *w, const char *key, const struct snapshot *s, const struct run_info *info);

#endif
