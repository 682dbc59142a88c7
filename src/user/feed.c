/* SPDX-License-Identifier: MIT */
/* user/feed.c - see user/feed.h; what reads the file is in user/feed_file.c, what takes it apart in user/csv.c */
#include "user/feed.h"

#include "base/log.h"
#include "base/mem.h"
#include "user/csv.h"
#include "user/feed_file.h"
#include "user/user.h"

#define LOGGER "cicada.scenario"

struct cic_row {
    const struct cic_feed *feed;
    const char *values; /* as csv_value reads them */
};

struct cic_feed {
    struct cic_feed *next_feed; /* of the process */
    enum cic_feed_order order;
    char *text; /* the file; holds all values */
    struct csv csv;
    struct cic_row *rows;
    size_t next;      /* IN_ORDER, ONCE: the next row; UNIQUE: the first that nobody had yet */
    size_t *returned; /* UNIQUE: rows given back, the latest last */
    size_t returned_count;
};

/* A row of a UNIQUE feed that a user holds. */
struct feed_claim {
    struct feed_claim *next;
    struct cic_feed *feed;
    size_t row;
};

static struct {
    struct cic_feed *first;
    char *folder;
} feeds;

/* ---- opening and closing ---- */

void feeds_set_folder(const char *folder)
{
    mem_free(feeds.folder);
    feeds.folder = folder ? mem_strdup(folder) : NULL;
}

static void feed_free(struct cic_feed *f)
{
    csv_free(&f->csv);
    mem_free(f->text);
    mem_free(f->rows);
    mem_free(f->returned);
    mem_free(f);
}

void feeds_close(void)
{
    while (feeds.first) {
        struct cic_feed *f = feeds.first;

        feeds.first = f->next_feed;
        feed_free(f);
    }
    feeds_set_folder(NULL);
}

static bool read_rows(struct cic_feed *f, const char *path, size_t size)
{
    const char *problem;
    size_t line;

    if (!csv_read(&f->csv, f->text, size, &line, &problem)) {
        log_error(LOGGER, "feed %s, line %zu: %s", path, line, problem);
        return false;
    }
    if (f->csv.count == 0) {
        log_error(LOGGER, "feed %s: there is no row below the header", path);
        return false;
    }
    f->rows = mem_resize(NULL, f->csv.count, sizeof *f->rows);
    for (size_t i = 0; i < f->csv.count; i++)
        f->rows[i] = (struct cic_row){.feed = f, .values = f->csv.rows[i]};
    if (f->order == CIC_FEED_UNIQUE)
        f->returned = mem_resize(NULL, f->csv.count, sizeof *f->returned);
    return true;
}

cic_feed *cic_feed_open(const char *path, enum cic_feed_order order)
{
    char *whole = path[0] != '/' && feeds.folder ? mem_printf("%s/%s", feeds.folder, path) : mem_strdup(path);
    struct cic_feed *f = MEM_NEW(struct cic_feed);
    size_t size;

    f->order = order;
    f->text = feed_file_read(whole, &size);
    if (f->text && read_rows(f, whole, size)) {
        f->next_feed = feeds.first;
        feeds.first = f;
    } else {
        feed_free(f);
        f = NULL;
    }
    mem_free(whole);
    return f;
}

/* ---- rows of one user each ---- */

static bool take_row(struct cic_feed *f, size_t *row)
{
    if (f->next < f->csv.count)
        *row = f->next++;
    else if (f->returned_count)
        *row = f->returned[--f->returned_count];
    else
        return false;
    return true;
}

static const cic_row *own_row(cic_user *u, struct cic_feed *f)
{
    struct feed_claim *claim = u->claims;
    size_t row;

    while (claim && claim->feed != f)
        claim = claim->next;
    if (!claim) {
        if (!take_row(f, &row))
            return NULL;
        claim = MEM_NEW(struct feed_claim);
        *claim = (struct feed_claim){.next = u->claims, .feed = f, .row = row};
        u->claims = claim;
    }
    return &f->rows[claim->row];
}

void feeds_give_back(struct cic_user *u)
{
    while (u->claims) {
        struct feed_claim *claim = u->claims;
        struct cic_feed *f = claim->feed;

        u->claims = claim->next;
        f->returned[f->returned_count++] = claim->row;
        mem_free(claim);
    }
}

/* ---- what scenarios call ---- */

size_t cic_feed_rows(const cic_feed *f)
{
    return f->csv.count;
}

const cic_row *cic_feed_next(cic_user *u, cic_feed *f)
{
    switch (f->order) {
    case CIC_FEED_UNIQUE:
        return own_row(u, f);
    case CIC_FEED_RANDOM:
        return &f->rows[random_below(&u->random, f->csv.count)];
    case CIC_FEED_ONCE:
        return f->next < f->csv.count ? &f->rows[f->next++] : NULL;
    case CIC_FEED_IN_ORDER:
    default:
        return &f->rows[f->next++ % f->csv.count];
    }
}

const char *cic_feed_value(const cic_row *row, const char *column)
{
    size_t at;

    if (!row)
        return NULL;
    at = csv_column(&row->feed->csv, column);
    return at < row->feed->csv.columns ? csv_value(row->values, at) : NULL;
}
