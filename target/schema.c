/* SPDX-License-Identifier: MIT */
/* schema.c - see schema.h */
#include "schema.h"

const char schema_sql[] =
    /* accounts; password: "pbkdf2-sha256$ROUNDS$SALT$KEY", both in hexadecimal */
    "CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL,"
    " name TEXT, admin INTEGER NOT NULL DEFAULT 0, active INTEGER NOT NULL DEFAULT 1, seeded INTEGER NOT NULL DEFAULT 0,"
    " created INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS api_keys (key TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;"

    /* predictive maintenance */
    "CREATE TABLE IF NOT EXISTS sensors (sensor_id TEXT PRIMARY KEY, kind TEXT NOT NULL, unit TEXT NOT NULL,"
    " mean REAL NOT NULL, deviation REAL NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS readings (id INTEGER PRIMARY KEY, sensor_id TEXT NOT NULL, kind TEXT NOT NULL, value REAL NOT "
    "NULL,"
    " unit TEXT, quality REAL NOT NULL, taken TEXT, stored INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS readings_of_sensor ON readings (sensor_id, id);"
    "CREATE TABLE IF NOT EXISTS reports (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, created INTEGER NOT NULL, content TEXT NOT "
    "NULL);"

    /* model registry */
    "CREATE TABLE IF NOT EXISTS models (name TEXT PRIMARY KEY, description TEXT, created INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS model_versions (name TEXT NOT NULL, version INTEGER NOT NULL, stage TEXT NOT NULL,"
    " run_id TEXT NOT NULL, created INTEGER NOT NULL, PRIMARY KEY (name, version)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS artifacts (path TEXT PRIMARY KEY, content BLOB NOT NULL);"

    /* jobs of all kinds: what becomes of one follows from `created` and `duration_ms` (jobs.h) */
    "CREATE TABLE IF NOT EXISTS jobs (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL, subject TEXT NOT NULL,"
    " options TEXT, file_id INTEGER, created INTEGER NOT NULL, duration_ms INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS jobs_of_owner ON jobs (owner, kind, id);"
    "CREATE TABLE IF NOT EXISTS payments (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, amount REAL NOT NULL,"
    " currency TEXT NOT NULL, description TEXT, created INTEGER NOT NULL, duration_ms INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS payments_of_user ON payments (user_id, id);"

    /* audio; content is NULL once it was given up for newer files */
    "CREATE TABLE IF NOT EXISTS audio_files (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT "
    "NULL,"
    " genre TEXT NOT NULL, tags TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, features TEXT NOT NULL,"
    " content BLOB, created INTEGER NOT NULL);"
    "CREATE INDEX IF NOT EXISTS audio_files_of_user ON audio_files (user_id, id);"

    /* optimization dashboard */
    "CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, name TEXT NOT NULL, strategy TEXT NOT NULL, status TEXT NOT "
    "NULL,"
    " iterations INTEGER NOT NULL, improvement REAL NOT NULL, cost_saved REAL NOT NULL, created INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;";
