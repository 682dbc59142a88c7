/* SPDX-License-Identifier: MIT */
/* seed.c - see seed.h. The models and their files are in seed_models.c. */
#include "seed.h"

#include <string.h>

#include "database.h"
#include "jobs.h"
#include "password.h"
#include "seed_models.h"

#define READINGS_PER_SENSOR 30
#define SESSIONS            240

static const unsigned char fixed_salt[PASSWORD_SALT] = "cicada seed salt";

static const struct {
    const char *kind, *unit;
    double mean, deviation;
} sensor_kinds[] = {
    {"temperature", "C", 72, 4},
    {"pressure", "kPa", 310, 12},
    {"vibration", "mm/s", 2.8, 0.6},
    {"humidity", "%", 45, 6},
};

static bool seed_users(struct service *s)
{
    static const char add[] =
        "INSERT OR IGNORE INTO users (email, password, name, admin, seeded, created) VALUES (?, ?, ?, ?, 1, ?)";
    char user_password[PASSWORD_TEXT], admin_password[PASSWORD_TEXT], email[64], name[64];

    /* all share one salt, so that a million of them are seeded in seconds; accounts that register get their own */
    if (!password_store(SEED_PASSWORD, fixed_salt, user_password) ||
        !password_store(SEED_ADMIN_PASSWORD, fixed_salt, admin_password))
        return false;
    if (database_run(s->database, add, "sssii", SEED_ADMIN, admin_password, "Administrator", (int64_t)1, wall_ms()) !=
        DATABASE_OK)
        return false;
    for (uint64_t i = 1; i <= s->options->users; i++) {
        snprintf(email, sizeof email, "user%03" PRIu64 "@example.com", i);
        snprintf(name, sizeof name, "User %" PRIu64, i);
        if (database_run(s->database, add, "sssii", email, user_password, name, (int64_t)0, wall_ms()) != DATABASE_OK)
            return false;
    }
    return true;
}

static bool seed_keys(struct database *d)
{
    static const char add[] = "INSERT OR IGNORE INTO api_keys (key, owner) VALUES (?, ?)";

    return database_run(d, add, "ss", SEED_KEY_MAINTENANCE, "maintenance") == DATABASE_OK &&
           database_run(d, add, "ss", SEED_KEY_AUDIO, "audio") == DATABASE_OK;
}

static bool seed_sensors(struct database *d, struct random *random)
{
    bool fresh = database_number(d, 0, "SELECT count(*) FROM sensors", "") == 0;
    char id[32];

    for (int i = 0; fresh && i < SEED_SENSORS; i++) {
        size_t k = (size_t)i % COUNT(sensor_kinds);

        snprintf(id, sizeof id, "sensor-%03d", i + 1);
        if (database_run(d, "INSERT INTO sensors (sensor_id, kind, unit, mean, deviation) VALUES (?, ?, ?, ?, ?)", "sssdd", id,
                         sensor_kinds[k].kind, sensor_kinds[k].unit, sensor_kinds[k].mean,
                         sensor_kinds[k].deviation) != DATABASE_OK)
            return false;
        for (int n = 0; n < READINGS_PER_SENSOR; n++) {
            double value = random_normal(random, sensor_kinds[k].mean, sensor_kinds[k].deviation);

            if (database_run(d,
                             "INSERT INTO readings (sensor_id, kind, value, unit, quality, stored) VALUES (?, ?, ?, ?, 1.0, ?)",
                             "ssdsi", id, sensor_kinds[k].kind, value, sensor_kinds[k].unit, wall_ms()) != DATABASE_OK)
                return false;
        }
    }
    return true;
}

static bool seed_sessions(struct database *d, struct random *random)
{
    static const char *const strategies[] = {"bayesian", "genetic", "grid", "annealing"};
    static const char *const statuses[] = {"completed", "completed", "completed", "running", "queued", "failed"};
    bool fresh = database_number(d, 0, "SELECT count(*) FROM sessions", "") == 0;
    char name[64];

    for (int i = 0; fresh && i < SESSIONS; i++) {
        const char *strategy = strategies[random_below(random, COUNT(strategies))];

        snprintf(name, sizeof name, "%s run %d", strategy, i + 1);
        if (database_run(d,
                         "INSERT INTO sessions (name, strategy, status, iterations, improvement, cost_saved, created)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?)",
                         "sssiddi", name, strategy, statuses[random_below(random, COUNT(statuses))],
                         random_between(random, 10, 500), random_uniform(random, 0, 60), random_uniform(random, 0, 9000),
                         wall_ms() - (int64_t)random_below(random, 30 * 86400) * 1000) != DATABASE_OK)
            return false;
    }
    return database_run(d, "INSERT OR IGNORE INTO settings (name, value, version) VALUES ('optimization-criteria', ?, 1)", "s",
                        "{\"max_latency_ms\":500,\"min_success_rate\":0.99,\"max_cost\":1000,"
                        "\"weights\":{\"latency\":0.5,\"cost\":0.3,\"quality\":0.2}}") == DATABASE_OK;
}

bool seed_database(struct service *s)
{
    struct random random;

    random_init(&random, s->options->seed, 1);
    if (!database_begin(s->database))
        return false;
    if (seed_users(s) && seed_keys(s->database) && seed_sensors(s->database, &random) && seed_sessions(s->database, &random) &&
        seed_models(s->database, s->options->seed) && database_commit(s->database))
        return true;
    database_rollback(s->database);
    return false;
}

void seed_print(FILE *out)
{
    fprintf(out,
            "Seeded accounts and keys:\n"
            "  users         user001@example.com ... (--users of them), password \"%s\"\n"
            "  administrator %s, password \"%s\"\n"
            "  API keys      %s, %s (field X-API-Key)\n",
            SEED_PASSWORD, SEED_ADMIN, SEED_ADMIN_PASSWORD, SEED_KEY_MAINTENANCE, SEED_KEY_AUDIO);
}
