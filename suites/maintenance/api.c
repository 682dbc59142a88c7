/* SPDX-License-Identifier: MIT */
/* api.c - the core interface of a predictive-maintenance service: health, sensor data, drift, predictions, reports
 *
 * APILoadTestUser does a bit of everything, as the service's clients do. HighVolumeUser only sends readings, many of them, and
 * stresses the event bus: 25 of them make well over 100 events a second. The API key is that of MAINTENANCE_API_KEY; with a wrong
 * one all but the health checks answer 403, and the summary says so.
 */
#include <cicada.h>

#include "readings.h"

static int use_key(cic_user *u)
{
    cic_set_header(u, "X-API-Key", cic_env("MAINTENANCE_API_KEY", "cicada-maintenance-key"));
    return CIC_OK;
}

/* ---- both ---- */

static int ingest(cic_user *u)
{
    cic_response *r = cic_post(u, "/api/v1/data/ingest", .json = reading(u, any_sensor(u)));

    if (!cic_failed(r) && cic_json_int(r, "/accepted", 0) != 1)
        cic_fail(r, "the reading was not accepted");
    return CIC_OK;
}

/* ---- APILoadTestUser ---- */

static int check_health(cic_user *u)
{
    static const char *const paths[] = {"/health", "/health/db", "/health/redis", "/health/detailed"};

    cic_get(u, CIC_PICK(u, paths));
    return CIC_OK;
}

static int check_drift(cic_user *u)
{
    cic_response *r = cic_post(u, "/api/v1/ml/check_drift",
                               .json = cic_json(u, "{\"sensor_id\": %s, \"window_size\": %d, \"threshold\": 3.0}",
                                                sensor_id(u, any_sensor(u)), (int)cic_between(u, 50, 200)));

    if (!cic_failed(r) && !cic_json_has(r, "/drift_detected"))
        cic_fail(r, "the answer does not tell whether there is drift");
    return CIC_OK;
}

static int predict(cic_user *u)
{
    cic_response *r = cic_post(u, "/api/v1/ml/predict",
                               .json = cic_json(u,
                                                "{\"model_name\": \"anomaly-detector\", \"features\": {\"temperature\": %.2f, "
                                                "\"pressure\": %.2f, \"vibration\": %.3f, \"humidity\": %.2f}}",
                                                cic_normal(u, 72, 4), cic_normal(u, 310, 12), cic_normal(u, 2.8, 0.6),
                                                cic_normal(u, 45, 6)));
    double probability = cic_json_num(r, "/probability", -1);

    if (!cic_failed(r) && (probability < 0 || probability > 1))
        cic_fail(r, "the prediction is no probability");
    return CIC_OK;
}

static int list_models(cic_user *u)
{
    cic_get(u, "/api/v1/ml/models/list");
    return CIC_OK;
}

static int scrape_metrics(cic_user *u)
{
    cic_get(u, "/metrics", .discard_body = true);
    return CIC_OK;
}

static int query_readings(cic_user *u)
{
    cic_get(u, "/api/v1/data/readings", .query = CIC_PAIRS({"sensor_id", sensor_id(u, any_sensor(u))}, {"limit", "50"}));
    return CIC_OK;
}

static int generate_report(cic_user *u)
{
    static const char *const kinds[] = {"summary", "anomalies", "maintenance"};

    cic_post(u, "/api/v1/reports/generate", .json = cic_json(u, "{\"report_type\": %s}", CIC_PICK(u, kinds)));
    return CIC_OK;
}

static const cic_user_class api_user =
    CIC_USER(.name = "APILoadTestUser", .wait = CIC_BETWEEN(0.5, 2), .on_start = use_key,
             .tasks = CIC_TASKS({30, "health", check_health, .tags = "read"}, {20, "ingest", ingest, .tags = "write"},
                                {15, "drift", check_drift, .tags = "learning"}, {10, "predict", predict, .tags = "learning"},
                                {8, "models", list_models, .tags = "learning read"}, {8, "query", query_readings, .tags = "read"},
                                {5, "metrics", scrape_metrics, .tags = "read"}, {4, "report", generate_report, .tags = "write"}));

/* ---- HighVolumeUser ---- */

static const cic_user_class high_volume_user = CIC_USER(.name = "HighVolumeUser", .wait = CIC_BETWEEN(0.05, 0.15),
                                                        .on_start = use_key,
                                                        .tasks = CIC_TASKS({1, "ingest", ingest, .tags = "write"}));

CIC_SCENARIO(.users = CIC_USERS(&api_user, &high_volume_user));
