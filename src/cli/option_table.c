/* SPDX-License-Identifier: MIT */
/* cli/option_table.c - the table, in the order in which --help shows it
 *
 * Names, short forms, environment names and defaults of Locust's options are Locust's.
 */
#include "cli/option_table.h"

#define AT(member) offsetof(struct cli_options, member)
#define FLAG(name, short_name, group, member, environment, help)                        \
    {                                                                                   \
        name, short_name, OPTION_FLAG, group, AT(member), NULL, environment, NULL, help \
    }
#define VALUE(kind, name, short_name, group, member, argument, environment, help)    \
    {                                                                                \
        name, short_name, kind, group, AT(member), argument, environment, NULL, help \
    }
#define CHOICE(name, short_name, group, member, choices, environment, help)                   \
    {                                                                                         \
        name, short_name, OPTION_TEXT, group, AT(member), choices, environment, choices, help \
    }
#define ACTION(name, short_name, group, action, help)                          \
    {                                                                          \
        name, short_name, OPTION_ACTION, group, action, NULL, NULL, NULL, help \
    }
#define REFUSED(name, short_name, environment, help)                                     \
    {                                                                                    \
        name, short_name, OPTION_REFUSED, GROUP_HIDDEN, 0, NULL, environment, NULL, help \
    }

#define OTHER_UI   "not available: the pages of the web UI are a part of the program"
#define NO_CLUSTER "not available in this version of Cicada, which runs as one process"

const char *const option_group_titles[GROUP_COUNT] = {
    [GROUP_COMMON] = "Common options",
    [GROUP_URL] = "Loading one URL (cicada URL)",
    [GROUP_WEB] = "Web UI",
    [GROUP_HTTP] = "HTTP",
    [GROUP_TLS] = "TLS",
    [GROUP_CONNECTIONS] = "Connections and names",
    [GROUP_STATISTICS] = "Statistics and reports",
    [GROUP_CHECKS] = "Checks and verdict",
    [GROUP_CAPACITY] = "Searching the capacity (cicada capacity)",
    [GROUP_LOGGING] = "Logging",
    [GROUP_OTHER] = "Other options",
    [GROUP_HIDDEN] = "",
};

const struct option option_table[] = {
    VALUE(OPTION_TEXT, "locustfile", 'f', GROUP_COMMON, plan.scenario_file, "FILE", "LOCUSTFILE",
          "The scenario: a C file, or a compiled one (.so). Default: ./scenario.c"),
    VALUE(OPTION_TEXT, "host", 'H', GROUP_COMMON, plan.host, "URL", "HOST",
          "Base URL to test, over the one in the scenario: http://localhost:8000"),
    VALUE(OPTION_LIMIT, "users", 'u', GROUP_COMMON, plan.users, "N", "USERS",
          "Peak number of users at the same time. Default: 1; with --rate the number to begin with, and 0"),
    VALUE(OPTION_RATE, "spawn-rate", 'r', GROUP_COMMON, plan.spawn_rate, "RATE", "SPAWN_RATE",
          "Users started per second, evenly. Default: 1; all at once when loading a URL"),
    VALUE(OPTION_DURATION, "run-time", 't', GROUP_COMMON, plan.run_time_s, "TIME", "RUN_TIME",
          "Stop after this time: 30s, 5m, 1h20m. Default: run until CTRL+C"),
    VALUE(OPTION_STAGES, "stages", 0, GROUP_COMMON, plan.stages, "LIST", "STAGES",
          "The load in steps, users:rate:time each: 100:10:1m,500:20:5m. Instead of --users and --spawn-rate"),
    VALUE(OPTION_DURATION, "warmup", 0, GROUP_COMMON, plan.warmup_s, "TIME", "WARMUP",
          "Leave what ends in this time from the start out of the results. Default: 0"),
    VALUE(
        OPTION_RATES, "rate", 0, GROUP_COMMON, plan.rate_text, "RATE", "RATE",
        "Open model: let so many tasks arrive, whoever is busy: 500/s, 30000/m, or by class: \"AuthUser=50/s,PaymentUser=10/s\""),
    CHOICE("arrivals", 0, GROUP_COMMON, arrivals, "constant|poisson", "ARRIVALS",
           "With --rate: evenly spaced, or at random times as independent people come. Default: constant"),
    VALUE(OPTION_COUNT, "max-users", 0, GROUP_COMMON, plan.max_users, "N", "MAX_USERS",
          "With --rate: most users at the same time; arrivals that find none are dropped, and counted. Default: 10000. "
          "Of cicada capacity: most users that the search may start"),
    CHOICE("catch-up", 0, GROUP_COMMON, catch_up, "all|bounded|skip", "CATCH_UP",
           "With --rate: what to do with arrivals that Cicada is too late for: send all at once, at up to twice the rate, or "
           "drop them. Default: all"),
    VALUE(OPTION_COUNTS, "iterations", 0, GROUP_COMMON, plan.iterations_text, "N", "ITERATIONS",
          "Stop after so many tasks, exactly; or by class: \"AuthUser=100\""),
    VALUE(OPTION_REPEATED, "set", 0, GROUP_COMMON, plan.sets, "NAME=VALUE", "SET",
          "Set an option of the scenario; --list shows which there are. May be repeated"),
    FLAG("headless", 0, GROUP_COMMON, headless, "HEADLESS", "Start at once and without the web UI"),
    FLAG("list", 'l', GROUP_COMMON, list, NULL, "Show the user classes and the options of the scenario and exit"),
    VALUE(OPTION_TEXT, "config", 0, GROUP_COMMON, config_file, "FILE", NULL, "Read options from this file too"),
    VALUE(OPTION_REPEATED, "env-file", 0, GROUP_COMMON, env_files, "FILE", NULL,
          "Read variables from this .env file; options and checks refer to them as ${NAME}. May be repeated"),
    ACTION("help", 'h', GROUP_COMMON, ACTION_HELP, "Show the common options and exit; --help-all shows all of them"),
    ACTION("help-all", 0, GROUP_COMMON, ACTION_HELP_ALL, "Show all options and exit"),
    ACTION("version", 'V', GROUP_COMMON, ACTION_VERSION, "Show the versions of Cicada and its libraries and exit"),

    VALUE(OPTION_TEXT, "method", 'X', GROUP_URL, plan.url.method, "METHOD", NULL,
          "Method of the request. Default: GET, or POST with a body"),
    VALUE(OPTION_TEXT, "body", 0, GROUP_URL, body, "TEXT", NULL, "Body of the request"),
    VALUE(OPTION_TEXT, "body-file", 0, GROUP_URL, body_file, "FILE", NULL, "Body of the request, from a file"),

    FLAG("web", 0, GROUP_WEB, web.on, NULL, "Serve the web UI beside a single URL too; for a scenario it is the rule"),
    VALUE(OPTION_TEXT, "web-host", 0, GROUP_WEB, web.host, "ADDRESS", "WEB_HOST",
          "Listen on this address; * for all, which needs a login. Default: 127.0.0.1"),
    VALUE(OPTION_LIMIT, "web-port", 'P', GROUP_WEB, web.port, "PORT", "WEB_PORT",
          "Listen on this port; 0: any free one, which the log names. Default: 8089"),
    FLAG("web-login", 0, GROUP_WEB, web.login, "WEB_LOGIN",
         "Ask for a name and a password, which CICADA_WEB_AUTH=NAME:PASSWORD gives, or CICADA_WEB_PASSWORD for the name cicada"),
    VALUE(OPTION_TEXT, "web-auth", 0, GROUP_WEB, web.auth, "NAME:PASSWORD", "WEB_AUTH",
          "The same, with both on the command line, where other users of this machine can read them"),
    VALUE(OPTION_TEXT, "web-base-path", 0, GROUP_WEB, web.base_path, "PATH", "WEB_BASE_PATH",
          "Serve it below this path, for a proxy: /load"),
    VALUE(OPTION_TEXT, "web-host-display-name", 0, GROUP_WEB, web.display_host, "NAME", "WEB_HOST_DISPLAY_NAME",
          "The name of this machine as others reach it: shown in the log, and taken in requests"),
    VALUE(OPTION_TEXT, "tls-cert", 0, GROUP_WEB, web.certificate_file, "FILE", "TLS_CERT",
          "Serve it by HTTPS, with this certificate, PEM"),
    VALUE(OPTION_TEXT, "tls-key", 0, GROUP_WEB, web.key_file, "FILE", "TLS_KEY", "Key of that certificate, PEM"),
    FLAG("autostart", 0, GROUP_WEB, web.autostart, "AUTOSTART", "Start a run at once"),
    VALUE(OPTION_LIMIT, "autoquit", 0, GROUP_WEB, web.autoquit_s, "SECONDS", "AUTOQUIT",
          "With --autostart: end so many seconds after the run. Default: stay"),
    FLAG("class-picker", 0, GROUP_WEB, web.class_picker, "USERCLASS_PICKER",
         "Let the start form choose the user classes, with their weights"),

    VALUE(OPTION_REPEATED, "header", 0, GROUP_HTTP, plan.http.headers, "\"NAME: VALUE\"", NULL,
          "Send this header with each request. May be repeated"),
    VALUE(OPTION_DURATION, "timeout", 0, GROUP_HTTP, plan.http.timeout_s, "TIME", "TIMEOUT",
          "Longest time for a request, redirects included. Default: 60s"),
    VALUE(OPTION_LIMIT, "max-redirects", 0, GROUP_HTTP, plan.http.max_redirects, "N", "MAX_REDIRECTS",
          "Redirects followed for one request. Default: 30"),
    FLAG("no-redirects", 0, GROUP_HTTP, plan.http.no_redirects, "NO_REDIRECTS", "Follow no redirect: it is the answer"),
    VALUE(OPTION_SIZE, "max-body", 0, GROUP_HTTP, plan.http.max_body, "SIZE", "MAX_BODY",
          "Largest response body kept for the scenario; more is an error. Default: 64MiB"),
    VALUE(OPTION_TEXT, "user-agent", 0, GROUP_HTTP, plan.http.user_agent, "TEXT", "USER_AGENT",
          "User-Agent header. Default: cicada/" CICADA_VERSION),
    FLAG("no-compression", 0, GROUP_HTTP, plan.http.no_compression, "NO_COMPRESSION",
         "Do not offer compressed responses (Accept-Encoding)"),
    FLAG("retry-stale", 0, GROUP_HTTP, plan.http.retry_stale, "RETRY_STALE",
         "Send a request once more when a kept-alive connection turns out to be closed. Default: it counts as failed"),

    FLAG("insecure", 'k', GROUP_TLS, plan.http.insecure, "INSECURE", "Accept any certificate"),
    VALUE(OPTION_TEXT, "ca-file", 0, GROUP_TLS, plan.http.ca_file, "FILE", "CA_FILE",
          "Trust the authorities in this PEM file instead of the system's"),
    VALUE(OPTION_TEXT, "cert", 0, GROUP_TLS, plan.http.certificate_file, "FILE", "CERT", "Client certificate, PEM"),
    VALUE(OPTION_TEXT, "key", 0, GROUP_TLS, plan.http.key_file, "FILE", "KEY",
          "Key of the client certificate, PEM. Default: in --cert"),
    FLAG("tls-resume", 0, GROUP_TLS, plan.http.tls_resume, "TLS_RESUME", "Resume a user's TLS session on its next connection"),
    VALUE(OPTION_TEXT, "ciphers", 0, GROUP_TLS, plan.http.ciphers, "LIST", "CIPHERS",
          "Ciphers of TLS 1.2, as OpenSSL names them"),
    VALUE(OPTION_TEXT, "keylog", 0, GROUP_TLS, plan.http.keylog_file, "FILE", "KEYLOG",
          "Write TLS keys there, to read a capture with"),

    VALUE(OPTION_DURATION, "connect-timeout", 0, GROUP_CONNECTIONS, plan.http.connect_timeout_s, "TIME", "CONNECT_TIMEOUT",
          "Longest time for name, connection and TLS together. Default: 10s"),
    VALUE(OPTION_COUNT, "max-connections", 0, GROUP_CONNECTIONS, plan.http.max_connections, "N", "MAX_CONNECTIONS",
          "Most connections open at a time; users share them, and wait for one. Default: one a user"),
    FLAG("no-keepalive", 0, GROUP_CONNECTIONS, plan.http.no_keepalive, "NO_KEEPALIVE", "Open a new connection for each request"),
    FLAG("require-host", 0, GROUP_CONNECTIONS, plan.require_host, "REQUIRE_HOST", "Do not start when the host cannot be reached"),
    VALUE(OPTION_REPEATED, "resolve", 0, GROUP_CONNECTIONS, plan.http.resolve, "HOST:PORT:ADDRESS", NULL,
          "Use this address for a host. May be repeated"),
    VALUE(OPTION_TEXT, "dns-servers", 0, GROUP_CONNECTIONS, plan.http.dns_servers, "LIST", "DNS_SERVERS",
          "Ask these name servers: 192.0.2.53,192.0.2.54:5353"),
    FLAG("ipv4", '4', GROUP_CONNECTIONS, ipv4, "IPV4", "Connect by IPv4 only"),
    FLAG("ipv6", '6', GROUP_CONNECTIONS, ipv6, "IPV6", "Connect by IPv6 only"),
    VALUE(OPTION_TEXT, "source-address", 0, GROUP_CONNECTIONS, plan.http.source_address, "ADDRESS", "SOURCE_ADDRESS",
          "Connect from this local address"),

    VALUE(OPTION_TEXT, "csv", 0, GROUP_STATISTICS, csv_prefix, "PREFIX", "CSV",
          "Write PREFIX_stats.csv, _stats_history.csv, _failures.csv and _exceptions.csv"),
    FLAG("csv-full-history", 0, GROUP_STATISTICS, csv_full_history, "CSV_FULL_HISTORY",
         "Each request name each second in the history file"),
    FLAG("json", 0, GROUP_STATISTICS, json, NULL, "Print the results as JSON on standard output at the end"),
    VALUE(OPTION_TEXT, "json-file", 0, GROUP_STATISTICS, json_file, "NAME", NULL,
          "Write the results as JSON into NAME.json (or NAME, if it ends so)"),
    CHOICE("json-format", 0, GROUP_STATISTICS, json_format, "cicada|locust", NULL,
           "Form of the JSON: all there is, or Locust's. Default: cicada"),
    VALUE(OPTION_TEXT, "report", 0, GROUP_STATISTICS, report_file, "FILE", "REPORT",
          "Write a report for people, in Markdown: verdict, limits, endpoints, errors, what to do next"),
    VALUE(OPTION_TEXT, "html", 0, GROUP_STATISTICS, html_file, "FILE", "HTML",
          "Write the report as one HTML file that opens offline: verdict, checks, charts, distributions, errors"),
    VALUE(OPTION_TEXT, "hlog", 0, GROUP_STATISTICS, hlog_file, "FILE", "HLOG",
          "Write an HdrHistogram log: all times of each second, in total and by name"),
    VALUE(OPTION_TEXT, "request-log", 0, GROUP_STATISTICS, request_log, "FILE", "REQUEST_LOG",
          "Write a line for each request: .csv, .jsonl, or .jtl as JMeter"),
    CHOICE("request-log-format", 0, GROUP_STATISTICS, request_log_format, "csv|jsonl|jtl", "REQUEST_LOG_FORMAT",
           "Form of the request log. Default: by the ending of the file, else csv"),
    VALUE(OPTION_COUNT, "request-log-every", 0, GROUP_STATISTICS, request_log_every, "N", "REQUEST_LOG_EVERY",
          "Only one line for each N requests. Default: 1"),
    FLAG("print-stats", 0, GROUP_STATISTICS, no_live_view, "PRINT_STATS",
         "Tables every 2 s instead of the live view, also on a terminal"),
    FLAG("only-summary", 0, GROUP_STATISTICS, only_summary, "ONLY_SUMMARY", "Print nothing but the summary at the end"),
    VALUE(OPTION_REPEATED, "monitor", 0, GROUP_STATISTICS, plan.monitors, "NAME=WHAT", NULL,
          "Watch what a component uses: pid:N, exe:NAME, cgroup:PATH, systemd:UNIT, docker:NAME, http://HOST/metrics, "
          "postgresql://... or redis://... May be repeated"),
    VALUE(OPTION_REPEATED, "cost", 0, GROUP_STATISTICS, plan.costs, "PRICE", NULL,
          "Price of a component: \"0.12/h per api\", \"0.04/h per core of api\", \"0.01/h per GB of api\". May be repeated"),
    FLAG("reset-stats", 0, GROUP_STATISTICS, plan.reset_stats, "RESET_STATS", "Start counting anew when all users are there"),
    VALUE(OPTION_TEXT, "store", 0, GROUP_STATISTICS, store, "FILE|URL", "STORE",
          "Keep the run in this file or at postgresql://..., for \"cicada runs\"; none: keep it nowhere. Default: "
          "~/.local/state/cicada/runs.db"),
    FLAG("otel", 0, GROUP_STATISTICS, otel, "ENABLE_OPENTELEMETRY",
         "Export the metrics over OTLP while the run goes on, as the OTEL_* variables say. Default: to http://localhost:4318"),
    VALUE(OPTION_CODE, "exit-code-on-error", 0, GROUP_STATISTICS, exit_code_on_error, "CODE", "EXIT_CODE_ON_ERROR",
          "Exit code when requests failed. Default: 1"),

    VALUE(OPTION_REPEATED, "check", 0, GROUP_CHECKS, checks, "CHECK", NULL,
          "A limit to keep, or the exit code is 3: \"p95 < 200ms for AuthUser\". May be repeated"),
    VALUE(OPTION_REPEATED, "check-file", 0, GROUP_CHECKS, check_files, "FILE", "CHECK_FILE",
          "Read checks from this file, one a line. May be repeated"),
    VALUE(OPTION_TEXT, "junit", 0, GROUP_CHECKS, junit_file, "FILE", "JUNIT", "Write the checks as JUnit XML, one case each"),
    VALUE(OPTION_TEXT, "github-summary", 0, GROUP_CHECKS, github_summary, "FILE", "GITHUB_SUMMARY",
          "Append the result as Markdown. Default: the file that $GITHUB_STEP_SUMMARY names"),
    FLAG("require-valid", 0, GROUP_CHECKS, require_valid, "REQUIRE_VALID",
         "Exit with 4 when the generator itself spoiled the numbers (verdict INVALID)"),
    VALUE(OPTION_TEXT, "baseline", 0, GROUP_CHECKS, baseline, "RUN", "BASELINE",
          "Compare with this past run or .json report; exit code 5 when something got worse"),
    VALUE(OPTION_TEXT, "tolerance", 0, GROUP_CHECKS, tolerance, "LIST", NULL,
          "Differences that do not matter: \"p95=10% and 2ms, fail_ratio=0.5%\". Default: 3% and 200us, p99 5%"),
    VALUE(OPTION_TEXT, "metrics", 0, GROUP_CHECKS, metrics, "LIST", NULL,
          "What is compared. Default: p50,p90,p95,p99,mean,rps,fail_ratio"),

    VALUE(OPTION_REPEATED, "slo", 0, GROUP_CAPACITY, capacity.slos, "CHECK", NULL,
          "A limit that the service has to keep: \"p95 < 200ms\". May be repeated"),
    VALUE(OPTION_PER_SECOND, "max-rate", 0, GROUP_CAPACITY, capacity.max_rate, "RATE", NULL,
          "Search over arrivals per second instead of users, up to this rate: 500/s"),
    VALUE(OPTION_DURATION, "max-time", 0, GROUP_CAPACITY, capacity.max_time_s, "TIME", NULL, "Longest time for the search: 10m"),
    VALUE(OPTION_DURATION, "step-time", 0, GROUP_CAPACITY, capacity.step_time_s, "TIME", NULL,
          "Measure each load for so many seconds, once it is steady. Default: 20s"),
    VALUE(OPTION_PER_SECOND, "start", 0, GROUP_CAPACITY, capacity.start, "LOAD", NULL,
          "First load: users, or arrivals per second. Default: 1 user, or a hundredth of --max-rate"),
    VALUE(OPTION_SHARE, "precision", 0, GROUP_CAPACITY, capacity.precision, "SHARE", NULL,
          "How close to the limit to come. Default: 5%"),
    VALUE(OPTION_COUNT, "repeats", 0, GROUP_CAPACITY, capacity.repeats, "N", NULL,
          "Measurements of each of the two loads that decide. Default: 3"),

    CHOICE("loglevel", 'L', GROUP_LOGGING, log_level, "DEBUG|INFO|WARNING|ERROR|CRITICAL", "LOGLEVEL",
           "Least serious log lines shown. Default: INFO"),
    VALUE(OPTION_TEXT, "logfile", 0, GROUP_LOGGING, log_file, "FILE", "LOGFILE",
          "Append the log to a file instead of standard error"),
    FLAG("skip-log-setup", 0, GROUP_LOGGING, skip_log_setup, "SKIP_LOG_SETUP", "Ignore --loglevel and --logfile"),

    VALUE(OPTION_WORDS, "user-classes", 0, GROUP_OTHER, plan.user_classes, "NAME ...", "USER_CLASSES",
          "Run only these user classes; the same as naming them without an option"),
    VALUE(OPTION_WORDS, "tags", 'T', GROUP_OTHER, plan.tags, "TAG ...", "TAGS", "Run only tasks with one of these tags"),
    VALUE(OPTION_WORDS, "exclude-tags", 'E', GROUP_OTHER, plan.exclude_tags, "TAG ...", "EXCLUDE_TAGS",
          "Leave out tasks with one of these tags"),
    VALUE(OPTION_DURATION, "stop-timeout", 's', GROUP_OTHER, plan.stop_timeout_s, "TIME", "STOP_TIMEOUT",
          "Let running tasks go on for this time after the end. Default: 0, requests on the wire get a second"),
    VALUE(OPTION_SEED, "seed", 0, GROUP_OTHER, plan.seed, "N", "SEED",
          "Seed of all random choices: the same seed, the same choices. Default: a new one, shown in the report"),
    FLAG("equal-weights", 0, GROUP_OTHER, plan.equal_weights, "EQUAL_WEIGHTS", "Weight 1 for each class and task"),
    FLAG("show-task-ratio", 0, GROUP_OTHER, show_task_ratio, NULL, "Show how often each task will run and exit"),
    FLAG("show-task-ratio-json", 0, GROUP_OTHER, show_task_ratio_json, NULL, "The same as JSON"),
    VALUE(OPTION_TEXT, "profile", 0, GROUP_OTHER, plan.profile, "LABEL", "PROFILE", "A label for this run, shown in reports"),
    VALUE(OPTION_SIZE, "stack-size", 0, GROUP_OTHER, plan.stack_size, "SIZE", "STACK_SIZE", "Stack of a user. Default: 64KiB"),
    FLAG("debug", 0, GROUP_OTHER, plan.debug, "DEBUG", "Measure the engine itself: deepest stack of each task"),

    {"older-than", 0, OPTION_TEXT, GROUP_HIDDEN, AT(older_than), "TIME", NULL, NULL, "Of cicada runs delete: 30d, 2w, 12h"},
    VALUE(OPTION_TEXT, "web-password", 0, GROUP_HIDDEN, web.password, "PASSWORD", "WEB_PASSWORD",
          "Give it in the environment or in a .env file, as CICADA_WEB_PASSWORD"),
    {"run", 0, OPTION_TEXT, GROUP_HIDDEN, AT(suite_run), "NAME", NULL, NULL, "Of cicada suite: which of its runs"},
    FLAG("all", 0, GROUP_HIDDEN, all_runs, NULL, "Of cicada runs and cicada compare: all of them"),

    VALUE(OPTION_TEXT, "database", 0, GROUP_HIDDEN, database, "URL", "DATABASE",
          "Of cicada seed: sqlite:FILE or postgresql://USER@HOST/NAME"),
    VALUE(OPTION_TEXT, "table", 0, GROUP_HIDDEN, table, "NAME", NULL, "Of cicada seed: the table to fill"),
    VALUE(OPTION_REPEATED, "column", 0, GROUP_HIDDEN, columns, "NAME=KIND", NULL,
          "Of cicada seed: a column and what to fill it with. May be repeated"),
    VALUE(OPTION_COUNT, "count", 0, GROUP_HIDDEN, seed_rows, "N", NULL, "Of cicada seed: rows to make. Default: 100"),
    FLAG("clean", 0, GROUP_HIDDEN, clean, NULL, "Of cicada seed: remove the rows that the seed made"),

    VALUE(OPTION_TEXT, "output", 0, GROUP_HIDDEN, output_folder, "FOLDER", NULL,
          "Of cicada sweep and schedule: where the files go"),
    VALUE(OPTION_TEXT, "at", 0, GROUP_HIDDEN, at, "HH:MM", NULL, "Of cicada schedule: when, each day"),
    VALUE(OPTION_TEXT, "format", 0, GROUP_HIDDEN, format, "FORM", NULL, "Of commands that print in several forms"),

    ACTION("man", 0, GROUP_HIDDEN, ACTION_MAN, "Print the man page"),
    {"completion", 0, OPTION_TEXT, GROUP_HIDDEN, AT(completion), "SHELL", NULL, "bash|zsh|fish",
     "Print the completion for a shell"},

    REFUSED("headful", 0, "HEADFUL", "leave --headless out instead"),
    REFUSED("build-path", 0, "BUILD_PATH", OTHER_UI),
    REFUSED("config-users", 0, "CONFIG_USERS", "not available in this version of Cicada"),
    REFUSED("master", 0, "MODE_MASTER", NO_CLUSTER),
    REFUSED("master-bind-host", 0, "MASTER_BIND_HOST", NO_CLUSTER),
    REFUSED("master-bind-port", 0, "MASTER_BIND_PORT", NO_CLUSTER),
    REFUSED("expect-workers", 0, "EXPECT_WORKERS", NO_CLUSTER),
    REFUSED("expect-workers-max-wait", 0, "EXPECT_WORKERS_MAX_WAIT", NO_CLUSTER),
    REFUSED("enable-rebalancing", 0, NULL, NO_CLUSTER),
    REFUSED("worker", 0, "MODE_WORKER", NO_CLUSTER),
    REFUSED("processes", 0, "PROCESSES", NO_CLUSTER),
    REFUSED("master-host", 0, "MASTER_NODE_HOST", NO_CLUSTER),
    REFUSED("master-port", 0, "MASTER_NODE_PORT", NO_CLUSTER),
    REFUSED("slave", 0, NULL, "it is called --worker, and " NO_CLUSTER),
    REFUSED("expect-slaves", 0, NULL, "it is called --expect-workers, and " NO_CLUSTER),
    REFUSED("legacy-ui", 0, NULL, OTHER_UI),
};

_Static_assert(COUNT(option_table) <= OPTIONS_MAX, "options.given is too short");

const size_t option_count = COUNT(option_table);

const struct option *option_find(struct text name)
{
    for (size_t i = 0; i < option_count; i++)
        if (text_equal(text_from(option_table[i].name), name))
            return &option_table[i];
    return NULL;
}

const struct option *option_find_short(char short_name)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].short_name && option_table[i].short_name == short_name)
            return &option_table[i];
    return NULL;
}

static bool can_be_suggested(const struct option *o)
{
    return o->kind != OPTION_REFUSED && o->group != GROUP_HIDDEN;
}

/* How wrk, ab, hey, k6 and vegeta call it. */
static const struct option *option_of_others(struct text name)
{
    static const struct {
        const char *word, *option;
    } words[] = {{"d", "run-time"},   {"duration", "run-time"},   {"time", "run-time"}, {"c", "users"},
                 {"vus", "users"},    {"connections", "users"},   {"threads", "users"}, {"concurrency", "users"},
                 {"n", "iterations"}, {"requests", "iterations"}, {"rps", "rate"},      {"qps", "rate"}};

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_equal(text_from(words[i].word), name))
            return option_find(text_from(words[i].option));
    return NULL;
}

const struct option *option_guess(struct text name)
{
    const struct option *best = option_of_others(name);
    unsigned nearest = best ? 0 : 3; /* more than two slips, or half of a short word, are another word */

    for (size_t i = 0; i < option_count; i++) {
        struct text known = text_from(option_table[i].name);
        unsigned distance = name.size >= 3 && text_starts_with(known, name) ? 0 : text_distance(known, name);

        if (distance < nearest && 2 * distance < known.size && can_be_suggested(&option_table[i])) {
            nearest = distance;
            best = &option_table[i];
        }
    }
    return best;
}

bool option_takes_value(const struct option *o)
{
    return o->kind != OPTION_FLAG && o->kind != OPTION_ACTION && o->kind != OPTION_REFUSED;
}

const char *option_given(const struct cli_options *options, const char *name)
{
    const struct option *o = option_find(text_from(name));

    assert(o);
    return options->given[o - option_table];
}
