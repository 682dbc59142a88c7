/* SPDX-License-Identifier: MIT */
/* output/number.h - numbers as the reports write them, besides the units of base/units.h
 */
#ifndef CICADA_OUTPUT_NUMBER_H
#define CICADA_OUTPUT_NUMBER_H

#include "base/base.h"

#define NUMBER_TEXT 40

/* The shortest decimal that reads back as the same double, laid out as Python's repr: "0.1", "12.0", "1e-05", "1.5e+16"; "nan"
 * and "inf" for those. */
char *number_repr(double value, char out[NUMBER_TEXT]);

/* The same text for a duration in milliseconds, several times faster: its digits are those of the nanoseconds. */
char *number_repr_milliseconds(uint64_t nanos, char out[NUMBER_TEXT]);

/* "1,234,567" */
char *number_grouped(uint64_t value, char out[NUMBER_TEXT]);

/* "1 user", "0 users", "1,234 users": a count of what `noun` names, one that takes an s but for one. */
char *number_of(uint64_t count, const char *noun, char out[NUMBER_TEXT]);

/* "1,234.6": one decimal, for rates. */
char *number_rate(double value, char out[NUMBER_TEXT]);

/* "56.40 %"; "0.00 %" when `whole` is 0. A share that is not nought never reads as "0.00 %" ("<0.01 %"), one that is not all
 * never as "100.00 %" (">99.99 %"). */
char *number_share(uint64_t part, uint64_t whole, char out[NUMBER_TEXT]);

/* A duration for tables: units_write_nanos, "> 1 h" for UINT64_MAX (beyond the histogram), "unbounded" for
 * DURATION_UNBOUNDED, "-" when there were none (count 0). */
char *number_duration(uint64_t nanos, uint64_t count, char out[NUMBER_TEXT]);
/* The same for columns of 8: "> max" where the other says "unbounded". */
char *number_short_duration(uint64_t nanos, uint64_t count, char out[NUMBER_TEXT]);

/* The decimal with the fewest digits, from seven on, that reads back as the same float. */
double number_of_float(float value);

static inline double number_milliseconds(uint64_t nanos)
{
    return (double)nanos / (double)NANOS_PER_MILLI;
}

#endif
