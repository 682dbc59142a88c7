/* SPDX-License-Identifier: MIT */
/* store/request_rows.c - see request_rows.h */
#include "store/request_rows.h"

#include <limits.h>

#include "stats/cells.h"
#include "stats/histogram.h"
#include "store/run_columns.h"

#define STATUSES_MAX (64 * 1024) /* of text: a thousand statuses with their counts */

/* The values behind the record's. */
enum { BLOB_STATUSES, BLOB_RESPONSE_TOO_LONG, BLOB_SERVICE_TOO_LONG, BLOB_RESPONSE, BLOB_SERVICE };

void request_rows_init(struct request_rows *r, struct store *store)
{
    *r = (struct request_rows){0};
    buffer_init(&r->statuses, STATUSES_MAX);
    buffer_init(&r->response, HDR_ENCODED_MAX);
    r->encoder = hdr_encoder_new();
    r->insert = columns_prepare_insert(store, &request_columns);
}

void request_rows_free(struct request_rows *r)
{
    statement_finish(r->insert);
    hdr_encoder_free(r->encoder);
    buffer_free(&r->statuses);
    buffer_free(&r->response);
}

static struct text encode(struct request_rows *r, const struct histogram *h, bool compressed)
{
    return compressed ? hdr_encode_compressed(r->encoder, h) : hdr_encode(r->encoder, h);
}

static void bind_histograms(struct request_rows *r, struct statement *insert, int at, const struct snapshot_row *row,
                            bool compressed)
{
    struct text service;

    for (int blob = BLOB_RESPONSE_TOO_LONG; blob <= BLOB_SERVICE; blob++)
        statement_bind_null(insert, at + blob);
    if (!row->response_histogram || !row->service_histogram)
        return;
    buffer_clear(&r->response); /* both are needed at once, and the encoder keeps one */
    buffer_text(&r->response, encode(r, row->response_histogram, compressed));
    service = encode(r, row->service_histogram, compressed);
    statement_bind_number(insert, at + BLOB_RESPONSE_TOO_LONG, (int64_t)histogram_too_long(row->response_histogram));
    statement_bind_number(insert, at + BLOB_SERVICE_TOO_LONG, (int64_t)histogram_too_long(row->service_histogram));
    statement_bind_bytes(insert, at + BLOB_RESPONSE, buffer_view(&r->response));
    statement_bind_bytes(insert, at + BLOB_SERVICE, service);
}

enum error request_rows_write_record(struct request_rows *r, struct statement *insert, const struct columns *c, int first,
                                     const void *record, bool compressed)
{
    const struct snapshot_row *row = record;
    int at = columns_bind(insert, first, c, record);

    buffer_clear(&r->statuses);
    for (size_t i = 0; i < row->status_count; i++)
        buffer_printf(&r->statuses, "%s%d:%" PRIu64, i ? " " : "", row->statuses[i].status, row->statuses[i].count);
    statement_bind_text(insert, at + BLOB_STATUSES, buffer_view(&r->statuses));
    bind_histograms(r, insert, at, row, compressed);
    return statement_run(insert);
}

enum error request_rows_write(struct request_rows *r, int64_t run, const struct snapshot_row *row, bool total, bool compressed)
{
    statement_bind_number(r->insert, 1, run);
    statement_bind_number(r->insert, 2, total);
    return request_rows_write_record(r, r->insert, &request_columns, 3, row, compressed);
}

static bool read_status(struct text t, struct status_count *out)
{
    struct text number = text_cut(&t, ':');
    bool negative = number.size > 0 && number.data[0] == '-';
    uint64_t status;

    if (negative)
        number = (struct text){number.data + 1, number.size - 1};
    if (!t.data || !text_to_u64(number, &status) || status > INT_MAX || !text_to_u64(t, &out->count))
        return false;
    out->status = negative ? -(int)status : (int)status;
    return true;
}

static bool read_statuses(struct text all, struct snapshot_row *row, struct arena *arena)
{
    size_t count = all.size > 0;
    struct status_count *list;

    for (size_t i = 0; i < all.size; i++)
        count += all.data[i] == ' ';
    list = arena_zalloc(arena, MAX(count, (size_t)1) * sizeof *list);
    for (size_t i = 0; i < count; i++)
        if (!read_status(text_cut(&all, ' '), &list[i]))
            return false;
    row->statuses = list;
    row->status_count = count;
    return true;
}

static enum error read_histogram(struct statement *select, int blob, int too_long, const struct duration_summary *measured,
                                 const struct histogram **out, const char **problem)
{
    uint64_t beyond = (uint64_t)statement_number(select, too_long), values;
    struct text bytes = statement_text(select, blob);
    struct buffer cells;
    enum error e = OK;

    buffer_init(&cells, HDR_ENCODED_MAX);
    if (beyond > CELLS_VALUES_MAX) {
        *problem = "a number of values that cannot be";
        e = ERROR_SYNTAX;
    } else if (bytes.data) {
        e = hdr_decode_cells(bytes, &cells, &values, problem);
    }
    *out = e == OK ? cells_histogram(buffer_view(&cells), beyond, measured->min_ns, measured->max_ns) : histogram_new();
    buffer_free(&cells);
    return e;
}

enum error request_rows_read(struct statement *select, const struct columns *c, void *record, struct arena *arena,
                             const char **problem)
{
    struct snapshot_row *row = record;
    int at = columns_read(select, c, record, arena);
    struct text statuses = statement_text(select, at + BLOB_STATUSES);
    enum error response, service;

    response = read_histogram(select, at + BLOB_RESPONSE, at + BLOB_RESPONSE_TOO_LONG, &row->response, &row->response_histogram,
                              problem);
    service = read_histogram(select, at + BLOB_SERVICE, at + BLOB_SERVICE_TOO_LONG, &row->service, &row->service_histogram,
                             problem);
    if (response != OK || service != OK)
        return ERROR_SYNTAX;
    if (read_statuses(statuses, row, arena))
        return OK;
    *problem = "statuses that are none";
    return ERROR_SYNTAX;
}

void request_rows_free_histograms(const struct snapshot_row *row)
{
    /* Made for this record alone, which shows them as constant. */
    histogram_free((struct histogram *)(uintptr_t)row->response_histogram);
    histogram_free((struct histogram *)(uintptr_t)row->service_histogram);
}
