/* SPDX-License-Identifier: MIT */
/* output/html_page.h - the page of the HTML report, with data in it
 *
 * The page is one file that needs nothing else (webui/, built into webui/dist/report.html and carried by the program). It reads
 * its data from an element of type application/json, which runs nothing; here the data is put there. In it "<" stands as
 * \u003c, so no name and no error text can end the element or begin another, and U+2028 and U+2029 are escaped as well. The
 * page's content security policy names its own script by its hash: nothing else would run even so.
 *
 * Not here: which data (output/html_report.h, output/html_comparison.h).
 */
#ifndef CICADA_OUTPUT_HTML_PAGE_H
#define CICADA_OUTPUT_HTML_PAGE_H

#include <stdio.h>

#include "base/text.h"

/* Writes JSON, UTF-8 throughout, to `out`. */
typedef void html_page_data(void *context, FILE *out);

/* Bytes of a file without any data; and those that so much JSON takes in it. */
size_t html_page_size(void);
size_t html_page_data_size(struct text json);

/* The page with what `write` writes. Write errors stay with the stream (ferror). */
void html_page_write(html_page_data *write, void *context, FILE *out);

#endif
