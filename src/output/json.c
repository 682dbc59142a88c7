/* SPDX-License-Identifier: MIT */
/* output/json.c - see json.h */
#include "output/json.h"

#include "output/final_report.h"
#include "output/json_document.h"

static const struct output_ops ops = FINAL_REPORT_OPS("json");

struct output *json_new(const char *prefix)
{
    return final_report_new(&ops, json_document_write, prefix, ".json");
}
