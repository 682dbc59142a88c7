/* SPDX-License-Identifier: MIT */
/* store/migrations.c - see migrations.h; docs/runs.md explains the tables to those who want to ask them directly */
#include "store/migrations.h"

#include "base/clock.h"
#include "store/database.h"

#define DURATIONS(prefix)                                                                                                 \
    prefix "_count INTEGER, " prefix "_min_ns INTEGER, " prefix "_max_ns INTEGER, " prefix "_mean_ns REAL, " prefix       \
           "_deviation_ns REAL, " prefix "_p50_ns INTEGER, " prefix "_p66_ns INTEGER, " prefix "_p75_ns INTEGER, " prefix \
           "_p80_ns INTEGER, " prefix "_p90_ns INTEGER, " prefix "_p95_ns INTEGER, " prefix "_p98_ns INTEGER, " prefix    \
           "_p99_ns INTEGER, " prefix "_p999_ns INTEGER, " prefix "_p9999_ns INTEGER, " prefix "_p100_ns INTEGER, "

#define PHASE(prefix) prefix "_count INTEGER, " prefix "_sum_ns INTEGER, " prefix "_max_ns INTEGER, "

#define SQL_MAX (64 * 1024)

#define REQUEST                                                                                                                  \
    "method TEXT NOT NULL, name TEXT NOT NULL, started INTEGER, completed INTEGER, failed INTEGER, dropped INTEGER, "            \
    "cancelled INTEGER, cancelled_sent INTEGER, in_flight INTEGER, requests INTEGER, bytes_sent INTEGER, "                       \
    "bytes_received INTEGER, body_bytes INTEGER, new_connections INTEGER, requests_per_second REAL, failures_per_second REAL, "  \
    "current_requests_per_second REAL, current_failures_per_second REAL, " DURATIONS("response") DURATIONS("service")            \
        DURATIONS("current") PHASE("dns") PHASE("connect") PHASE("tls") PHASE("send") PHASE("wait") PHASE(                       \
            "receive") "first_request_wall_ns INTEGER, last_request_wall_ns INTEGER, statuses TEXT, response_too_long INTEGER, " \
                       "service_too_long INTEGER, response_histogram BLOB, service_histogram BLOB, "

#define OF_RUN "run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, "

static const char version_1[] =
    "CREATE TABLE migrations(version INTEGER PRIMARY KEY, applied_wall_ns INTEGER NOT NULL, program TEXT NOT NULL);"
    "CREATE TABLE runs(id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, label TEXT, ended INTEGER NOT NULL, "
    "exit_code INTEGER, title TEXT, host TEXT, command_line TEXT, machine TEXT, system TEXT, version TEXT, libraries TEXT);"
    "CREATE TABLE progress(run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, "
    "taken_ns INTEGER, taken_wall_ns INTEGER, elapsed_s REAL, reset INTEGER, names_beyond_limit INTEGER, "
    "errors_beyond_limit INTEGER, negative_durations INTEGER, state INTEGER, users INTEGER, target_users INTEGER, "
    "peak_users INTEGER, start_ns INTEGER, start_wall_ns INTEGER, end_ns INTEGER, end_wall_ns INTEGER, run_time_s REAL, cpu "
    "REAL, "
    "cpu_total REAL, memory_bytes INTEGER, lag_50_ns INTEGER, lag_99_ns INTEGER, lag_max_ns INTEGER, lag_mean_ns INTEGER, "
    "lag_second_max_ns INTEGER, lag_count INTEGER, step_max_ns INTEGER, long_steps INTEGER, connections INTEGER, stop_reason "
    "TEXT);"
    "CREATE TABLE plans(run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, scenario_file TEXT, url TEXT, "
    "url_method TEXT, url_body_size INTEGER, host TEXT, users INTEGER, spawn_rate REAL, run_time_s REAL, stop_timeout_s REAL, "
    "equal_weights INTEGER, seed INTEGER, reset_stats INTEGER, require_host INTEGER, debug INTEGER, stack_size INTEGER, profile "
    "TEXT, "
    "timeout_s REAL, connect_timeout_s REAL, max_redirects INTEGER, no_redirects INTEGER, insecure INTEGER, ca_file TEXT, "
    "certificate_file TEXT, key_file TEXT, keylog_file TEXT, ciphers TEXT, tls_resume INTEGER, dns_servers TEXT, ip_version "
    "INTEGER, "
    "source_address TEXT, max_connections INTEGER, no_keepalive INTEGER, retry_stale INTEGER, max_body INTEGER, user_agent TEXT, "
    "no_compression INTEGER);"
    "CREATE TABLE plan_lists(" OF_RUN "name TEXT NOT NULL, position INTEGER NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY(run, name, position)) WITHOUT ROWID;"
    "CREATE TABLE classes(" OF_RUN "position INTEGER NOT NULL, name TEXT, weight REAL, fixed_count INTEGER, "
    "PRIMARY KEY(run, position)) WITHOUT ROWID;"
    "CREATE TABLE class_users(" OF_RUN "position INTEGER NOT NULL, name TEXT, users INTEGER, target INTEGER, "
    "PRIMARY KEY(run, position)) WITHOUT ROWID;"
    "CREATE TABLE requests(" OF_RUN "is_total INTEGER NOT NULL, " REQUEST "PRIMARY KEY(run, is_total, method, name));"
    "CREATE TABLE errors(" OF_RUN "position INTEGER NOT NULL, method TEXT, name TEXT, text TEXT, error TEXT, status INTEGER, "
    "occurrences INTEGER, first_seen_wall_ns INTEGER, last_seen_wall_ns INTEGER, PRIMARY KEY(run, position)) "
    "WITHOUT ROWID;"
    "CREATE TABLE metrics(" OF_RUN
    "position INTEGER NOT NULL, name TEXT, count INTEGER, sum REAL, min REAL, max REAL, last REAL, "
    "p50 REAL, p66 REAL, p75 REAL, p80 REAL, p90 REAL, p95 REAL, p98 REAL, p99 REAL, p999 REAL, p9999 REAL, "
    "p100 REAL, "
    "PRIMARY KEY(run, position)) WITHOUT ROWID;"
    "CREATE TABLE series(" OF_RUN "second INTEGER NOT NULL, seconds INTEGER, requests INTEGER, failures INTEGER, "
    "bytes_received INTEGER, users INTEGER, response_50_ns INTEGER, response_95_ns INTEGER, response_99_ns "
    "INTEGER, "
    "response_max_ns INTEGER, service_50_ns INTEGER, service_95_ns INTEGER, service_99_ns INTEGER, "
    "response_mean_ns REAL, "
    "lag_max_ns INTEGER, cpu REAL, PRIMARY KEY(run, second)) WITHOUT ROWID;";

static const char version_2[] =
    "CREATE TABLE verdicts(run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, judged INTEGER, level INTEGER, "
    "tolerates_all INTEGER);"
    "CREATE TABLE checks(" OF_RUN "position INTEGER NOT NULL, text TEXT, state INTEGER, known INTEGER, value REAL, "
    "samples INTEGER, margin REAL, few_samples INTEGER, aborted INTEGER, PRIMARY KEY(run, position)) WITHOUT ROWID;"
    "CREATE TABLE verdict_reasons(" OF_RUN "position INTEGER NOT NULL, id TEXT, text TEXT, level INTEGER, value REAL, "
    "limit_value REAL, PRIMARY KEY(run, position)) WITHOUT ROWID;";

static const char version_3[] =
    "ALTER TABLE requests ADD COLUMN number INTEGER;"
    "CREATE TABLE blocks(" OF_RUN "number INTEGER NOT NULL, second INTEGER NOT NULL, seconds INTEGER, requests INTEGER, "
    "failures INTEGER, response_too_long INTEGER, service_too_long INTEGER, response BLOB, service BLOB, "
    "PRIMARY KEY(run, number, second)) WITHOUT ROWID;";

static const char version_4[] =
    "CREATE TABLE resources(" OF_RUN "number INTEGER NOT NULL, name TEXT, source TEXT, seconds INTEGER, missing INTEGER, "
    "restarts INTEGER, memory_limit REAL, connections_limit REAL, PRIMARY KEY(run, number)) WITHOUT ROWID;"
    "CREATE TABLE resource_measures(" OF_RUN
    "number INTEGER NOT NULL, measure TEXT NOT NULL, count INTEGER, mean REAL, max REAL, "
    "last REAL, p95 REAL, has_slope INTEGER, slope REAL, slope_low REAL, slope_high REAL, PRIMARY KEY(run, number, measure)) "
    "WITHOUT ROWID;"
    "CREATE TABLE resource_points(" OF_RUN "number INTEGER NOT NULL, second INTEGER NOT NULL, seconds INTEGER, steady INTEGER, "
    "cpu REAL, memory REAL, fds REAL, threads REAL, received REAL, sent REAL, disk_read REAL, disk_write REAL, connections REAL, "
    "cache_lookups REAL, cache_hit_rate REAL, PRIMARY KEY(run, number, second)) WITHOUT ROWID;";

/* Arrivals and iterations. */
static const char version_5[] =
    "ALTER TABLE plans ADD COLUMN rate_text TEXT; ALTER TABLE plans ADD COLUMN poisson INTEGER;"
    "ALTER TABLE plans ADD COLUMN catch_up INTEGER; ALTER TABLE plans ADD COLUMN max_users INTEGER;"
    "ALTER TABLE plans ADD COLUMN iterations_text TEXT;"
    "CREATE TABLE arrivals(run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, " DURATIONS("own_lag") DURATIONS(
        "user_lag") "drop_share REAL, arrivals_per_second REAL, iterations_planned INTEGER, iterations_done INTEGER);"
                    "CREATE TABLE iterations(" OF_RUN
                    "position INTEGER NOT NULL, planned INTEGER, begun INTEGER, waiting INTEGER, "
                    "running INTEGER, finished INTEGER, interrupted INTEGER, dropped_no_user INTEGER, dropped_late INTEGER, "
                    "PRIMARY KEY(run, position)) WITHOUT ROWID;";

/* Stages and warm-up. */
static const char version_6[] =
    "ALTER TABLE progress ADD COLUMN warmup_running INTEGER;"
    "ALTER TABLE progress ADD COLUMN warmup_seconds REAL;"
    "ALTER TABLE progress ADD COLUMN warmup_requests INTEGER;"
    "ALTER TABLE progress ADD COLUMN warmup_failed INTEGER;"
    "ALTER TABLE progress ADD COLUMN warmup_cancelled INTEGER;"
    "ALTER TABLE progress ADD COLUMN warmup_cancelled_sent INTEGER;"
    "ALTER TABLE progress ADD COLUMN warmup_dropped INTEGER;"
    "ALTER TABLE series ADD COLUMN warmup INTEGER;"
    "ALTER TABLE plans ADD COLUMN warmup_s REAL;"
    "ALTER TABLE plans ADD COLUMN shaped INTEGER;"
    "CREATE TABLE plan_stages(" OF_RUN "position INTEGER NOT NULL, name TEXT, users INTEGER, rate REAL, arrivals REAL, "
    "ramp_s REAL, hold_s REAL, PRIMARY KEY(run, position)) WITHOUT ROWID;"
    "CREATE TABLE stages(" OF_RUN "position INTEGER NOT NULL, number INTEGER, name TEXT, wanted_users INTEGER, "
    "users_per_s REAL, arrivals_per_s REAL, users INTEGER, start_s REAL, elapsed_s REAL, running INTEGER, "
    "PRIMARY KEY(run, position)) WITHOUT ROWID;"
    "CREATE TABLE stage_requests(" OF_RUN "stage INTEGER NOT NULL, is_total INTEGER NOT NULL, number INTEGER, " REQUEST
    "PRIMARY KEY(run, stage, is_total, method, name));";

/* Requests of each user class. */
static const char version_7[] = "ALTER TABLE class_users ADD COLUMN requests INTEGER;"
                                "ALTER TABLE class_users ADD COLUMN failed INTEGER;";

/* Pauses. */
static const char version_8[] = "ALTER TABLE progress ADD COLUMN paused_ns INTEGER;"
                                "ALTER TABLE series ADD COLUMN paused INTEGER;";

/* Iterations of the warm-up; what a search for the capacity found, and the comparison with the baseline. */
static const char version_9[] = "ALTER TABLE arrivals ADD COLUMN iterations_left_out INTEGER;"
                                "ALTER TABLE verdicts ADD COLUMN capacity TEXT; ALTER TABLE verdicts ADD COLUMN comparison TEXT;";

/* Failures of each second by class of error. */
static const char version_10[] = "CREATE TABLE series_errors(" OF_RUN
                                 "second INTEGER NOT NULL, class TEXT NOT NULL, failures INTEGER, "
                                 "PRIMARY KEY(run, second, class)) WITHOUT ROWID;";

/* What the generator waited for a processor. */
static const char version_11[] =
    "ALTER TABLE progress ADD COLUMN processor_wait_ns INTEGER; ALTER TABLE progress ADD COLUMN starved_steps INTEGER;";

/* The ratio of tasks. */
static const char version_12[] = "ALTER TABLE runs ADD COLUMN tasks TEXT;";

/* Mistakes of the scenario. */
static const char version_13[] = "CREATE TABLE exceptions(" OF_RUN
                                 "position INTEGER NOT NULL, message TEXT, traceback TEXT, count INTEGER, nodes TEXT, "
                                 "PRIMARY KEY(run, position)) WITHOUT ROWID;";

static const char *const versions[] = {version_1, version_2, version_3,  version_4,  version_5,  version_6, version_7,
                                       version_8, version_9, version_10, version_11, version_12, version_13};

int migrations_newest(void)
{
    return (int)COUNT(versions);
}

static enum error refuse_newer(struct store *s, int64_t version)
{
    return database_fail(
        s, ERROR_SYNTAX,
        "the store \"%s\" was written by a newer version of Cicada (its tables are of version %lld, this program knows %d). It "
        "was not changed",
        s->path, (long long)version, migrations_newest());
}

static enum error apply(struct store *s, int version)
{
    struct buffer sql;
    enum error e;

    buffer_init(&sql, SQL_MAX);
    s->ops->translate(versions[version - 1], &sql);
    buffer_printf(&sql, "INSERT INTO migrations VALUES(%d, %lld, 'cicada " CICADA_VERSION "');", version,
                  (long long)clock_wall());
    assert(!sql.overflowed);
    e = database_run(s, buffer_cstring(&sql));
    buffer_free(&sql);
    return e == OK ? s->ops->set_version(s, version) : e;
}

enum error migrations_apply(struct store *s)
{
    int64_t version = s->ops->version(s);
    enum error e;

    if (version < 0)
        return database_failure(s);
    if (version > migrations_newest())
        return refuse_newer(s, version);
    if (version == migrations_newest())
        return OK;
    e = database_begin(s, true);
    if (e != OK)
        return e;
    /* Somebody else may have done it while we waited. */
    for (version = s->ops->version(s); version >= 0 && version < migrations_newest() && e == OK; version++)
        e = apply(s, (int)version + 1);
    return database_end(s, version < 0 ? database_failure(s) : e);
}
