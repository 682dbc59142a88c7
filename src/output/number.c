/* SPDX-License-Identifier: MIT */
/* output/number.c - the digits come from printf, the layout is done here */
#include "output/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "stats/snapshot.h"

#define DIGITS_MAX 17 /* enough for any double */
#define DIGITS_SAFE                                                                                                             \
    15 /* any decimal of so many digits survives a double, so trying fewer finds nothing shorter: but near 0, where doubles are \
          sparse */

/* Significant digits without a point and without zeroes at the end, and the decimal exponent of the first one. */
static int shortest_digits(double value, char digits[DIGITS_MAX + 1])
{
    char text[NUMBER_TEXT];
    const char *exponent;
    size_t count = 0;

    for (int precision = isnormal(value) ? DIGITS_SAFE : 1; precision <= DIGITS_MAX; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, value);
        if (strtod(text, NULL) == value)
            break;
    }
    exponent = strchr(text, 'e');
    for (const char *c = text; c < exponent; c++)
        if (*c >= '0' && *c <= '9')
            digits[count++] = *c;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return (int)strtol(exponent + 1, NULL, 10);
}

char *number_repr(double value, char out[NUMBER_TEXT])
{
    char digits[DIGITS_MAX + 1];
    const char *sign = signbit(value) ? "-" : "";
    int exponent, count;

    if (!isfinite(value)) {
        snprintf(out, NUMBER_TEXT, "%s%s", isnan(value) ? "" : sign, isnan(value) ? "nan" : "inf");
        return out;
    }
    exponent = shortest_digits(fabs(value), digits);
    count = (int)strlen(digits);
    if (exponent < -4 || exponent >= 16)
        snprintf(out, NUMBER_TEXT, "%s%c%s%se%+03d", sign, digits[0], count > 1 ? "." : "", digits + 1, exponent);
    else if (exponent < 0)
        snprintf(out, NUMBER_TEXT, "%s0.%.*s%s", sign, -exponent - 1, "0000", digits);
    else if (count <= exponent + 1)
        snprintf(out, NUMBER_TEXT, "%s%s%.*s.0", sign, digits, exponent + 1 - count, "0000000000000000");
    else
        snprintf(out, NUMBER_TEXT, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
    return out;
}

char *number_repr_milliseconds(uint64_t nanos, char out[NUMBER_TEXT])
{
    int size;

    /* Below 100 ns Python uses an exponent; beyond fifteen digits the nearest double is another number. */
    if ((nanos > 0 && nanos < 100) || nanos >= 1000000000000000)
        return number_repr(number_milliseconds(nanos), out);
    size = snprintf(out, NUMBER_TEXT, "%llu.%06llu", nanos / NANOS_PER_MILLI, nanos % NANOS_PER_MILLI);
    while (out[size - 1] == '0' && out[size - 2] != '.')
        out[--size] = '\0';
    return out;
}

double number_of_float(float value)
{
    double rounded = (double)value;

    if (value == 0 || !isfinite(value))
        return rounded;
    for (int digits = FLT_DIG + 1; digits <= FLT_DECIMAL_DIG; digits++) {
        double scale = pow(10, digits - 1 - floor(log10(fabs((double)value))));

        rounded = round((double)value * scale) / scale;
        if ((float)rounded == value)
            break;
    }
    return rounded;
}

char *number_grouped(uint64_t value, char out[NUMBER_TEXT])
{
    char digits[NUMBER_TEXT];
    int count = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *to = out;

    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return out;
}

char *number_of(uint64_t count, const char *noun, char out[NUMBER_TEXT])
{
    char grouped[NUMBER_TEXT];

    snprintf(out, NUMBER_TEXT, "%s %s%s", number_grouped(count, grouped), noun, count == 1 ? "" : "s");
    return out;
}

char *number_rate(double value, char out[NUMBER_TEXT])
{
    char grouped[NUMBER_TEXT];
    double tenths;

    if (!(value >= 0) || value > 1e15) { /* NaN as well */
        snprintf(out, NUMBER_TEXT, "-");
        return out;
    }
    tenths = round(value * 10);
    snprintf(out, NUMBER_TEXT, "%s.%u", number_grouped((uint64_t)(tenths / 10), grouped), (unsigned)fmod(tenths, 10));
    return out;
}

char *number_share(uint64_t part, uint64_t whole, char out[NUMBER_TEXT])
{
    double percent = whole > 0 ? 100.0 * (double)part / (double)whole : 0;

    if (part > 0 && percent < 0.005)
        snprintf(out, NUMBER_TEXT, "<0.01 %%");
    else if (part < whole && percent >= 99.995)
        snprintf(out, NUMBER_TEXT, ">99.99 %%");
    else
        snprintf(out, NUMBER_TEXT, "%.2f %%", percent);
    return out;
}

char *number_duration(uint64_t nanos, uint64_t count, char out[NUMBER_TEXT])
{
    char text[UNITS_TEXT];

    if (count == 0)
        snprintf(out, NUMBER_TEXT, "-");
    else if (nanos == UINT64_MAX)
        snprintf(out, NUMBER_TEXT, "> 1 h");
    else if (nanos == DURATION_UNBOUNDED)
        snprintf(out, NUMBER_TEXT, "unbounded");
    else
        snprintf(out, NUMBER_TEXT, "%s", units_write_nanos(nanos, text));
    return out;
}

char *number_short_duration(uint64_t nanos, uint64_t count, char out[NUMBER_TEXT])
{
    if (count == 0 || nanos != DURATION_UNBOUNDED)
        return number_duration(nanos, count, out);
    snprintf(out, NUMBER_TEXT, "> max");
    return out;
}
