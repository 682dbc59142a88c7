/* SPDX-License-Identifier: MIT */
/* output/sparkline.h - a row of values as a row of characters, the height of each by its share of the largest
 */
#ifndef CICADA_OUTPUT_SPARKLINE_H
#define CICADA_OUTPUT_SPARKLINE_H

#include "base/buffer.h"

/* One character a value, from the lowest (nought or nearly) to the highest (the largest of all). Values below 0 and NaN count as
 * 0. Eighth blocks, or ASCII without `unicode`. */
void sparkline_write(const double *values, size_t count, bool unicode, struct buffer *out);

#endif
