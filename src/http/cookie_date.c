/* SPDX-License-Identifier: MIT */
/* http/cookie_date.c - the date of an Expires attribute; see cookie_date.h */
#include "http/cookie_date.h"

#include "http/octet.h"

#define SECONDS_PER_DAY 86400
#define EARLIEST_YEAR   1601 /* RFC 6265 section 5.1.1, step 5 */

struct date {
    bool has_time, has_day, has_month, has_year;
    int hour, minute, second, day, month, year;
};

/* The delimiters of the RFC; all other bytes belong to a token, also those above ASCII. */
static bool is_delimiter(char c)
{
    return c == '\t' || (c >= 0x20 && c <= 0x2f) || (c >= 0x3b && c <= 0x40) || (c >= 0x5b && c <= 0x60) ||
           (c >= 0x7b && c <= 0x7e);
}

/* Takes `least` to `most` digits off the front; false when there are fewer, or when one more digit follows. */
static bool take_number(struct text *t, size_t least, size_t most, int *number)
{
    size_t size = 0;

    *number = 0;
    while (size < t->size && octet_is_digit(t->data[size])) {
        if (size == most)
            return false;
        *number = *number * 10 + (t->data[size++] - '0');
    }
    t->data += size;
    t->size -= size;
    return size >= least;
}

static bool take_colon(struct text *t)
{
    if (t->size == 0 || *t->data != ':')
        return false;
    t->data++;
    t->size--;
    return true;
}

static bool read_time(struct text token, struct date *d)
{
    d->has_time = take_number(&token, 1, 2, &d->hour) && take_colon(&token) && take_number(&token, 1, 2, &d->minute) &&
                  take_colon(&token) && take_number(&token, 1, 2, &d->second);
    return d->has_time;
}

static bool read_day(struct text token, struct date *d)
{
    d->has_day = take_number(&token, 1, 2, &d->day);
    return d->has_day;
}

static bool read_month(struct text token, struct date *d)
{
    static const char names[][4] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

    for (size_t i = 0; token.size >= 3 && i < COUNT(names); i++) {
        if (text_equal_nocase((struct text){token.data, 3}, (struct text){names[i], 3})) {
            d->has_month = true;
            d->month = (int)i + 1;
        }
    }
    return d->has_month;
}

static bool read_year(struct text token, struct date *d)
{
    d->has_year = take_number(&token, 2, 4, &d->year);
    if (d->has_year && d->year < 100)
        d->year += d->year >= 70 ? 1900 : 2000;
    return d->has_year;
}

/* What a token is depends on what is still missing, in the RFC's order. */
static void read_token(struct text token, struct date *d)
{
    if (!d->has_time && read_time(token, d))
        return;
    if (!d->has_day && read_day(token, d))
        return;
    if (!d->has_month && read_month(token, d))
        return;
    if (!d->has_year)
        read_year(token, d);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int month, int year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

static bool is_valid(const struct date *d)
{
    return d->has_time && d->has_day && d->has_month && d->has_year && d->year >= EARLIEST_YEAR && d->day >= 1 &&
           d->day <= days_of_month(d->month, d->year) && d->hour <= 23 && d->minute <= 59 && d->second <= 59;
}

/* Leap years before the given one, counted from year 1. */
static int64_t leap_years_before(int year)
{
    return (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
}

static int64_t days_since_1970(const struct date *d)
{
    int64_t days = (int64_t)(d->year - 1970) * 365 + leap_years_before(d->year) - leap_years_before(1970);

    for (int month = 1; month < d->month; month++)
        days += days_of_month(month, d->year);
    return days + d->day - 1;
}

bool cookie_date_parse(struct text t, int64_t *seconds)
{
    struct date d = {0};

    for (size_t at = 0; at < t.size;) {
        size_t start = at;

        while (at < t.size && !is_delimiter(t.data[at]))
            at++;
        if (at > start)
            read_token((struct text){t.data + start, at - start}, &d);
        else
            at++;
    }
    if (!is_valid(&d))
        return false;
    *seconds = days_since_1970(&d) * SECONDS_PER_DAY + d.hour * 3600 + d.minute * 60 + d.second;
    return true;
}
