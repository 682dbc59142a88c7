/* SPDX-License-Identifier: MIT */
/* verdict/check_read.c - reads a check from left to right: value, comparison, limit, then scope, window and abort */
#include <math.h>
#include <stdio.h>

#include "base/limits.h"
#include "stats/snapshot.h"
#include "verdict/check_resource.h"
#include "verdict/check_words.h"

#define IN_WORD "_-."
#define VALUES                                                                                                     \
    "use p0 to p100, avg, min, max, rps, fail_ratio, success_rate, count, failures, errors(CLASS), status(CODE), " \
    "metric(\"NAME\").avg or cpu(COMPONENT)"

/* ---- the value ---- */

struct value_word {
    const char *word;
    enum check_metric metric;
    enum check_unit unit;
};

static const struct value_word value_words[] = {
    {"avg", CHECK_MEAN, CHECK_NANOSECONDS},
    {"mean", CHECK_MEAN, CHECK_NANOSECONDS},
    {"median", CHECK_QUANTILE, CHECK_NANOSECONDS},
    {"min", CHECK_MIN, CHECK_NANOSECONDS},
    {"max", CHECK_MAX, CHECK_NANOSECONDS},
    {"rps", CHECK_RATE, CHECK_PER_SECOND},
    {"fail_ratio", CHECK_FAIL_RATIO, CHECK_SHARE},
    {"success_rate", CHECK_SUCCESS_RATE, CHECK_SHARE},
    {"count", CHECK_COUNT, CHECK_NUMBER},
    {"failures", CHECK_FAILURES, CHECK_NUMBER},
    {"sum", CHECK_SUM, CHECK_NUMBER},
    {"last", CHECK_LAST, CHECK_NUMBER},
};

static bool is_quantile(struct text word)
{
    return word.size > 1 && word.data[0] == 'p' && word.data[1] >= '0' && word.data[1] <= '9';
}

static bool unknown_value(struct check_cursor *c, struct text word)
{
    const char *words[COUNT(value_words)];
    char hint[sizeof c->problem->hint];
    const char *close;

    for (size_t i = 0; i < COUNT(value_words); i++)
        words[i] = value_words[i].word;
    close = check_closest(word, words, COUNT(value_words));
    snprintf(hint, sizeof hint, close ? "did you mean %s?" : VALUES, close);
    return check_wrong(c, check_place(c, word), word.size, word.size > 0 ? "unknown value" : "a value is missing", hint);
}

/* "p99.9", "avg": `word` without what stands before it. */
static bool read_statistic(struct check_cursor *c, struct text word, struct check *out)
{
    if (is_quantile(word)) {
        double percent;

        if (!text_to_double((struct text){word.data + 1, word.size - 1}, &percent) || !(percent >= 0 && percent <= 100))
            return check_wrong(c, check_place(c, word), word.size, "not a percentile", "p0 to p100, also p99.9");
        out->metric = CHECK_QUANTILE;
        out->share = percent / 100;
        out->unit = CHECK_NANOSECONDS;
        return true;
    }
    for (size_t i = 0; i < COUNT(value_words); i++) {
        if (!text_equal(word, text_from(value_words[i].word)))
            continue;
        out->metric = value_words[i].metric;
        out->unit = value_words[i].unit;
        out->share = 0.5; /* of "median" */
        return true;
    }
    return unknown_value(c, word);
}

static bool is_known_share(double share)
{
    for (size_t i = 0; i < QUANTILE_COUNT; i++)
        if (fabs(quantile_shares[i] - share) < 1e-9)
            return true;
    return share == 0;
}

/* metric("NAME").avg */
static bool read_custom(struct check_cursor *c, struct check *out)
{
    struct text word;

    if (check_next_byte(c) != '"' && check_next_byte(c) != '\'')
        return check_wrong(c, c->at, 1, "the name of a metric is missing", "write metric(\"NAME\").avg");
    if (!check_take_quoted(c, &out->name))
        return false;
    if (!check_take_byte(c, ')') || !check_take_byte(c, '.'))
        return check_wrong(c, c->at, 1, "what of the metric?", "write metric(\"NAME\").avg, or p50, min, max, sum, count, last");
    out->custom = true;
    word = check_take_word(c, IN_WORD);
    if (!read_statistic(c, word, out))
        return false;
    if ((out->metric > CHECK_MAX && out->metric != CHECK_COUNT && out->metric != CHECK_SUM && out->metric != CHECK_LAST) ||
        (out->metric == CHECK_QUANTILE && !is_known_share(out->share)))
        return check_wrong(c, check_place(c, word), word.size, "a metric does not have this",
                           "use p0, p50, p66, p75, p80, p90, p95, p98, p99, p99.9, p99.99, avg, min, max, sum, count or last");
    out->unit = CHECK_NUMBER;
    return true;
}

static bool read_error_class(struct check_cursor *c, struct check *out)
{
    const char *ids[ERROR_COUNT - 1], *close;
    struct text word = check_take_word(c, "_");
    char hint[sizeof c->problem->hint];

    for (int e = 1; e < ERROR_COUNT; e++) {
        ids[e - 1] = error_id((enum error)e);
        if (text_equal(word, text_from(ids[e - 1])))
            out->error = (enum error)e;
    }
    out->metric = CHECK_ERRORS;
    if (out->error == OK) {
        close = check_closest(word, ids, COUNT(ids));
        snprintf(hint, sizeof hint, close ? "did you mean %s?" : "docs/errors.md lists them: refused, timeout_connect, ...",
                 close);
        return check_wrong(c, check_place(c, word), word.size, "unknown class of errors", hint);
    }
    return check_take_byte(c, ')') || check_wrong(c, c->at, 1, "\")\" is missing", "write errors(refused)");
}

static bool read_status(struct check_cursor *c, struct check *out)
{
    struct text word = check_take_word(c, "");
    uint64_t status;

    if (!text_to_u64(word, &status) || status > 999)
        return check_wrong(c, check_place(c, word), word.size, "not a status", "three digits, or 0 for no response: status(429)");
    out->metric = CHECK_STATUS;
    out->status = (int)status;
    return check_take_byte(c, ')') || check_wrong(c, c->at, 1, "\")\" is missing", "write status(429)");
}

static bool read_value(struct check_cursor *c, struct check *out)
{
    struct text word;

    if (check_resource_is_ahead(c))
        return check_resource_read(c, out);
    word = check_take_word(c, IN_WORD);
    if (check_take_byte(c, '(')) {
        out->unit = CHECK_NUMBER;
        if (text_equal(word, TEXT("errors")))
            return read_error_class(c, out);
        if (text_equal(word, TEXT("status")))
            return read_status(c, out);
        if (text_equal(word, TEXT("metric")))
            return read_custom(c, out);
        return unknown_value(c, word);
    }
    out->service = text_starts_with(word, TEXT("service."));
    if (out->service || text_starts_with(word, TEXT("response."))) {
        size_t prefix = out->service ? strlen("service.") : strlen("response.");

        word = (struct text){word.data + prefix, word.size - prefix};
        if (!read_statistic(c, word, out))
            return false;
        return out->metric <= CHECK_MAX || check_wrong(c, check_place(c, word), word.size, "not a time",
                                                       "service. and response. stand before p0 to p100, avg, min and max");
    }
    if (!read_statistic(c, word, out))
        return false;
    return (out->metric != CHECK_SUM && out->metric != CHECK_LAST) || unknown_value(c, word);
}

/* ---- comparison and limit ---- */

static bool read_comparison(struct check_cursor *c, struct check *out)
{
    static const char *const signs[] = {
        [CHECK_BELOW] = "<",     [CHECK_AT_MOST] = "<=", [CHECK_ABOVE] = ">",
        [CHECK_AT_LEAST] = ">=", [CHECK_EQUAL] = "==",   [CHECK_UNEQUAL] = "!=",
    };
    size_t size = 0;

    while (c->at + size < c->all.size && c->all.data[c->at + size] && strchr("<>=!", c->all.data[c->at + size]))
        size++;
    for (size_t i = 0; i < COUNT(signs); i++) {
        if (!text_equal((struct text){c->all.data + c->at, size}, text_from(signs[i])))
            continue;
        out->comparison = (enum check_comparison)i;
        c->at += size;
        return true;
    }
    return check_wrong(c, c->at, size, size > 0 ? "unknown comparison" : "a comparison is missing", "use <, <=, >, >=, == or !=");
}

struct limit_unit {
    const char *name;
    enum check_unit unit;
    double factor;
};

static const struct limit_unit limit_units[] = {
    {"us", CHECK_NANOSECONDS, 1e3}, {"ms", CHECK_NANOSECONDS, 1e6}, {"s", CHECK_NANOSECONDS, 1e9},
    {"m", CHECK_NANOSECONDS, 60e9}, {"%", CHECK_SHARE, 0.01},       {"/s", CHECK_PER_SECOND, 1},
};

static const char *const unit_hints[] = {
    [CHECK_NANOSECONDS] = "a time has a unit: us, ms, s or m",
    [CHECK_SHARE] = "a share is 1% or 0.01",
    [CHECK_PER_SECOND] = "a rate is 50 or 50/s",
    [CHECK_NUMBER] = "this is a plain number",
    [CHECK_BYTES] = "a size has a unit: KB, MB, GB, KiB, MiB, GiB",
    [CHECK_BYTES_PER_SECOND] = "write 1MB/min, 10MB/s or 2GiB/h",
};

/* Without a unit some would take a time for seconds and others for milliseconds. */
static bool needs_unit(const struct check *c)
{
    return c->limit != 0 && (c->unit == CHECK_NANOSECONDS || c->unit == CHECK_BYTES || c->unit == CHECK_BYTES_PER_SECOND);
}

static bool read_unit(struct check_cursor *c, struct check *out)
{
    size_t after_number = c->at;
    struct text word;
    double factor;

    check_skip_blanks(c);
    word = check_peek_word(c, "%/_");
    if (word.size == 0 || text_equal(word, TEXT("for")) || text_equal(word, TEXT("abort")))
        return !needs_unit(out) || check_wrong(c, after_number, 1, "the unit is missing", unit_hints[out->unit]);
    factor = check_resource_unit(word, out->unit);
    if (factor > 0) {
        out->limit *= factor;
        c->at += word.size;
        return true;
    }
    for (size_t i = 0; i < COUNT(limit_units); i++) {
        if (!text_equal(word, text_from(limit_units[i].name)))
            continue;
        if (limit_units[i].unit != out->unit)
            return check_wrong(c, c->at, word.size, "this unit does not fit the value", unit_hints[out->unit]);
        out->limit *= limit_units[i].factor;
        c->at += word.size;
        return true;
    }
    return check_wrong(c, c->at, word.size, "unknown unit",
                       out->metric == CHECK_RESOURCE ? unit_hints[out->unit] : "use us, ms, s, m or %");
}

/* CPU is a share of one core: of two cores a process may use 200 %. */
static bool is_of_cpu(const struct check *c)
{
    return c->metric == CHECK_RESOURCE && c->resource.measure == RESOURCE_CPU;
}

static bool read_limit(struct check_cursor *c, struct check *out)
{
    size_t begin = c->at;

    if (!check_take_number(c, &out->limit) || !read_unit(c, out))
        return false;
    if (out->limit < 0 && !out->custom && !check_is_slope(out))
        return check_wrong(c, begin, c->at - begin, "it is never below 0", "only metrics of the scenario and slopes may be");
    if (out->unit == CHECK_SHARE && out->limit > 1 && !is_of_cpu(out))
        return check_wrong(c, begin, c->at - begin, "a share is at most 1", "write 5% or 0.05");
    return true;
}

/* ---- scope, window, abort ---- */

static bool read_names(struct check_cursor *c, struct check *out)
{
    size_t begin = c->at;

    while (!check_at_end(c) && check_next_byte(c) != ' ' && check_next_byte(c) != '\t')
        c->at++;
    out->scope = CHECK_NAMES;
    out->scope_text = (struct text){c->all.data + begin, c->at - begin};
    return c->at > begin || check_wrong(c, begin, 1, "a name is missing", "\"GET /items\"");
}

/* GET /api/items, without quotation marks: a word in capitals, blanks, and a path. */
static bool read_method_and_path(struct check_cursor *c, struct text method, struct check *out)
{
    struct check_cursor ahead = *c;

    for (size_t i = 0; i < method.size; i++)
        if (method.data[i] < 'A' || method.data[i] > 'Z')
            return false;
    ahead.at += method.size;
    if (!check_take_byte(&ahead, ' ') || (check_next_byte(&ahead) != '/' && check_next_byte(&ahead) != '*'))
        return false;
    if (!read_names(&ahead, out))
        return false;
    out->scope_text = (struct text){method.data, method.size + 1 + out->scope_text.size};
    c->at = ahead.at;
    return true;
}

static bool read_word_or_quoted(struct check_cursor *c, struct text *out, const char *what)
{
    char hint[sizeof c->problem->hint];

    check_skip_blanks(c);
    if (check_next_byte(c) == '"' || check_next_byte(c) == '\'')
        return check_take_quoted(c, out);
    *out = check_take_word(c, IN_WORD);
    snprintf(hint, sizeof hint, "write %s NAME", what);
    return out->size > 0 || check_wrong(c, c->at, 1, "a name is missing", hint);
}

static bool read_scope(struct check_cursor *c, struct check *out)
{
    struct text word = check_peek_word(c, IN_WORD);

    if (check_next_byte(c) == '"' || check_next_byte(c) == '\'') {
        out->scope = CHECK_NAMES;
        return check_take_quoted(c, &out->scope_text);
    }
    if (check_next_byte(c) == '/' || check_next_byte(c) == '*')
        return read_names(c, out);
    if (word.size == 0)
        return check_wrong(c, c->at, 1, "for what?", "all, a user class, \"GET /items\", \"GET /api/*\", tag NAME, or a time");
    if (read_method_and_path(c, word, out))
        return true;
    c->at += word.size;
    if (text_equal(word, TEXT("all")))
        return true;
    if (text_equal(word, TEXT("tag")) || text_equal(word, TEXT("class"))) {
        out->scope = text_equal(word, TEXT("tag")) ? CHECK_TAG : CHECK_CLASS;
        return read_word_or_quoted(c, &out->scope_text, out->scope == CHECK_TAG ? "tag" : "class");
    }
    out->scope = CHECK_CLASS;
    out->scope_text = word;
    return true;
}

/* What a check said already, so that it does not say it twice. */
struct said {
    bool scope, stage, window;
};

static bool read_window(struct check_cursor *c, struct said *said, struct check *out)
{
    size_t begin = c->at;

    if (said->window)
        return check_wrong(c, begin, check_peek_word(c, ".").size, "a second time", "one time is enough");
    if (!check_take_time(c, &out->window_s))
        return false;
    if (out->custom)
        return check_wrong(c, begin, c->at - begin, "a metric of the scenario has no time", "leave it out");
    if (check_is_slope(out) || (out->metric == CHECK_RESOURCE && out->resource.aggregate == CHECK_RESOURCE_P95))
        return check_wrong(c, begin, c->at - begin, "this is made of the whole run",
                           "leave the time out, or use avg, max or last");
    if (out->window_s < 1 || out->window_s > LIMIT_CHECK_WINDOW)
        return check_wrong(c, begin, c->at - begin, "too short or too long", "from 1s to 10m");
    said->window = true;
    return true;
}

static bool read_stage(struct check_cursor *c, struct said *said, struct check *out)
{
    size_t begin = c->at;

    c->at += strlen("stage");
    if (said->stage)
        return check_wrong(c, begin, c->at - begin, "a second stage", "one stage a check");
    if (!read_word_or_quoted(c, &out->stage, "stage"))
        return false;
    if (out->custom)
        return check_wrong(c, begin, c->at - begin, "a metric of the scenario has no stage", "leave it out");
    if (out->metric == CHECK_RESOURCE)
        return check_wrong(c, begin, c->at - begin, "what a component uses has no stage", "leave it out");
    said->stage = true;
    return true;
}

static bool read_for(struct check_cursor *c, struct said *said, struct check *out)
{
    size_t begin;

    check_skip_blanks(c);
    begin = c->at;
    if (text_equal(check_peek_word(c, IN_WORD), TEXT("stage")))
        return read_stage(c, said, out);
    if (check_next_byte(c) >= '0' && check_next_byte(c) <= '9')
        return read_window(c, said, out);
    if (!read_scope(c, out))
        return false;
    if (said->scope)
        return check_wrong(c, begin, c->at - begin, "a second scope", "one scope a check");
    if (out->custom && out->scope != CHECK_ALL)
        return check_wrong(c, begin, c->at - begin, "a metric of the scenario has no scope", "leave it out");
    if (out->metric == CHECK_RESOURCE && out->scope != CHECK_ALL)
        return check_wrong(c, begin, c->at - begin, "what a component uses has no scope", "leave it out");
    said->scope = true;
    return true;
}

static bool read_abort(struct check_cursor *c, size_t begin, struct check *out)
{
    if (out->aborts)
        return check_wrong(c, begin, strlen("abort"), "a second abort", "one is enough");
    out->aborts = true;
    check_skip_blanks(c);
    if (!text_equal(check_peek_word(c, IN_WORD), TEXT("after")))
        return true;
    c->at += strlen("after");
    check_skip_blanks(c);
    return check_take_time(c, &out->abort_after_s);
}

static bool read_rest(struct check_cursor *c, struct check *out)
{
    struct said said = {0};

    for (check_skip_blanks(c); !check_at_end(c); check_skip_blanks(c)) {
        size_t begin = c->at;
        struct text word = check_take_word(c, IN_WORD);

        if (text_equal(word, TEXT("for"))) {
            if (!read_for(c, &said, out))
                return false;
        } else if (text_equal(word, TEXT("abort"))) {
            if (!read_abort(c, begin, out))
                return false;
        } else {
            return check_wrong(c, begin, word.size, "unexpected", "use \"for\" or \"abort\", or end here");
        }
    }
    return true;
}

bool check_read(struct text t, struct check *out, struct check_problem *problem)
{
    struct check_cursor c = {.all = text_trim(t), .problem = problem};

    *out = (struct check){.text = c.all, .group = -1};
    if (c.all.size > LIMIT_CHECK_TEXT)
        return check_wrong(&c, LIMIT_CHECK_TEXT, 1, "too long", "a check has at most 2000 bytes");
    if (!read_value(&c, out))
        return false;
    check_skip_blanks(&c);
    if (!read_comparison(&c, out))
        return false;
    check_skip_blanks(&c);
    return read_limit(&c, out) && read_rest(&c, out);
}
