/* SPDX-License-Identifier: MIT */
/* seed/column_kind.c - one table of kinds: word, arguments, drawing; see column_kind.h */
#include "seed/column_kind.h"

#include <stdio.h>
#include <time.h>

#include "base/caret.h"
#include "fake/fake.h"
#include "seed/password_hash.h"

#define NAMES_SHOWN 400
#define MANY_VALUES 1000000 /* of a range: two rows then hardly have one in common */
#define FIRST_DAY   "2020-01-01"
#define LAST_DAY    "2025-12-31"
#define DAY_SECONDS 86400
#define WORDS_MOST  1000
#define TEXT_MOST   65536
#define WORDS_USUAL 5
#define TEXT_USUAL  200

typedef const char *draw_word(struct fake *f);

enum arguments { NO_ARGUMENTS, TEXT_ARGUMENT, NUMBER_ARGUMENT, RANGE_ARGUMENTS, REAL_ARGUMENTS, DAY_ARGUMENTS, CHOICE_ARGUMENT };

struct column_kind {
    const char *word;
    enum arguments arguments;
    bool tells_rows_apart;
    draw_word *word_of;       /* of made-up data without arguments */
    int64_t usual, low, high; /* of the one number: when it is not given, and its range */
    struct seed_value (*draw)(const struct seed_column *c, struct fake *f, uint64_t row);
};

static struct seed_value same(const char *text)
{
    return (struct seed_value){text, text};
}

static struct seed_value draw_nothing(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(NULL);
}

static struct seed_value draw_constant(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(c->text);
}

static struct seed_value draw_choice(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(c->choices[random_below(f->random, c->choice_count)]);
}

static struct seed_value draw_int(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(arena_printf(f->arena, "%" PRId64, random_between(f->random, c->low, c->high)));
}

static struct seed_value draw_float(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(arena_printf(f->arena, "%.2f", random_uniform(f->random, c->least, c->most)));
}

static struct seed_value draw_bool(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(random_below(f->random, 2) ? "1" : "0");
}

static struct seed_value draw_sequence(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(arena_printf(f->arena, "%" PRId64, (int64_t)((uint64_t)c->low + row)));
}

/* "{n}" becomes the number of the row, from 1. */
static struct seed_value draw_template(const struct seed_column *c, struct fake *f, uint64_t row)
{
    const char *out = "", *rest = c->text;

    for (const char *mark; (mark = strstr(rest, "{n}")); rest = mark + 3)
        out = arena_printf(f->arena, "%s%.*s%" PRIu64, out, (int)(mark - rest), rest, row + 1);
    return same(arena_printf(f->arena, "%s%s", out, rest));
}

static struct seed_value draw_hex(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(fake_hex(f, (size_t)c->low));
}

static struct seed_value draw_words(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(fake_words(f, (size_t)c->low));
}

static struct seed_value draw_text(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(fake_text(f, (size_t)c->low));
}

static struct seed_value draw_date(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return same(fake_date(f, c->from, c->to));
}

static struct seed_value draw_timestamp(const struct seed_column *c, struct fake *f, uint64_t row)
{
    const char *day = fake_date(f, c->from, c->to);
    unsigned second = (unsigned)random_below(f->random, DAY_SECONDS);

    return same(arena_printf(f->arena, "%sT%02u:%02u:%02uZ", day, second / 3600, second / 60 % 60, second % 60));
}

static struct seed_value draw_unix(const struct seed_column *c, struct fake *f, uint64_t row)
{
    struct tm day = {0};
    time_t second;

    sscanf(fake_date(f, c->from, c->to), "%d-%d-%d", &day.tm_year, &day.tm_mon, &day.tm_mday);
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    second = timegm(&day) + (time_t)random_below(f->random, DAY_SECONDS);
    return same(arena_printf(f->arena, "%" PRId64, (int64_t)second));
}

/* "PLAIN|STORED" */
static struct seed_value draw_hashed(const struct seed_column *c, struct fake *f, uint64_t row)
{
    const char *stored = strchr(c->text, '|') + 1;

    return (struct seed_value){stored, arena_copy(f->arena, (struct text){c->text, (size_t)(stored - 1 - c->text)})};
}

static struct seed_value draw_sha256(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return (struct seed_value){password_hash_sha256(c->text, f->arena), c->text};
}

static struct seed_value draw_pbkdf2(const struct seed_column *c, struct fake *f, uint64_t row)
{
    return (struct seed_value){password_hash_pbkdf2(c->text, fake_bytes(f, PASSWORD_SALT_SIZE), f->arena), c->text};
}

static const struct column_kind kinds[] = {
    {"email", NO_ARGUMENTS, true, fake_email},
    {"first_name", NO_ARGUMENTS, false, fake_first_name},
    {"last_name", NO_ARGUMENTS, false, fake_last_name},
    {"full_name", NO_ARGUMENTS, true, fake_name},
    {"user_name", NO_ARGUMENTS, true, fake_user_name},
    {"phone", NO_ARGUMENTS, false, fake_phone},
    {"street", NO_ARGUMENTS, false, fake_street},
    {"city", NO_ARGUMENTS, false, fake_city},
    {"country", NO_ARGUMENTS, false, fake_country},
    {"company", NO_ARGUMENTS, false, fake_company},
    {"ipv4", NO_ARGUMENTS, false, fake_ipv4},
    {"uuid", NO_ARGUMENTS, true, fake_uuid},
    {"word", NO_ARGUMENTS, false, fake_word},
    {"sentence", NO_ARGUMENTS, true, fake_sentence},
    {"bool", NO_ARGUMENTS, false, .draw = draw_bool},
    {"null", NO_ARGUMENTS, false, .draw = draw_nothing},
    {"hex", NUMBER_ARGUMENT, true, NULL, 32, 8, 4096, draw_hex},
    {"words", NUMBER_ARGUMENT, false, NULL, WORDS_USUAL, 1, WORDS_MOST, draw_words},
    {"text", NUMBER_ARGUMENT, true, NULL, TEXT_USUAL, 20, TEXT_MOST, draw_text},
    {"sequence", NUMBER_ARGUMENT, false, NULL, 1, INT64_MIN, INT64_MAX / 2, draw_sequence},
    {"int", RANGE_ARGUMENTS, false, .draw = draw_int},
    {"float", REAL_ARGUMENTS, false, .draw = draw_float},
    {"date", DAY_ARGUMENTS, false, .draw = draw_date},
    {"timestamp", DAY_ARGUMENTS, true, .draw = draw_timestamp},
    {"unix", DAY_ARGUMENTS, true, .draw = draw_unix},
    {"choice", CHOICE_ARGUMENT, false, .draw = draw_choice},
    {"const", TEXT_ARGUMENT, false, .draw = draw_constant},
    {"template", TEXT_ARGUMENT, true, .draw = draw_template},
    {"hashed", TEXT_ARGUMENT, false, .draw = draw_hashed},
    {"sha256", TEXT_ARGUMENT, false, .draw = draw_sha256},
    {"pbkdf2", TEXT_ARGUMENT, true, .draw = draw_pbkdf2},
};

/* ---- reading ---- */

struct reader {
    struct text all, rest; /* of the arguments: NULL when there are none */
    struct arena *arena;
    struct buffer *problem;
};

static bool wrong(const struct reader *r, struct text where, const char *sentence, const char *hint)
{
    buffer_printf(r->problem, "--column \"%.*s\": %s\n", (int)r->all.size, r->all.data, sentence);
    caret_write(r->all, where.data ? (size_t)(where.data - r->all.data) : r->all.size, where.size, hint, r->problem);
    return false;
}

static bool read_number(struct reader *r, struct text t, int64_t *out)
{
    struct text digits = t;
    uint64_t number;

    if (t.size > 0 && t.data[0] == '-')
        digits = (struct text){t.data + 1, t.size - 1};
    if (!text_to_u64(digits, &number) || number > INT64_MAX)
        return wrong(r, t, "not a whole number", "write digits");
    *out = digits.size < t.size ? -(int64_t)number : (int64_t)number;
    return true;
}

static bool read_one_number(struct reader *r, struct seed_column *c)
{
    const struct column_kind *k = c->kind;
    char hint[80];

    c->low = k->usual;
    if (!r->rest.data)
        return true;
    if (!read_number(r, r->rest, &c->low))
        return false;
    snprintf(hint, sizeof hint, "from %" PRId64 " to %" PRId64, k->low, k->high);
    return (c->low >= k->low && c->low <= k->high) || wrong(r, r->rest, "the number is out of range", hint);
}

static bool read_range(struct reader *r, struct seed_column *c)
{
    struct text low = text_cut(&r->rest, ':'), high = r->rest;

    if (!high.data)
        return wrong(r, low, "a range has two ends", "write int:LOW:HIGH");
    if (!read_number(r, low, &c->low) || !read_number(r, high, &c->high))
        return false;
    return c->low <= c->high || wrong(r, high, "the range ends before it begins", "write int:LOW:HIGH");
}

static bool read_real_range(struct reader *r, struct seed_column *c)
{
    struct text least = text_cut(&r->rest, ':'), most = r->rest;

    if (!most.data || !text_to_double(least, &c->least) || !text_to_double(most, &c->most) || c->least > c->most)
        return wrong(r, least, "not a range of numbers", "write float:LOW:HIGH");
    return true;
}

static bool read_days(struct reader *r, struct seed_column *c)
{
    struct random random;
    struct fake fake = {&random, r->arena};
    struct text from;

    c->from = FIRST_DAY;
    c->to = LAST_DAY;
    if (!r->rest.data)
        return true;
    from = text_cut(&r->rest, ':');
    c->from = arena_copy(r->arena, from);
    c->to = arena_copy(r->arena, r->rest);
    random_init(&random, 0, 0);
    return fake_date(&fake, c->from, c->to) || wrong(r, from, "not a range of days", "write 2024-01-01:2024-12-31");
}

static bool read_choices(struct reader *r, struct seed_column *c)
{
    c->choices = arena_alloc(r->arena, COLUMN_CHOICES_MAX * sizeof *c->choices);
    for (struct text rest = r->rest; rest.data;) {
        struct text choice = text_cut(&rest, '|');

        if (c->choice_count == COLUMN_CHOICES_MAX)
            return wrong(r, choice, "too many choices", "at most 100");
        c->choices[c->choice_count++] = arena_copy(r->arena, choice);
    }
    return c->choice_count > 0 || wrong(r, r->rest, "there is nothing to choose from", "write choice:a|b|c");
}

static bool read_arguments(struct reader *r, struct seed_column *c)
{
    switch (c->kind->arguments) {
    case NO_ARGUMENTS:
        return !r->rest.data || wrong(r, r->rest, "this kind takes nothing behind the colon", "leave it out");
    case NUMBER_ARGUMENT:
        return read_one_number(r, c);
    case RANGE_ARGUMENTS:
        return read_range(r, c);
    case REAL_ARGUMENTS:
        return read_real_range(r, c);
    case DAY_ARGUMENTS:
        return read_days(r, c);
    case CHOICE_ARGUMENT:
        return read_choices(r, c);
    case TEXT_ARGUMENT:
        break;
    }
    if (!r->rest.data)
        return wrong(r, r->rest, "this kind needs a text", "write it behind a colon: const:TEXT");
    c->text = arena_copy(r->arena, r->rest);
    return c->kind->draw != draw_hashed || strchr(c->text, '|') ||
           wrong(r, r->rest, "a password and its hash have a | between them", "write hashed:PASSWORD|HASH");
}

static void list_kinds(char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "there is");

    for (size_t i = 0; i < COUNT(kinds) && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, " %s", kinds[i].word);
}

bool column_read(const char *as, struct arena *arena, struct seed_column *out, struct buffer *problem)
{
    struct reader r = {.all = text_from(as), .rest = text_from(as), .arena = arena, .problem = problem};
    struct text name = text_cut(&r.rest, '='), word = {0};
    char known[NAMES_SHOWN];

    *out = (struct seed_column){.as = arena_strdup(arena, as), .name = arena_copy(arena, name)};
    if (name.size == 0 || !r.rest.data)
        return wrong(&r, name, "not NAME=KIND", "write email=email");
    word = text_cut(&r.rest, ':');
    for (size_t i = 0; i < COUNT(kinds) && !out->kind; i++)
        if (text_equal(text_from(kinds[i].word), word))
            out->kind = &kinds[i];
    list_kinds(known, sizeof known);
    return out->kind ? read_arguments(&r, out) : wrong(&r, word, "unknown kind of data", known);
}

struct seed_value column_value(const struct seed_column *c, uint64_t seed, uint64_t row, struct arena *arena)
{
    struct random random;
    struct fake fake = {&random, arena};

    random_init(&random, seed ^ text_hash(text_from(c->name)), row);
    return c->kind->draw ? c->kind->draw(c, &fake, row) : same(c->kind->word_of(&fake));
}

bool column_tells_rows_apart(const struct seed_column *c)
{
    if (c->kind->draw == draw_int)
        return (uint64_t)c->high - (uint64_t)c->low >= MANY_VALUES;
    if (c->kind->draw == draw_template)
        return strstr(c->text, "{n}") != NULL;
    return c->kind->tells_rows_apart;
}
