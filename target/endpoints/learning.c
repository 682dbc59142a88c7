/* SPDX-License-Identifier: MIT */
/* learning.c - drift of a sensor, predictions, the list of models
 *
 * Both are small but real: drift is a z-test of the newest readings against what the sensor was seeded with, a prediction is the
 * logistic regression in the model.json of the model's version in production.
 */
#include <math.h>

#include "database.h"
#include "endpoints.h"

#define LONGEST_ID  64
#define DRIFT_LEAST 10

static bool find_baseline(struct request *r, const char *sensor, double *mean, double *deviation)
{
    struct rows rows = database_select(r->service->database, "SELECT mean, deviation FROM sensors WHERE sensor_id = ?", "s",
                                       sensor);
    bool found = rows_next(&rows);

    if (found) {
        *mean = rows_real(&rows, 0);
        *deviation = rows_real(&rows, 1);
    } else {
        reply_problem(r, 404, "no sensor '%s'", sensor);
    }
    rows_close(&rows);
    return found;
}

void learning_check_drift(struct request *r)
{
    const json_t *body = request_json(r);
    const char *sensor;
    double window = 100, threshold = 3, mean, deviation;

    if (!body || !request_want_text(r, body, "sensor_id", LONGEST_ID, &sensor) ||
        !request_may_number(r, body, "window_size", DRIFT_LEAST, 1000, &window) ||
        !request_may_number(r, body, "threshold", 0.1, 100, &threshold) || !find_baseline(r, sensor, &mean, &deviation))
        return;

    struct rows rows = database_select(
        r->service->database,
        "SELECT count(*), avg(value) FROM (SELECT value FROM readings WHERE sensor_id = ? ORDER BY id DESC LIMIT ?)", "si",
        sensor, (int64_t)window);
    int64_t count = 0;
    double average = 0;

    if (rows_next(&rows)) {
        count = rows_int(&rows, 0);
        average = rows_real(&rows, 1);
    }
    rows_close(&rows);
    if (count < DRIFT_LEAST) {
        reply_problem(r, 422, "sensor '%s' has %" PRId64 " readings; %d are needed", sensor, count, DRIFT_LEAST);
        return;
    }

    double score = fabs(average - mean) / (deviation / sqrt((double)count));

    /* erfc gives the two-sided tail of the normal distribution */
    reply_json(r, 200,
               json_pack("{s:s, s:b, s:f, s:f, s:f, s:f, s:f, s:I}", "sensor_id", sensor, "drift_detected", score > threshold,
                         "score", score, "threshold", threshold, "p_value", erfc(score / sqrt(2)), "baseline_mean", mean,
                         "window_mean", average, "readings", (json_int_t)count));
}

/* The parsed model.json of the model's newest version in production, and that version; NULL with the reply set. */
static json_t *load_model(struct request *r, const char *name, int64_t *version)
{
    struct rows rows = database_select(r->service->database,
                                       "SELECT v.version, a.content FROM model_versions v JOIN artifacts a"
                                       " ON a.path = '1/' || v.run_id || '/artifacts/model/model.json'"
                                       " WHERE v.name = ? AND v.stage = 'Production' ORDER BY v.version DESC LIMIT 1",
                                       "s", name);
    json_t *model = NULL;

    if (rows_next(&rows)) {
        size_t size;
        const void *bytes = rows_bytes(&rows, 1, &size);

        *version = rows_int(&rows, 0);
        model = json_loadb(bytes, size, 0, NULL);
        if (!model)
            reply_problem(r, 500, "model '%s' is damaged", name);
    } else {
        reply_problem(r, 404, "no model '%s' in production", name);
    }
    rows_close(&rows);
    return model;
}

/* Adds what each feature contributes: coefficient times (value - mean) / deviation. False with the reply set to 422. */
static bool evaluate(struct request *r, const json_t *model, const json_t *features, double *sum)
{
    const char *name;
    json_t *terms;

    json_object_foreach(json_object_get(model, "features"), name, terms)
    {
        double mean, deviation, coefficient, value;

        if (json_unpack(terms, "[F, F, F]", &mean, &deviation, &coefficient) < 0) {
            reply_problem(r, 500, "the model is damaged");
            return false;
        }
        value = mean; /* a feature that is not given counts as usual */
        if (!request_may_number(r, features, name, -1e9, 1e9, &value))
            return false;
        *sum += coefficient * (value - mean) / deviation;
    }
    return true;
}

void learning_predict(struct request *r)
{
    json_t *body = request_json(r);
    const json_t *features = json_object_get(body, "features");
    const char *name = "anomaly-detector";
    int64_t version = 0;

    if (!body || !request_may_text(r, body, "model_name", LONGEST_ID, &name))
        return;
    if (!json_is_object(features)) {
        reply_problem(r, 422, "'features' must be an object of numbers");
        return;
    }

    json_t *model = load_model(r, name, &version);
    double sum = json_number_value(json_object_get(model, "intercept"));

    if (model && evaluate(r, model, features, &sum)) {
        double probability = 1 / (1 + exp(-sum));

        reply_json(r, 200,
                   json_pack("{s:s, s:I, s:f, s:b}", "model_name", name, "version", (json_int_t)version, "probability",
                             probability, "prediction", probability > 0.5));
    }
    json_decref(model);
}

void learning_models(struct request *r)
{
    json_t *models = json_array();
    struct rows rows = database_select(
        r->service->database,
        "SELECT m.name, m.description, max(v.version), count(*) FROM models m JOIN model_versions v"
        " ON v.name = m.name GROUP BY m.name",
        "");

    while (rows_next(&rows))
        json_array_append_new(models, json_pack("{s:s, s:s, s:I, s:I}", "name", rows_text(&rows, 0), "description",
                                                rows_text(&rows, 1), "latest_version", (json_int_t)rows_int(&rows, 2), "versions",
                                                (json_int_t)rows_int(&rows, 3)));
    reply_json(r, 200, json_pack("{s:o}", "models", models));
}
