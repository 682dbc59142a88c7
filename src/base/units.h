/* SPDX-License-Identifier: MIT */
/* base/units.h - durations, sizes, counts and rates as people write and read them
 *
 * The readers accept what the options promise and say what is wrong; the writers give short text of a fixed style ("1.24 ms",
 * "12.3k", "4.0 MiB") for tables and messages.
 */
#ifndef CICADA_BASE_UNITS_H
#define CICADA_BASE_UNITS_H

#include "base/text.h"

/* Locust's time span: "20", "20s", "3m", "2h", "1h20m", "3h30m10s"; besides "500ms", "38us", "870ns", decimals ("1.5s") and
 * spaces between the parts ("2m 05s"). Units go from large to small, each once; a number without a unit stands alone and counts
 * seconds. At most LIMIT_DURATION_SECONDS. On failure false and `*problem` points to a constant sentence. */
MUST_USE bool units_read_duration(struct text t, double *seconds, const char **problem);

/* "64", "64k", "1.5M", "2G", "1T" with 1000s, "KiB" "MiB" "GiB" "TiB" with 1024s; an optional final B, a space before the unit,
 * either case. Fractions of a byte are rounded to the nearest. Failure as above. */
MUST_USE bool units_read_size(struct text t, uint64_t *bytes, const char **problem);

/* "500/s", "30/m", "7200/h", decimals; a number alone counts per second. Failure as above. */
MUST_USE bool units_read_rate(struct text t, double *per_second, const char **problem);

/* The writers use a decimal point whatever the locale, and return `out`. */
#define UNITS_TEXT 32

/* "870 ns", "38 us", "1.24 ms", "12.3 ms", "1.50 s", "2m 05s", "1h 05m": three significant digits and a unit, but whole
 * microseconds from 10 us up: clocks tell no more. */
char *units_write_nanos(uint64_t nanos, char out[UNITS_TEXT]);
/* "950", "12.3k", "4.56M"; below 1000 fractions show, so that it serves for rates: "3.52". */
char *units_write_count(double count, char out[UNITS_TEXT]);
/* "512 B", "4.0 KiB", "1.2 GiB". */
char *units_write_bytes(double bytes, char out[UNITS_TEXT]);
/* "0:20", "1:05:00": the length of a run, to the nearest second. */
char *units_write_span(double seconds, char out[UNITS_TEXT]);

#endif
