/* SPDX-License-Identifier: MIT */
/* fake/fake_words.h - the lists that made-up data is drawn from; private to fake/
 *
 * Names from many languages, some with letters outside of ASCII, as real data has them. Each such name has a plain form for
 * addresses.
 */
#ifndef CICADA_FAKE_FAKE_WORDS_H
#define CICADA_FAKE_FAKE_WORDS_H

#include <stddef.h>

struct fake_name {
    const char *text;  /* UTF-8 */
    const char *plain; /* lower-case ASCII letters */
};

struct fake_words {
    const char *const *at;
    size_t count;
};

extern const struct fake_name fake_first_names[], fake_last_names[];
extern const size_t fake_first_name_count, fake_last_name_count;

extern const struct fake_words fake_cities, fake_countries, fake_streets, fake_company_kinds, fake_lexicon;

#endif
