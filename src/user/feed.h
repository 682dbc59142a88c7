/* SPDX-License-Identifier: MIT */
/* user/feed.h - the feeds of this process: where their files are, which rows belong to whom, and their end
 *
 * What scenarios do with feeds is in cicada.h. A feed is a CSV file in memory (user/csv.h), owned by a list of the process: it is
 * opened once, while the scenario is set up, and lives until feeds_close.
 *
 * A row of a CIC_FEED_UNIQUE feed is claimed by the first call of a user and given back when the user ends, so that no two users
 * ever hold the same row at once and a run whose users come and go does not run dry. Rows that nobody had yet go first. A user
 * keeps its claims, one for each such feed, in a list of its own.
 */
#ifndef CICADA_USER_FEED_H
#define CICADA_USER_FEED_H

struct cic_user;

/* The folder that relative paths of feeds start from; copied. NULL: the working directory. */
void feeds_set_folder(const char *folder);

/* Frees all feeds and forgets the folder; no user may be left. */
void feeds_close(void);

/* Gives back the rows that a user holds; called at its end. */
void feeds_give_back(struct cic_user *u);

#endif
