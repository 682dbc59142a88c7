/* SPDX-License-Identifier: MIT */
/* output/request_lines.c - see request_lines.h
 *
 * A request becomes a list of named fields, which CSV and JSON lines write each in their way; JTL has columns of its own. Numbers
 * are written by hand: printf would take most of the time.
 */
#include "output/request_lines.h"

#include "base/utf8.h"
#include "output/escape.h"

#define DIGITS_OF_U64 20

enum kind { TEXT_FIELD, COUNT_FIELD, MILLIS_FIELD, SECONDS_FIELD, BOOL_FIELD };

/* X(name, kind): the columns, in their order. */
#define FIELD_LIST(X)           \
    X(timestamp, SECONDS)       \
    X(user_class, TEXT)         \
    X(user, COUNT)              \
    X(users, COUNT)             \
    X(method, TEXT)             \
    X(name, TEXT)               \
    X(status, COUNT)            \
    X(error, TEXT)              \
    X(message, TEXT)            \
    X(response_time_ms, MILLIS) \
    X(service_time_ms, MILLIS)  \
    X(late_ms, MILLIS)          \
    X(dns_ms, MILLIS)           \
    X(connect_ms, MILLIS)       \
    X(tls_ms, MILLIS)           \
    X(send_ms, MILLIS)          \
    X(wait_ms, MILLIS)          \
    X(receive_ms, MILLIS)       \
    X(bytes_sent, COUNT)        \
    X(bytes_received, COUNT)    \
    X(body_bytes, COUNT)        \
    X(new_connection, BOOL)     \
    X(warmup, BOOL)

enum field_place {
#define FIELD_PLACE(name, kind) FIELD_##name,
    FIELD_LIST(FIELD_PLACE)
#undef FIELD_PLACE
        FIELD_COUNT
};

static const struct {
    struct text name;
    enum kind kind;
} fields[FIELD_COUNT] = {
#define FIELD_ENTRY(name, kind) {{#name, sizeof #name - 1}, kind##_FIELD},
    FIELD_LIST(FIELD_ENTRY)
#undef FIELD_ENTRY
};

struct value {
    bool absent; /* it did not happen */
    uint64_t number;
    struct text text;
};

/* ---- numbers and texts ---- */

static void put_count(uint64_t value, struct buffer *out)
{
    char digits[DIGITS_OF_U64];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buffer_append(out, digits + at, sizeof digits - at);
}

/* `value` divided by 10^6: milliseconds of nanoseconds, seconds of microseconds. */
static void put_millionths(uint64_t value, struct buffer *out)
{
    char point[7] = ".";
    uint64_t rest = value % 1000000;
    size_t size = sizeof point;

    put_count(value / 1000000, out);
    if (rest == 0)
        return;
    for (size_t i = sizeof point - 1; i > 0; i--, rest /= 10)
        point[i] = (char)('0' + rest % 10);
    while (point[size - 1] == '0')
        size--;
    buffer_append(out, point, size);
}

/* Printable ASCII without what either form has to escape, and nothing that a spreadsheet takes for a formula. */
static bool is_plain(struct text t)
{
    if (t.size > 0 && memchr("=+-@", t.data[0], 4))
        return false;
    for (size_t i = 0; i < t.size; i++)
        if (t.data[i] < ' ' || t.data[i] > '~' || t.data[i] == ',' || t.data[i] == '"' || t.data[i] == '\\')
            return false;
    return true;
}

/* Of several lines makes one, so that an entry is a line whoever reads it. */
static void put_csv_text(struct text t, struct buffer *out)
{
    struct buffer one_line;

    if (LIKELY(is_plain(t))) {
        buffer_text(out, t);
        return;
    }
    buffer_init(&one_line, t.size + 1);
    for (size_t i = 0; i < t.size; i++)
        buffer_byte(&one_line, t.data[i] == '\n' || t.data[i] == '\r' ? ' ' : t.data[i]);
    escape_csv(buffer_view(&one_line), out);
    buffer_free(&one_line);
}

static void put_json_text(struct text t, struct buffer *out)
{
    struct buffer repaired;

    buffer_byte(out, '"');
    if (LIKELY(is_plain(t))) {
        buffer_text(out, t);
    } else {
        buffer_init(&repaired, 3 * t.size + 1); /* each byte may become U+FFFD */
        utf8_repair(t, &repaired);
        for (size_t i = 0; i < repaired.size; i++) {
            unsigned char c = (unsigned char)repaired.data[i];

            if (c < ' ' || c == 0x7f)
                buffer_printf(out, "\\u%04x", c);
            else if (c == '"' || c == '\\')
                buffer_append(out, (char[]){'\\', (char)c}, 2);
            else
                buffer_byte(out, (char)c);
        }
        buffer_free(&repaired);
    }
    buffer_byte(out, '"');
}

/* ---- the fields ---- */

static struct value number(uint64_t n)
{
    return (struct value){.number = n};
}

static struct value text(struct text t)
{
    return (struct value){.text = t};
}

/* Of a phase that may not have been needed. */
static struct value phase(uint64_t ns)
{
    return (struct value){.number = ns, .absent = ns == 0};
}

/* Between two moments, if both happened. */
static struct value between(uint64_t from_ns, uint64_t to_ns)
{
    return (struct value){.number = to_ns > from_ns ? to_ns - from_ns : 0, .absent = from_ns == 0 || to_ns == 0};
}

static struct text message_of(const struct sample *s)
{
    if (s->error == OK)
        return TEXT("");
    return s->error_text.size > 0 ? s->error_text : text_from(error_text(s->error));
}

static void fill(const struct sample_origin *o, const struct sample *s, uint64_t start_wall_ns, struct value v[FIELD_COUNT])
{
    v[FIELD_timestamp] = number(start_wall_ns);
    v[FIELD_user_class] = text(o->class_name);
    v[FIELD_user] = number(o->user);
    v[FIELD_users] = number(o->users);
    v[FIELD_method] = text(o->method);
    v[FIELD_name] = text(o->name);
    v[FIELD_status] = (struct value){.number = (uint64_t)MAX(s->status, 0), .absent = s->status <= 0};
    v[FIELD_error] = text(s->error == OK ? TEXT("") : text_from(error_id(s->error)));
    v[FIELD_message] = text(message_of(s));
    v[FIELD_response_time_ms] = number(sample_response_ns(s));
    v[FIELD_service_time_ms] = between(s->first_write_ns, s->end_ns);
    v[FIELD_late_ms] = between(s->due_ns, s->start_ns);
    v[FIELD_dns_ms] = phase(s->dns_ns);
    v[FIELD_connect_ms] = phase(s->connect_ns);
    v[FIELD_tls_ms] = phase(s->tls_ns);
    v[FIELD_send_ms] = between(s->first_write_ns, s->sent_ns);
    v[FIELD_wait_ms] = between(s->sent_ns, s->first_byte_ns);
    v[FIELD_receive_ms] = between(s->first_byte_ns, s->end_ns);
    v[FIELD_bytes_sent] = number(s->bytes_sent);
    v[FIELD_bytes_received] = number(s->bytes_received);
    v[FIELD_body_bytes] = number(s->body_size);
    v[FIELD_new_connection] = number(s->new_connection);
    v[FIELD_warmup] = number(o->warmup);
}

static void put_value(enum kind kind, const struct value *v, void (*put_text)(struct text t, struct buffer *out),
                      struct buffer *out)
{
    switch (kind) {
    case TEXT_FIELD:
        put_text(v->text, out);
        break;
    case COUNT_FIELD:
        put_count(v->number, out);
        break;
    case MILLIS_FIELD:
        put_millionths(v->number, out);
        break;
    case SECONDS_FIELD:
        put_millionths(v->number / NANOS_PER_MICRO, out);
        break;
    case BOOL_FIELD:
        buffer_text(out, v->number ? TEXT("true") : TEXT("false"));
        break;
    }
}

/* ---- CSV and JSON lines ---- */

static void csv_entry(const struct value v[FIELD_COUNT], struct buffer *out)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (i > 0)
            buffer_byte(out, ',');
        if (!v[i].absent)
            put_value(fields[i].kind, &v[i], put_csv_text, out);
    }
    buffer_byte(out, '\n');
}

static void json_entry(const struct value v[FIELD_COUNT], struct buffer *out)
{
    char before = '{';

    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (v[i].absent)
            continue;
        buffer_byte(out, before);
        buffer_byte(out, '"');
        buffer_text(out, fields[i].name);
        buffer_append(out, "\":", 2);
        put_value(fields[i].kind, &v[i], put_json_text, out);
        before = ',';
    }
    buffer_append(out, "}\n", 2);
}

/* ---- JTL ---- */

static uint64_t whole_millis(uint64_t ns)
{
    return (ns + NANOS_PER_MILLI / 2) / NANOS_PER_MILLI;
}

/* Ends with a comma, as all columns of an entry but the last one do. */
static void jtl_count(uint64_t value, struct buffer *out)
{
    put_count(value, out);
    buffer_byte(out, ',');
}

static void jtl_entry(const struct sample_origin *o, const struct sample *s, uint64_t start_wall_ns, struct buffer *out)
{
    uint64_t from = s->due_ns ? s->due_ns : s->start_ns;
    struct text message = message_of(s);
    bool fine = s->error == OK;

    jtl_count(start_wall_ns / NANOS_PER_MILLI, out);
    jtl_count(whole_millis(sample_response_ns(s)), out);
    put_csv_text(o->name, out);
    buffer_byte(out, ',');
    if (s->status > 0)
        put_count((uint64_t)s->status, out);
    else
        buffer_string(out, fine ? "" : error_id(s->error));
    buffer_byte(out, ',');
    put_csv_text(fine ? TEXT("OK") : message, out);
    buffer_byte(out, ',');
    put_csv_text(o->class_name, out);
    buffer_byte(out, '-');
    jtl_count(o->user + 1, out);
    buffer_text(out, fine ? TEXT("text,true,") : TEXT("text,false,"));
    put_csv_text(message, out);
    buffer_byte(out, ',');
    jtl_count(s->bytes_received, out);
    jtl_count(s->bytes_sent, out);
    jtl_count(o->class_users, out);
    jtl_count(o->users, out);
    buffer_byte(out, ','); /* URL */
    jtl_count(s->first_byte_ns > from ? whole_millis(s->first_byte_ns - from) : 0, out);
    jtl_count(0, out); /* IdleTime */
    put_count(whole_millis(s->dns_ns + s->connect_ns + s->tls_ns), out);
    buffer_byte(out, '\n');
}

/* ---- all three ---- */

void request_lines_heading(enum request_log_format format, struct buffer *out)
{
    if (format == REQUEST_LOG_JTL)
        buffer_string(out,
                      "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,"
                      "sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n");
    if (format != REQUEST_LOG_CSV)
        return;
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        buffer_text(out, fields[i].name);
        buffer_byte(out, i + 1 < FIELD_COUNT ? ',' : '\n');
    }
}

void request_lines_entry(enum request_log_format format, const struct sample_origin *origin, const struct sample *sample,
                         uint64_t start_wall_ns, struct buffer *out)
{
    struct value values[FIELD_COUNT];

    if (format == REQUEST_LOG_JTL) {
        jtl_entry(origin, sample, start_wall_ns, out);
        return;
    }
    fill(origin, sample, start_wall_ns, values);
    if (format == REQUEST_LOG_CSV)
        csv_entry(values, out);
    else
        json_entry(values, out);
}
