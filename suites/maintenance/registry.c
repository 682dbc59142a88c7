/* SPDX-License-Identifier: MIT */
/* registry.c - services that load models from an MLflow registry
 *
 * A user asks at its start which models there are, and takes versions and paths from the answers only, so that no version of the
 * test can differ from one of the registry.
 */
#include <cicada.h>

#define MLFLOW    "/api/2.0/mlflow"
#define ARTIFACTS "/api/2.0/mlflow-artifacts/artifacts"
#define MODELS    16 /* that a user remembers */

struct registry {
    struct {
        char name[64], version[16];
    } model[MODELS];
    int count;
};

static void remember(struct registry *known, cic_user *u, cic_response *r)
{
    int models = (int)cic_json_count(r, "/registered_models");

    known->count = 0;
    for (int i = 0; i < models && known->count < MODELS; i++) {
        const char *name = cic_json_str(r, cic_fmt(u, "/registered_models/%d/name", i));
        const char *version = cic_json_str(r, cic_fmt(u, "/registered_models/%d/latest_versions/0/version", i));

        if (name && version && cic_copy(known->model[known->count].name, sizeof known->model[0].name, name) == 0 &&
            cic_copy(known->model[known->count].version, sizeof known->model[0].version, version) == 0)
            known->count++;
    }
}

/* Until there is a model: a registry that is down for a while must not cost the run its users. */
static int discover(cic_user *u)
{
    struct registry *known = cic_data(u);

    while (known->count == 0) {
        cic_response *r = cic_get(u, MLFLOW "/registered-models/search", .name = MLFLOW "/registered-models/search [start]",
                                  .query = CIC_PAIRS({"max_results", "100"}));

        remember(known, u, r);
        if (known->count == 0 && !cic_failed(r))
            cic_fail(r, "the registry has no model with a version");
        if (known->count == 0 && cic_sleep(u, 1) != CIC_OK)
            return CIC_STOP_USER;
    }
    return CIC_OK;
}

static int search_models(cic_user *u)
{
    cic_response *r = cic_get(u, MLFLOW "/registered-models/search", .query = CIC_PAIRS({"max_results", "100"}));

    if (!cic_failed(r) && cic_json_count(r, "/registered_models") == 0)
        cic_fail(r, "the registry has no models any more");
    return CIC_OK;
}

static int latest_versions(cic_user *u)
{
    struct registry *known = cic_data(u);
    const char *name = known->model[cic_between(u, 0, known->count - 1)].name;

    cic_get(u, MLFLOW "/registered-models/get-latest-versions", .query = CIC_PAIRS({"name", name}));
    return CIC_OK;
}

static int search_versions(cic_user *u)
{
    struct registry *known = cic_data(u);
    const char *name = known->model[cic_between(u, 0, known->count - 1)].name;

    cic_get(u, MLFLOW "/model-versions/search", .query = CIC_PAIRS({"filter", cic_fmt(u, "name='%s'", name)}));
    return CIC_OK;
}

/* Where the model is, then the model itself. */
static int load_model(cic_user *u)
{
    static const char scheme[] = "mlflow-artifacts:/";
    struct registry *known = cic_data(u);
    int64_t m = cic_between(u, 0, known->count - 1);
    double begin = cic_now();
    cic_response *r = cic_get(u, MLFLOW "/model-versions/get-download-uri",
                              .query = CIC_PAIRS({"name", known->model[m].name}, {"version", known->model[m].version}));
    const char *uri = cic_json_str(r, "/artifact_uri");
    size_t size;

    if (cic_failed(r))
        return CIC_OK;
    if (!uri || strncmp(uri, scheme, strlen(scheme)) != 0)
        return cic_fail(r, "no place of a model in the answer");
    r = cic_get(u, cic_fmt(u, ARTIFACTS "/%s/model.bin", uri + strlen(scheme)), .name = ARTIFACTS "/[path]");
    (void)cic_body(r, &size);
    if (!cic_failed(r) && size == 0)
        return cic_fail(r, "the model is empty");
    if (!cic_failed(r))
        cic_metric(u, "model loaded (s)", cic_now() - begin);
    return CIC_OK;
}

static const cic_user_class mlflow_user =
    CIC_USER(.name = "MLflowUser", .wait = CIC_BETWEEN(0.5, 2), .data_size = sizeof(struct registry), .on_start = discover,
             .tasks = CIC_TASKS({20, "search models", search_models}, {25, "latest versions", latest_versions},
                                {15, "search versions", search_versions}, {40, "load model", load_model}));

CIC_SCENARIO(.users = CIC_USERS(&mlflow_user));
