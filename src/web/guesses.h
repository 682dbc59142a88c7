/* SPDX-License-Identifier: MIT */
/* web/guesses.h - wrong passwords: how many there were in the last minute, where they came from, and who has to wait therefore
 *
 * Counted are networks and not addresses, of which one machine may have as many as it likes: a network is an IPv4 address (mapped
 * into IPv6 or not), the /64 of an IPv6 address, or loopback as a whole. An area is what one customer is given: the /24 of an
 * IPv4 address, the /48 of an IPv6 address. In a minute a network may be wrong GUESSES_OF_NETWORK times and an area
 * GUESSES_OF_AREA times.
 *
 * Once GUESSES_OF_ALL were wrong together, only areas that were not wrong at all in their minute are let through. So an attack
 * from everywhere gets one guess for each area it has, and who knows the password still gets in from elsewhere, with the first
 * try. Loopback is left out of that: nobody from outside shall keep the owner of the machine out.
 *
 * The counters are places of a table, found by a hash with a secret key. Its size is fixed, so nobody can push his own count out
 * by guessing from more networks, and nobody can choose whose place he shares.
 *
 * What a proxy sends on counts as the proxy's: a header that names the client would be the guesser's to choose.
 */
#ifndef CICADA_WEB_GUESSES_H
#define CICADA_WEB_GUESSES_H

#include "net/address.h"

#define GUESSES_OF_NETWORK 10 /* wrong passwords within a minute, as the next two */
#define GUESSES_OF_AREA    30
#define GUESSES_OF_ALL     100

struct guesses;

#define GUESSES_KEY 33 /* 128 random bits in hexadecimal, and a zero */

struct guesses *guesses_new(const char key[GUESSES_KEY]);
void guesses_free(struct guesses *g); /* NULL is fine */

/* May a password from there be looked at? An address of no family is a network of its own. */
bool guesses_may_try(const struct guesses *g, const struct address *from, uint64_t now_ns);
/* It was looked at, and wrong. */
void guesses_note_wrong(struct guesses *g, const struct address *from, uint64_t now_ns);

#endif
