/* SPDX-License-Identifier: MIT */
/* fake/fake.h - made-up people, places, identifiers, dates and texts
 *
 * Everything is drawn with random numbers of the caller, so that the same seed makes up the same data. Addresses, numbers and
 * domains are from the ranges that are kept free for documentation and fiction: nobody is reached by them.
 *
 * Scenarios reach these functions as cic_fake_* (include/cicada.h, user/fake.c), the seeding of databases as kinds of columns
 * (seed/column_kind.h).
 */
#ifndef CICADA_FAKE_FAKE_H
#define CICADA_FAKE_FAKE_H

#include "base/arena.h"
#include "base/random.h"

struct fake {              /* both borrowed */
    struct random *random; /* what is drawn from */
    struct arena *arena;   /* where texts are made; some are constant */
};

const char *fake_first_name(struct fake *f);
const char *fake_last_name(struct fake *f);
const char *fake_name(struct fake *f);      /* "Ada Keller" */
const char *fake_user_name(struct fake *f); /* "ada.keller83" */
const char *fake_email(struct fake *f);     /* at example.com, .org or .net (RFC 2606); distinct with high probability */
const char *fake_phone(struct fake *f);     /* "+1-202-555-0143" */
const char *fake_street(struct fake *f);
const char *fake_city(struct fake *f);
const char *fake_country(struct fake *f);
const char *fake_company(struct fake *f);
const char *fake_ipv4(struct fake *f); /* from the ranges for documentation (RFC 5737) */
const char *fake_uuid(struct fake *f); /* version 4 (RFC 9562) */
const char *fake_hex(struct fake *f, size_t digits);
void *fake_bytes(struct fake *f, size_t size);
const char *fake_word(struct fake *f);
const char *fake_words(struct fake *f, size_t count); /* separated by spaces */
const char *fake_sentence(struct fake *f);
const char *fake_text(struct fake *f, size_t size); /* exactly so many bytes of sentences, the last one cut */

/* A day between two, both included, all written YYYY-MM-DD. NULL when one of them is none. */
const char *fake_date(struct fake *f, const char *from, const char *to);

#endif
