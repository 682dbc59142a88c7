/* SPDX-License-Identifier: MIT */
/* fake/fake.c - made-up people, places, identifiers and dates; see fake.h */
#include "fake/fake.h"

#include "fake/fake_words.h"

#define PICK(list) ((list)[random_below(f->random, COUNT(list))])

static const struct fake_name *first_name(struct fake *f)
{
    return &fake_first_names[random_below(f->random, fake_first_name_count)];
}

static const struct fake_name *last_name(struct fake *f)
{
    return &fake_last_names[random_below(f->random, fake_last_name_count)];
}

static const char *word_of(struct fake *f, const struct fake_words *words)
{
    return words->at[random_below(f->random, words->count)];
}

static unsigned below(struct fake *f, unsigned bound)
{
    return (unsigned)random_below(f->random, bound);
}

/* ---- people ---- */

const char *fake_first_name(struct fake *f)
{
    return first_name(f)->text;
}

const char *fake_last_name(struct fake *f)
{
    return last_name(f)->text;
}

const char *fake_name(struct fake *f)
{
    const char *first = first_name(f)->text;

    return arena_printf(f->arena, "%s %s", first, last_name(f)->text);
}

const char *fake_user_name(struct fake *f)
{
    const char *first = first_name(f)->plain, *last = last_name(f)->plain;

    return arena_printf(f->arena, "%s.%s%u", first, last, below(f, 100));
}

/* 48 random bits beside the name: among a million addresses two are alike once in some hundred thousand runs. */
const char *fake_email(struct fake *f)
{
    static const char *const domains[] = {"example.com", "example.org", "example.net"}; /* RFC 2606 section 3 */
    const char *first = first_name(f)->plain, *last = last_name(f)->plain, *domain = PICK(domains);

    return arena_printf(f->arena, "%s.%s.%012" PRIx64 "@%s", first, last, random_u64(f->random) >> 16, domain);
}

/* 555-0100 to 555-0199 are kept free for fiction in each area of the North American numbering plan. */
const char *fake_phone(struct fake *f)
{
    static const unsigned areas[] = {202, 206, 212, 303, 305, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808, 907};
    unsigned area = PICK(areas);

    return arena_printf(f->arena, "+1-%u-555-01%02u", area, below(f, 100));
}

/* ---- places ---- */

const char *fake_street(struct fake *f)
{
    unsigned house = 1 + below(f, 250);

    return arena_printf(f->arena, "%u %s", house, word_of(f, &fake_streets));
}

const char *fake_city(struct fake *f)
{
    return word_of(f, &fake_cities);
}

const char *fake_country(struct fake *f)
{
    return word_of(f, &fake_countries);
}

const char *fake_company(struct fake *f)
{
    const char *name = last_name(f)->text;

    return arena_printf(f->arena, "%s %s", name, word_of(f, &fake_company_kinds));
}

/* RFC 5737 */
const char *fake_ipv4(struct fake *f)
{
    static const char *const networks[] = {"192.0.2", "198.51.100", "203.0.113"};
    const char *network = PICK(networks);

    return arena_printf(f->arena, "%s.%u", network, below(f, 256));
}

/* ---- identifiers ---- */

void *fake_bytes(struct fake *f, size_t size)
{
    unsigned char *bytes = arena_alloc(f->arena, size);

    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t drawn = random_u64(f->random);

        memcpy(bytes + at, &drawn, MIN(sizeof drawn, size - at));
    }
    return bytes;
}

const char *fake_uuid(struct fake *f)
{
    uint64_t high = random_u64(f->random), low = random_u64(f->random);

    high = (high & ~0xf000ULL) | 0x4000;                          /* version 4 (RFC 9562 section 5.4) */
    low = (low & ~0xc000000000000000ULL) | 0x8000000000000000ULL; /* variant 10 (section 4.1) */
    return arena_printf(f->arena, "%08" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64, high >> 32,
                        (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffffffffffff);
}

const char *fake_hex(struct fake *f, size_t digits)
{
    static const char letters[] = "0123456789abcdef";
    char *text = arena_alloc(f->arena, digits + 1);
    uint64_t drawn = 0;

    for (size_t i = 0; i < digits; i++) {
        drawn = i % 16 ? drawn >> 4 : random_u64(f->random);
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

static const char *write_date(struct fake *f, int64_t day)
{
    int64_t year = day / 366 + 1, month = 1;

    while (days_before_year(year + 1) <= day)
        year++;
    day -= days_before_year(year);
    while (day >= days_of_month(year, month))
        day -= days_of_month(year, month++);
    return arena_printf(f->arena, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, year, month, day + 1);
}

const char *fake_date(struct fake *f, const char *from, const char *to)
{
    int64_t first, last;

    if (!read_date(from, &first) || !read_date(to, &last))
        return NULL;
    return write_date(f, random_between(f->random, first, last));
}
