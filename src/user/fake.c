/* SPDX-License-Identifier: MIT */
/* user/fake.c - cic_fake_*: made-up data for scenarios, drawn with the user's own random numbers; documented in cicada.h
 *
 * Not here: how it is made up (fake/fake.h).
 */
#include "fake/fake.h"

#include "base/clock.h"
#include "user/user.h"

/* One that a user draws for itself. */
#define FAKE(u) (&(struct fake){.random = &(u)->random, .arena = &(u)->arena})

#define WITHOUT_ARGUMENT(kind)               \
    const char *cic_fake_##kind(cic_user *u) \
    {                                        \
        return fake_##kind(FAKE(u));         \
    }
#define WITH_SIZE(kind)                                   \
    const char *cic_fake_##kind(cic_user *u, size_t size) \
    {                                                     \
        return fake_##kind(FAKE(u), size);                \
    }

WITHOUT_ARGUMENT(first_name)
WITHOUT_ARGUMENT(last_name)
WITHOUT_ARGUMENT(name)
WITHOUT_ARGUMENT(user_name)
WITHOUT_ARGUMENT(email)
WITHOUT_ARGUMENT(phone)
WITHOUT_ARGUMENT(street)
WITHOUT_ARGUMENT(city)
WITHOUT_ARGUMENT(country)
WITHOUT_ARGUMENT(company)
WITHOUT_ARGUMENT(ipv4)
WITHOUT_ARGUMENT(uuid)
WITHOUT_ARGUMENT(word)
WITHOUT_ARGUMENT(sentence)
WITH_SIZE(hex)
WITH_SIZE(words)
WITH_SIZE(text)

void *cic_fake_bytes(cic_user *u, size_t size)
{
    return fake_bytes(FAKE(u), size);
}

const char *cic_fake_date(cic_user *u, const char *from, const char *to)
{
    const char *date = fake_date(FAKE(u), from, to);

    if (date)
        return date;
    user_mistake(u, "cic_fake_date(\"%.40s\", \"%.40s\"): dates are written as YYYY-MM-DD", from ? from : "", to ? to : "");
    return "1970-01-01";
}

const char *cic_fake_timestamp(cic_user *u)
{
    char micros[CLOCK_TEXT];

    return arena_printf(&u->arena, "%.*sZ", (int)strlen("2026-08-22T10:00:00.123"), clock_iso_micros(clock_wall(), micros));
}
