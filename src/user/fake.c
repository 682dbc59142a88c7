/* SPDX-License-Identifier: MIT */
/* user/fake.c - made-up people, places, identifiers and dates; documented in cicada.h
 *
 * Everything is drawn with the user's own random numbers, so that a run with the same seed makes up the same data. Addresses,
 * numbers and domains are from the ranges that are kept free for documentation and fiction: nobody is reached by them.
 *
 * Not here: words and sentences (user/fake_text.c), the lists (user/fake_words.c).
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "user/fake_words.h"
#include "user/user.h"

#define LOGGER     "cicada.scenario"
#define PICK(list) ((list)[random_below(&u->random, COUNT(list))])

static const struct fake_name *first_name(cic_user *u)
{
    return &fake_first_names[random_below(&u->random, fake_first_name_count)];
}

static const struct fake_name *last_name(cic_user *u)
{
    return &fake_last_names[random_below(&u->random, fake_last_name_count)];
}

static const char *word_of(cic_user *u, const struct fake_words *words)
{
    return words->at[random_below(&u->random, words->count)];
}

static unsigned below(cic_user *u, unsigned bound)
{
    return (unsigned)random_below(&u->random, bound);
}

/* ---- people ---- */

const char *cic_fake_first_name(cic_user *u)
{
    return first_name(u)->text;
}

const char *cic_fake_last_name(cic_user *u)
{
    return last_name(u)->text;
}

const char *cic_fake_name(cic_user *u)
{
    const char *first = first_name(u)->text;

    return arena_printf(&u->arena, "%s %s", first, last_name(u)->text);
}

const char *cic_fake_user_name(cic_user *u)
{
    const char *first = first_name(u)->plain, *last = last_name(u)->plain;

    return arena_printf(&u->arena, "%s.%s%u", first, last, below(u, 100));
}

/* 48 random bits beside the name: among a million addresses two are alike once in some hundred thousand runs. */
const char *cic_fake_email(cic_user *u)
{
    static const char *const domains[] = {"example.com", "example.org", "example.net"}; /* RFC 2606 section 3 */
    const char *first = first_name(u)->plain, *last = last_name(u)->plain, *domain = PICK(domains);

    return arena_printf(&u->arena, "%s.%s.%012" PRIx64 "@%s", first, last, random_u64(&u->random) >> 16, domain);
}

/* 555-0100 to 555-0199 are kept free for fiction in each area of the North American numbering plan. */
const char *cic_fake_phone(cic_user *u)
{
    static const unsigned areas[] = {202, 206, 212, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808, 907};
    unsigned area = PICK(areas);

    return arena_printf(&u->arena, "+1-%u-555-01%02u", area, below(u, 100));
}

/* ---- places ---- */

const char *cic_fake_street(cic_user *u)
{
    unsigned house = 1 + below(u, 250);

    return arena_printf(&u->arena, "%u %s", house, word_of(u, &fake_streets));
}

const char *cic_fake_city(cic_user *u)
{
    return word_of(u, &fake_cities);
}

const char *cic_fake_country(cic_user *u)
{
    return word_of(u, &fake_countries);
}

const char *cic_fake_company(cic_user *u)
{
    const char *name = last_name(u)->text;

    return arena_printf(&u->arena, "%s %s", name, word_of(u, &fake_company_kinds));
}

/* RFC 5737 */
const char *cic_fake_ipv4(cic_user *u)
{
    static const char *const networks[] = {"192.0.2", "198.51.100", "203.0.113"};
    const char *network = PICK(networks);

    return arena_printf(&u->arena, "%s.%u", network, below(u, 256));
}

/* ---- identifiers ---- */

void *cic_fake_bytes(cic_user *u, size_t size)
{
    unsigned char *bytes = arena_alloc(&u->arena, size);

    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t drawn = random_u64(&u->random);

        memcpy(bytes + at, &drawn, MIN(sizeof drawn, size - at));
    }
    return bytes;
}

const char *cic_fake_uuid(cic_user *u)
{
    uint64_t high = random_u64(&u->random), low = random_u64(&u->random);

    high = (high & ~0xf000ULL) | 0x4000;                          /* version 4 (RFC 9562 section 5.4) */
    low = (low & ~0xc000000000000000ULL) | 0x8000000000000000ULL; /* variant 10 (section 4.1) */
    return arena_printf(&u->arena, "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64, high >> 32,
                        (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffffffffffff);
}

const char *cic_fake_hex(cic_user *u, size_t digits)
{
    static const char letters[] = "0123456789abcdef";
    char *text = arena_alloc(&u->arena, digits + 1);
    uint64_t drawn = 0;

    for (size_t i = 0; i < digits; i++) {
        drawn = i % 16 ? drawn >> 4 : random_u64(&u->random);
        text[i] = letters[drawn & 15];
    }
    text[digits] = '\0';
    return text;
}

/* ---- dates ---- */

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

static int64_t days_before_year(int64_t year) /* since the first day of year 1 */
{
    int64_t past = year - 1;

    return past * 365 + past / 4 - past / 100 + past / 400;
}

/* "YYYY-MM-DD", from year 1 on, as the number of the day; false for anything else, or a day that its month does not have. */
static bool read_date(const char *text, int64_t *day)
{
    uint64_t year, month, date;

    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !text_to_u64((struct text){text, 4}, &year) ||
        !text_to_u64((struct text){text + 5, 2}, &month) || !text_to_u64((struct text){text + 8, 2}, &date))
        return false;
    if (year < 1 || month < 1 || month > 12 || date < 1 || (int64_t)date > days_of_month((int64_t)year, (int64_t)month))
        return false;
    *day = days_before_year((int64_t)year) + (int64_t)date - 1;
    for (uint64_t m = 1; m < month; m++)
        *day += days_of_month((int64_t)year, (int64_t)m);
    return true;
}

static const char *write_date(cic_user *u, int64_t day)
{
    int64_t year = day / 366 + 1, month = 1;

    while (days_before_year(year + 1) <= day)
        year++;
    day -= days_before_year(year);
    while (day >= days_of_month(year, month))
        day -= days_of_month(year, month++);
    return arena_printf(&u->arena, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, year, month, day + 1);
}

const char *cic_fake_date(cic_user *u, const char *from, const char *to)
{
    int64_t first, last;

    if (!read_date(from, &first) || !read_date(to, &last)) {
        log_error(LOGGER, "task \"%s\": cic_fake_date(\"%.40s\", \"%.40s\"): dates are written as YYYY-MM-DD", u->task_name,
                  from ? from : "", to ? to : "");
        return "1970-01-01";
    }
    return write_date(u, random_between(&u->random, first, last));
}

const char *cic_fake_timestamp(cic_user *u)
{
    char micros[CLOCK_TEXT];

    return arena_printf(&u->arena, "%.*sZ", (int)strlen("2026-08-22T10:00:00.123"), clock_iso_micros(clock_wall(), micros));
}
