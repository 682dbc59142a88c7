/* SPDX-License-Identifier: MIT */
/* endpoints.h - the endpoints that routes.c names; what each takes and gives is in docs/target.md */
#ifndef TARGET_ENDPOINTS_H
#define TARGET_ENDPOINTS_H

#include "route.h"

/* health.c */
endpoint health_answer;
endpoint health_database;
endpoint health_redis;
endpoint health_detailed;
endpoint health_metrics;

/* maintenance.c */
endpoint maintenance_ingest;
endpoint maintenance_readings;
endpoint maintenance_generate_report;

/* learning.c */
endpoint learning_check_drift;
endpoint learning_predict;
endpoint learning_models;

/* mlflow.c */
endpoint mlflow_version;
endpoint mlflow_search_models;
endpoint mlflow_get_model;
endpoint mlflow_latest_versions;
endpoint mlflow_search_versions;
endpoint mlflow_get_version;
endpoint mlflow_download_uri;
endpoint mlflow_list_artifacts;
endpoint mlflow_artifact;

/* accounts.c */
endpoint accounts_register;
endpoint accounts_login;
endpoint accounts_me;
endpoint accounts_remove;

/* platform.c */
endpoint platform_create_generation;
endpoint platform_list_generations;
endpoint platform_generation;
endpoint platform_create_payment;
endpoint platform_list_payments;

/* audio.c */
endpoint audio_upload;
endpoint audio_analyze;
endpoint audio_result;
endpoint audio_files;
endpoint audio_download;
endpoint audio_search;

/* Bytes of the uploaded files whose content is kept. */
int64_t audio_stored_bytes(struct database *database);

/* audio_api.c */
endpoint audio_api_analyze;
endpoint audio_api_batch;
endpoint audio_api_status;

/* admin.c */
endpoint admin_dashboard;
endpoint admin_users;
endpoint admin_change_user;
endpoint admin_health;

/* optimization.c */
endpoint optimization_stats;
endpoint optimization_sessions;
endpoint optimization_session;
endpoint optimization_criteria;
endpoint optimization_set_criteria;

/* utility.c */
endpoint utility_bytes;
endpoint utility_chunked;
endpoint utility_gzip;
endpoint utility_status;
endpoint utility_delay;
endpoint utility_redirect;
endpoint utility_cookies;
endpoint utility_set_cookies;
endpoint utility_basic;
endpoint utility_close;
endpoint utility_echo;
endpoint utility_sink;

/* control.c */
endpoint control_ledger;
endpoint control_reset_ledger;
endpoint control_faults;
endpoint control_set_faults;
endpoint control_clear_faults;

#endif
