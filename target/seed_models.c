/* SPDX-License-Identifier: MIT */
/* seed_models.c - see seed_models.h
 *
 * Each model is a small logistic regression over four sensor values, kept as model.json, which POST /api/v1/ml/predict reads and
 * evaluates. model.bin is ballast: bytes of a realistic amount for clients that load models.
 */
#include "seed_models.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/random.h"
#include "jobs.h"
#include "maxima.h"

#define BALLAST (64 * KIB)

static const struct {
    const char *name, *description;
    int versions; /* the last is in production, the one before in staging, older ones are archived */
} models[] = {
    {"anomaly-detector", "flags readings that do not fit the machine's usual state", 3},
    {"failure-forecast", "the chance that a machine fails within a week", 2},
    {"remaining-life", "the share of its life that a bearing has left", 2},
    {"demand-forecast", "whether tomorrow's load exceeds today's", 1},
};

static bool add_file(struct database *d, const char *run, const char *name, const void *content, size_t size)
{
    char path[160];

    snprintf(path, sizeof path, "1/%s/artifacts/model/%s", run, name);
    return database_run(d, "INSERT OR IGNORE INTO artifacts (path, content) VALUES (?, ?)", "sb", path, content, size) ==
           DATABASE_OK;
}

static bool add_files(struct database *d, const char *run, struct random *random)
{
    char description[512], model[512];
    unsigned char *ballast = mem_alloc(BALLAST);
    int description_size = snprintf(description, sizeof description,
                                    "artifact_path: model\nflavors:\n  cicada:\n    data: model.json\nrun_id: %s\n", run);
    int model_size = snprintf(model, sizeof model,
                              "{\"intercept\":%.4f,\"features\":{\"temperature\":[72,4,%.4f],\"pressure\":[310,12,%.4f],"
                              "\"vibration\":[2.8,0.6,%.4f],\"humidity\":[45,6,%.4f]}}",
                              random_uniform(random, -2, -1), random_uniform(random, 0.5, 1.5), random_uniform(random, 0.1, 0.6),
                              random_uniform(random, 0.8, 1.8), random_uniform(random, -0.2, 0.2));

    for (size_t i = 0; i < BALLAST; i++)
        ballast[i] = (unsigned char)random_u64(random);

    bool added = add_file(d, run, "MLmodel", description, (size_t)description_size) &&
                 add_file(d, run, "model.json", model, (size_t)model_size) && add_file(d, run, "model.bin", ballast, BALLAST);

    mem_free(ballast);
    return added;
}

static bool add_version(struct database *d, size_t m, int version, struct random *random)
{
    int before_last = models[m].versions - version;
    const char *stage = before_last == 0 ? "Production" : before_last == 1 ? "Staging" : "Archived";
    char run[33];

    snprintf(run, sizeof run, "%016" PRIx64 "%016" PRIx64, random_u64(random), random_u64(random));
    return database_run(d, "INSERT OR IGNORE INTO model_versions (name, version, stage, run_id, created) VALUES (?, ?, ?, ?, ?)",
                        "sissi", models[m].name, (int64_t)version, stage, run, wall_ms()) == DATABASE_OK &&
           add_files(d, run, random);
}

bool seed_models(struct database *d, uint64_t seed)
{
    struct random random;

    if (database_number(d, 0, "SELECT count(*) FROM models", "") > 0)
        return true;
    random_init(&random, seed, 2);
    for (size_t m = 0; m < COUNT(models); m++) {
        if (database_run(d, "INSERT INTO models (name, description, created) VALUES (?, ?, ?)", "ssi", models[m].name,
                         models[m].description, wall_ms()) != DATABASE_OK)
            return false;
        for (int version = 1; version <= models[m].versions; version++) {
            if (!add_version(d, m, version, &random))
                return false;
        }
    }
    return true;
}
