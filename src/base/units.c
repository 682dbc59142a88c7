/* SPDX-License-Identifier: MIT */
/* base/units.c - reading and writing quantities; see units.h
 *
 * Fixed-point numbers are written from integers: printf would take the decimal point from the locale.
 */
#include "base/units.h"

#include <math.h>
#include <stdio.h>

#include "base/limits.h"

struct unit {
    struct text name;
    double factor;
};

static const struct unit duration_units[] = {{TEXT("h"), 3600},  {TEXT("m"), 60},    {TEXT("s"), 1},
                                             {TEXT("ms"), 1e-3}, {TEXT("us"), 1e-6}, {TEXT("ns"), 1e-9}};

static const struct unit size_units[] = {{TEXT(""), 1},        {TEXT("k"), 1e3},     {TEXT("M"), 1e6},
                                         {TEXT("G"), 1e9},     {TEXT("T"), 1e12},    {TEXT("Ki"), 0x1p10},
                                         {TEXT("Mi"), 0x1p20}, {TEXT("Gi"), 0x1p30}, {TEXT("Ti"), 0x1p40}};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Cuts the longest beginning for which `belongs` holds off `rest`. */
static struct text take_while(struct text *rest, bool (*belongs)(char c))
{
    struct text taken = {rest->data, 0};

    while (taken.size < rest->size && belongs(rest->data[taken.size]))
        taken.size++;
    rest->data += taken.size;
    rest->size -= taken.size;
    return taken;
}

/* Cuts "12" or "1.5" off `rest`. */
static bool take_number(struct text *rest, double *value)
{
    struct text number = take_while(rest, is_digit);

    if (number.size == 0)
        return false;
    if (rest->size > 0 && rest->data[0] == '.') {
        rest->data++;
        rest->size--;
        number.size += 1 + take_while(rest, is_digit).size;
    }
    return text_to_double(number, value);
}

bool units_read_duration(struct text t, double *seconds, const char **problem)
{
    struct text rest = text_trim(t);
    size_t next = 0; /* the largest unit that may still come */
    double total = 0;

    *problem = "not a duration; write 20, 20s, 3m, 2h, 1h20m, 1.5s or 500ms";
    if (rest.size == 0)
        return false;
    while (rest.size > 0) {
        bool first = next == 0;
        struct text name;
        size_t unit;
        double value;

        if (!take_number(&rest, &value))
            return false;
        rest = text_trim(rest);
        name = take_while(&rest, is_letter);
        rest = text_trim(rest);
        if (name.size == 0 && first && rest.size == 0)
            name = TEXT("s");
        for (unit = 0; unit < COUNT(duration_units) && !text_equal(name, duration_units[unit].name); unit++)
            ;
        if (unit == COUNT(duration_units)) {
            *problem = name.size == 0 ? "a number has no unit" : "unknown unit; use h, m, s, ms, us or ns";
            return false;
        }
        if (unit < next) {
            *problem = "units must go from large to small, each once";
            return false;
        }
        next = unit + 1;
        total += value * duration_units[unit].factor;
    }
    if (total > LIMIT_DURATION_SECONDS) {
        *problem = "longer than a century";
        return false;
    }
    *seconds = total;
    return true;
}

bool units_read_rate(struct text t, double *per_second, const char **problem)
{
    struct text rest = text_trim(t), unit = TEXT("s");
    double value;

    *problem = "not a rate; write 500/s, 30/m or 7200/h";
    if (!take_number(&rest, &value))
        return false;
    rest = text_trim(rest);
    if (rest.size > 0) {
        if (rest.data[0] != '/')
            return false;
        unit = text_trim((struct text){rest.data + 1, rest.size - 1});
    }
    if (text_equal(unit, TEXT("s")))
        *per_second = value;
    else if (text_equal(unit, TEXT("m")))
        *per_second = value / 60;
    else if (text_equal(unit, TEXT("h")))
        *per_second = value / 3600;
    else
        return false;
    return true;
}

bool units_read_size(struct text t, uint64_t *bytes, const char **problem)
{
    struct text rest = text_trim(t);
    size_t unit;
    double value;

    if (text_to_u64(rest, bytes)) /* exact beyond 2^53 */
        return true;
    *problem = "not a size; write 64, 64k, 1.5M, 2G or 512KiB";
    if (!take_number(&rest, &value))
        return false;
    rest = text_trim(rest);
    if (rest.size > 0 && (rest.data[rest.size - 1] == 'B' || rest.data[rest.size - 1] == 'b'))
        rest.size--;
    for (unit = 0; unit < COUNT(size_units) && !text_equal_nocase(rest, size_units[unit].name); unit++)
        ;
    if (unit == COUNT(size_units)) {
        *problem = "unknown unit; use k, M, G, T, KiB, MiB, GiB or TiB";
        return false;
    }
    value = round(value * size_units[unit].factor);
    if (value >= 0x1p64) {
        *problem = "too large for a size";
        return false;
    }
    *bytes = (uint64_t)value;
    return true;
}

/* "1.24": `value` with `decimals` digits behind the point. */
static char *write_fixed(char out[UNITS_TEXT], double value, unsigned decimals, const char *unit)
{
    static const uint64_t scales[] = {1, 10, 100};
    uint64_t scale = scales[decimals];
    uint64_t scaled = (uint64_t)llround(value * (double)scale);

    if (decimals == 0)
        snprintf(out, UNITS_TEXT, "%" PRIu64 "%s", scaled, unit);
    else
        snprintf(out, UNITS_TEXT, "%" PRIu64 ".%0*" PRIu64 "%s", scaled / scale, (int)decimals, scaled % scale, unit);
    return out;
}

/* Three significant digits of 0 <= value < 1000. The bounds are where rounding would add a digit. */
static char *write_three_digits(char out[UNITS_TEXT], double value, const char *unit)
{
    return write_fixed(out, value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0, unit);
}

char *units_write_nanos(uint64_t nanos, char out[UNITS_TEXT])
{
    double value = (double)nanos;
    uint64_t seconds = nanos / NANOS_PER_SECOND + (nanos % NANOS_PER_SECOND >= NANOS_PER_SECOND / 2);

    if (nanos < 1000)
        return write_fixed(out, value, 0, " ns");
    if (value < 999.5e3)
        return write_fixed(out, value / 1e3, value < 9.995e3 ? 2 : 0, " us");
    if (value < 999.5e6)
        return write_three_digits(out, value / 1e6, " ms");
    if (value < 59.95e9)
        return write_three_digits(out, value / 1e9, " s");
    if (seconds < 3600)
        snprintf(out, UNITS_TEXT, "%" PRIu64 "m %02" PRIu64 "s", seconds / 60, seconds % 60);
    else
        snprintf(out, UNITS_TEXT, "%" PRIu64 "h %02" PRIu64 "m", (seconds + 30) / 3600, (seconds + 30) % 3600 / 60);
    return out;
}

char *units_write_count(double count, char out[UNITS_TEXT])
{
    static const char *const suffixes[] = {"", "k", "M", "G", "T", "P", "E"};
    size_t power = 0;

    if (isnan(count) || count < 0) {
        snprintf(out, UNITS_TEXT, "-");
        return out;
    }
    if (count < 999.5 && count == floor(count))
        return write_fixed(out, count, 0, "");
    while (count >= 999.5 && power < COUNT(suffixes)) {
        count /= 1000;
        power++;
    }
    if (power < COUNT(suffixes))
        return write_three_digits(out, count, suffixes[power]);
    snprintf(out, UNITS_TEXT, ">999E");
    return out;
}

char *units_write_bytes(double bytes, char out[UNITS_TEXT])
{
    static const char *const suffixes[] = {" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
    size_t power = 0;

    if (isnan(bytes) || bytes < 0) {
        snprintf(out, UNITS_TEXT, "-");
        return out;
    }
    if (bytes < 1023.5)
        return write_fixed(out, bytes, 0, suffixes[0]);
    while (power == 0 || (bytes >= 1023.95 && power < COUNT(suffixes))) {
        bytes /= 1024;
        power++;
    }
    if (power < COUNT(suffixes))
        return write_fixed(out, bytes, 1, suffixes[power]);
    snprintf(out, UNITS_TEXT, ">999 EiB");
    return out;
}

char *units_write_span(double seconds, char out[UNITS_TEXT])
{
    /* The comparison also turns NaN into 0. */
    uint64_t whole = seconds > 0 ? (uint64_t)llround(MIN(seconds, LIMIT_DURATION_SECONDS)) : 0;

    if (whole < 3600)
        snprintf(out, UNITS_TEXT, "%" PRIu64 ":%02" PRIu64, whole / 60, whole % 60);
    else
        snprintf(out, UNITS_TEXT, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, whole / 3600, whole / 60 % 60, whole % 60);
    return out;
}
