/* SPDX-License-Identifier: MIT */
/* schema.h - the tables of the database
 *
 * Times are milliseconds since 1970, since they must mean the same after a restart with the same file.
 */
#ifndef TARGET_SCHEMA_H
#define TARGET_SCHEMA_H

extern const char schema_sql[];

#endif
