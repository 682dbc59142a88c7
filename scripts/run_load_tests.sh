#!/bin/bash
# SPDX-License-Identifier: MIT
# scripts/run_load_tests.sh - the load tests of the platform team, from the test data to the judgement
#
#   scripts/run_load_tests.sh [--host URL] [--users-max N] [--duration S] [--output DIR]
#
# Waits for the service, runs "cicada suite platform", which makes test users before and removes them after, and prints the
# acceptance criteria with a tick or a cross each. In the folder DIR are then
#
#   load_test_metrics.json   all numbers (docs/json.md)
#   report.md                the written report (docs/report.md)
#   load_test.log            the log
#   locust_report.html       the report with charts, for a browser
#
# The exit code is that of the run (docs/exit-codes.md): 0 when every criterion was met, 3 when one was not; 11 when the service
# does not answer, 14 when the test users could not be made or removed.
#
# What is not given comes from the environment, .env.load-testing.local or .env.load-testing, the first of these that says it:
# LOAD_TEST_HOST, LOAD_TEST_USERS_MAX, LOAD_TEST_SPAWN_RATE, LOAD_TEST_DURATION_SECONDS, LOAD_TEST_REPORT_DIR,
# LOAD_TEST_DATABASE_URL (without one nothing is seeded), LOAD_TEST_WAIT_SECONDS (60: for the service); and what
# suites/platform/README.md names. $CICADA names the program.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cicada=${CICADA:-}
if [[ -z $cicada ]]; then
    if [[ -x $root/build/cicada ]]; then cicada=$root/build/cicada; else cicada=cicada; fi
fi

# A value of a .env file without its quotes, its comment and the blanks around it. 1: it refers to another variable, or is quoted in
# a way that only the program reads (src/cli/env_file.h).
plain_value() {
    local value=${1%$'\r'} single="^'([^']*)'[[:blank:]]*(#.*)?\$" double='^"([^"\]*)"[[:blank:]]*(#.*)?$'
    value=${value#"${value%%[![:blank:]]*}"}
    if [[ $value =~ $single ]]; then
        printf '%s' "${BASH_REMATCH[1]}"
        return
    fi
    if [[ $value =~ $double ]]; then
        value=${BASH_REMATCH[1]}
    elif [[ $value == [\"\']* ]]; then
        return 1
    elif [[ $value == \#* ]]; then
        value=''
    else
        value=${value%%[[:blank:]]\#*}
        value=${value%"${value##*[![:blank:]]}"}
    fi
    [[ $value != *"\${"* ]] || return 1
    printf '%s' "$value"
}

# The value of a variable: of the environment, else of the files, else the given one. Files are read, never executed.
setting() {
    local name=$1 otherwise=$2 file line value
    if [[ -n ${!name:-} ]]; then
        printf '%s' "${!name}"
        return
    fi
    for file in .env.load-testing.local .env.load-testing; do
        [[ -r $file ]] || continue
        line=$(grep -E "^[[:blank:]]*(export[[:blank:]]+)?${name}[[:blank:]]*=" "$file" | tail -n 1) || continue
        value=$(plain_value "${line#*=}") || {
            echo "run_load_tests.sh: $file: write the value of $name without \${...} and escapes, or set it in the environment" >&2
            exit 2
        }
        [[ -n $value ]] || continue
        printf '%s' "$value"
        return
    done
    printf '%s' "$otherwise"
}

usage() {
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    exit "$1"
}

host=$(setting LOAD_TEST_HOST http://localhost:8000)
users_max=$(setting LOAD_TEST_USERS_MAX 1000)
duration=$(setting LOAD_TEST_DURATION_SECONDS 300)
output=$(setting LOAD_TEST_REPORT_DIR ./load_test_reports)
spawn_rate=$(setting LOAD_TEST_SPAWN_RATE 10)
patience=$(setting LOAD_TEST_WAIT_SECONDS 60)
database=$(setting LOAD_TEST_DATABASE_URL "")

while [[ $# -gt 0 ]]; do
    case $1 in
    -h | --help) usage 0 ;;
    --host | --users-max | --duration | --output)
        if [[ $# -lt 2 ]]; then
            echo "run_load_tests.sh: $1 needs a value" >&2
            usage 2 >&2
        fi
        case $1 in
        --host) host=$2 ;;
        --users-max) users_max=$2 ;;
        --duration) duration=$2 ;;
        --output) output=$2 ;;
        esac
        shift 2
        ;;
    *)
        echo "run_load_tests.sh: unknown option $1" >&2
        usage 2 >&2
        ;;
    esac
done
for number in users_max duration spawn_rate patience; do
    if [[ ! ${!number} =~ ^[1-9][0-9]{0,6}$ ]]; then
        echo "run_load_tests.sh: ${number//_/-} \"${!number}\" is no whole number above 0" >&2
        exit 2
    fi
done
command -v "$cicada" >/dev/null || { echo "run_load_tests.sh: there is no $cicada; build it with make, or name it in CICADA" >&2; exit 2; }
if ! { mkdir -p "$output" && [[ -w $output ]]; }; then
    echo "run_load_tests.sh: cannot write reports into $output" >&2
    exit 12
fi
log=$output/load_test.log
rm -f "$log" "$output/load_test_metrics.json" "$output/report.md" "$output/locust_report.html"

# The suite makes its test users, and removes them whatever becomes of the run; a driver, as SQLAlchemy names it, is not ours.
export LOAD_TEST_REPORT_DIR=$output LOAD_TEST_DATABASE_URL=${database/#postgresql+*:\/\//postgresql:\/\/}
trap 'rm -f "$output/accounts.csv"' EXIT # their passwords
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- the run ----

echo "Waiting for $host ..."
end=$((SECONDS + patience))
until "$cicada" "$host/health" -u 1 --iterations 1 --timeout 2s --store none --only-summary >/dev/null 2>&1; do
    if ((SECONDS >= end)); then
        echo "run_load_tests.sh: $host/health does not answer after $patience s: is the service up, and is the host right?" >&2
        exit 11
    fi
    sleep 1
done

reports=(--json-file "$output/load_test_metrics" --report "$output/report.md" --html "$output/locust_report.html" --logfile "$log")
seconds=$(((users_max + spawn_rate - 1) / spawn_rate + duration))
echo "Running up to $users_max users for $seconds s; the log is $log"
code=0
"$cicada" suite platform -H "$host" -u "$users_max" -r "$spawn_rate" -t "${seconds}s" --only-summary "${reports[@]}" || code=$?

# ---- the judgement ----

# Each check is a line of the report: {"check":"...","result":"pass","value":0.99,"limit":0.95,"unit":"share",...
if [[ -r $output/load_test_metrics.json ]]; then
    echo
    echo "Acceptance criteria"
    sed -n 's/^{"check":"\(.*\)","result":"\([a-z]*\)","value":\([^,]*\),"limit":[^,]*,"unit":"\([a-z_]*\)".*$/\2 \3 \4 \1/p' \
        "$output/load_test_metrics.json" | while read -r result value unit check; do
        mark=✗
        [[ $result != pass ]] || mark=✓
        case $unit in
        ms) value="$value ms" ;;
        share) value=$(awk -v share="$value" 'BEGIN { printf "%.4g %%", 100 * share }') ;;
        per_second) value="$value a second" ;;
        esac
        printf '  %s %s (measured: %s)\n' "$mark" "${check//\\\"/\"}" "$value"
    done
fi
echo
echo "Reports are in $output; exit code $code"
exit "$code"
