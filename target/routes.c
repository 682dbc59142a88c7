/* SPDX-License-Identifier: MIT */
/* routes.c - every endpoint of the server, a line each; see route.h for the columns, endpoints/ for what they do */
#include "endpoints/endpoints.h"
#include "route.h"

const struct route routes[] = {
    /* endpoints/health.c */
    {METHOD_GET, "/health", health_answer},
    {METHOD_GET, "/health/db", health_database},
    {METHOD_GET, "/health/redis", health_redis},
    {METHOD_GET, "/health/detailed", health_detailed},
    {METHOD_GET, "/metrics", health_metrics},

    /* endpoints/maintenance.c */
    {METHOD_POST, "/api/v1/data/ingest", maintenance_ingest, NEEDS_KEY},
    {METHOD_GET, "/api/v1/data/readings", maintenance_readings, NEEDS_KEY},
    {METHOD_POST, "/api/v1/reports/generate", maintenance_generate_report, NEEDS_KEY},

    /* endpoints/learning.c */
    {METHOD_POST, "/api/v1/ml/check_drift", learning_check_drift, NEEDS_KEY},
    {METHOD_POST, "/api/v1/ml/predict", learning_predict, NEEDS_KEY},
    {METHOD_GET, "/api/v1/ml/models/list", learning_models, NEEDS_KEY},

    /* endpoints/mlflow.c */
    {METHOD_GET, "/version", mlflow_version},
    {METHOD_GET, "/api/2.0/mlflow/registered-models/search", mlflow_search_models},
    {METHOD_POST, "/api/2.0/mlflow/registered-models/search", mlflow_search_models},
    {METHOD_GET, "/api/2.0/mlflow/registered-models/get", mlflow_get_model},
    {METHOD_GET, "/api/2.0/mlflow/registered-models/get-latest-versions", mlflow_latest_versions},
    {METHOD_POST, "/api/2.0/mlflow/registered-models/get-latest-versions", mlflow_latest_versions},
    {METHOD_GET, "/api/2.0/mlflow/model-versions/search", mlflow_search_versions},
    {METHOD_GET, "/api/2.0/mlflow/model-versions/get", mlflow_get_version},
    {METHOD_GET, "/api/2.0/mlflow/model-versions/get-download-uri", mlflow_download_uri},
    {METHOD_GET, "/api/2.0/mlflow-artifacts/artifacts", mlflow_list_artifacts},
    {METHOD_GET, "/api/2.0/mlflow-artifacts/artifacts/{path...}", mlflow_artifact},

    /* endpoints/accounts.c */
    {METHOD_POST, "/api/v1/auth/register", accounts_register},
    {METHOD_POST, "/api/v1/auth/login", accounts_login},
    {METHOD_GET, "/api/v1/auth/me", accounts_me, NEEDS_TOKEN},
    {METHOD_DELETE, "/api/v1/auth/me", accounts_remove, NEEDS_TOKEN},

    /* endpoints/platform.c */
    {METHOD_POST, "/api/v1/generation/create", platform_create_generation, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/generation/list", platform_list_generations, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/generation/{id}", platform_generation, NEEDS_TOKEN},
    {METHOD_POST, "/api/v1/payments/create", platform_create_payment, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/payments", platform_list_payments, NEEDS_TOKEN},

    /* endpoints/audio.c: for users of the site */
    {METHOD_POST, "/api/v1/audio/upload", audio_upload, NEEDS_TOKEN},
    {METHOD_POST, "/api/v1/audio/analyze", audio_analyze, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/audio/results/{id}", audio_result, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/audio/files", audio_files, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/audio/files/{id}", audio_download, NEEDS_TOKEN},
    {METHOD_GET, "/api/v1/audio/search", audio_search, NEEDS_TOKEN},

    /* endpoints/audio_api.c: for programs */
    {METHOD_POST, "/api/v1/external/analyze", audio_api_analyze, NEEDS_KEY},
    {METHOD_POST, "/api/v1/external/batch", audio_api_batch, NEEDS_KEY},
    {METHOD_GET, "/api/v1/external/jobs/{id}", audio_api_status, NEEDS_KEY},

    /* endpoints/admin.c */
    {METHOD_GET, "/api/v1/admin/dashboard", admin_dashboard, NEEDS_ADMIN},
    {METHOD_GET, "/api/v1/admin/users", admin_users, NEEDS_ADMIN},
    {METHOD_PATCH, "/api/v1/admin/users/{id}", admin_change_user, NEEDS_ADMIN},
    {METHOD_GET, "/api/v1/admin/health", admin_health, NEEDS_ADMIN},

    /* endpoints/optimization.c */
    {METHOD_GET, "/api/v1/dashboard/stats", optimization_stats, LIMITED, 60},
    {METHOD_GET, "/api/v1/optimization/sessions", optimization_sessions, LIMITED, 120},
    {METHOD_GET, "/api/v1/optimization/sessions/{id}", optimization_session, LIMITED, 120},
    {METHOD_GET, "/api/v1/config/optimization-criteria", optimization_criteria, LIMITED, 120},
    {METHOD_PUT, "/api/v1/config/optimization-criteria", optimization_set_criteria, LIMITED, 10},

    /* endpoints/utility.c: for the tests of clients */
    {METHOD_GET, "/_bytes/{count}", utility_bytes},
    {METHOD_GET, "/_chunked/{count}", utility_chunked},
    {METHOD_GET, "/_gzip/{count}", utility_gzip},
    {METHOD_GET, "/_status/{code}", utility_status},
    {METHOD_GET, "/_delay/{ms}", utility_delay},
    {METHOD_GET, "/_redirect/{count}", utility_redirect},
    {METHOD_GET, "/_cookies", utility_cookies},
    {METHOD_GET, "/_cookies/set", utility_set_cookies},
    {METHOD_GET, "/_basic/{user}/{password}", utility_basic},
    {METHOD_GET, "/_close", utility_close},
    {METHOD_GET, "/_echo", utility_echo},
    {METHOD_POST, "/_echo", utility_echo},
    {METHOD_PUT, "/_echo", utility_echo},
    {METHOD_PATCH, "/_echo", utility_echo},
    {METHOD_DELETE, "/_echo", utility_echo},
    {METHOD_OPTIONS, "/_echo", utility_echo},
    {METHOD_POST, "/_sink", utility_sink},
    {METHOD_PUT, "/_sink", utility_sink},

    /* endpoints/control.c */
    {METHOD_GET, "/_ledger", control_ledger, NOT_COUNTED},
    {METHOD_POST, "/_ledger/reset", control_reset_ledger, NOT_COUNTED},
    {METHOD_GET, "/_faults", control_faults, NOT_COUNTED},
    {METHOD_POST, "/_faults", control_set_faults, NOT_COUNTED},
    {METHOD_DELETE, "/_faults", control_clear_faults, NOT_COUNTED},
};

const size_t route_count = COUNT(routes);
