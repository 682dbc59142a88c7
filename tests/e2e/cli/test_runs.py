# SPDX-License-Identifier: MIT
"""Options that act on a whole run: a single URL, reports, configuration files, seeds, classes and tags."""
import csv
import json

from support.command import SCENARIO


def report(cicada, name="out"):
    return json.loads((cicada.folder / f"{name}.json").read_text())


def test_one_url_is_loaded_by_all_users_at_once(cicada, target):
    server = target()
    run = cicada(f"{server.url}/health", "-u", "16", "-t", "2s", "--json-file", "out")
    assert run.returncode == 0, run.stderr
    assert 'All users spawned: {"URL": 16} (16 total users)' in run.stderr
    counted = server.counted("GET", "/health")["requests"]
    total = report(cicada)["total"]
    assert total["requests"] <= counted <= total["requests"] + total["cancelled_sent"]
    assert total["new_connections"] == 16


def test_one_url_takes_method_headers_and_body(cicada, target):
    server = target()
    cicada.write("body.json", json.dumps({"email": "user001@example.com", "password": "correct horse"}))
    run = cicada(f"{server.url}/api/v1/auth/login", "-t", "1s", "--header", "Content-Type: application/json", "--body-file", "body.json")
    assert run.returncode == 0, run.stderr
    assert server.counted("POST", "/api/v1/auth/login")["requests"] > 0
    run = cicada(f"{server.url}/api/v1/auth/login", "-t", "1s", "-X", "DELETE", "--json-file", "out")
    assert run.returncode == 1
    assert list(report(cicada)["total"]["statuses"]) in (["404"], ["405"])


def test_failures_have_the_exit_code_that_was_asked_for(cicada, target):
    url = target().url + "/nowhere"
    assert cicada(url, "-t", "1s").returncode == 1
    assert cicada(url, "-t", "1s", "--exit-code-on-error", "0").returncode == 0
    assert cicada(url, "-t", "1s", "--exit-code-on-error", "42").returncode == 42


def test_json_is_all_that_is_on_standard_output(cicada, target):
    run = cicada(target().url + "/health", "-t", "1s", "--json")
    assert json.loads(run.stdout)["total"]["failures"] == 0
    run = cicada(target().url + "/health", "-t", "1s", "--json", "--json-format", "locust")
    assert [row["name"] for row in json.loads(run.stdout)] == ["/health"]


def test_csv_full_history_has_a_row_for_each_name(cicada, target):
    cicada.write("s.c", SCENARIO)
    run = cicada("-f", "s.c", "-H", target().url, "--headless", "-t", "3s", "--csv", "folder/out", "--csv-full-history")
    assert run.returncode == 0, run.stderr
    with open(cicada.folder / "folder" / "out_stats_history.csv", newline="", encoding="utf-8") as file:
        assert {row["Name"] for row in csv.DictReader(file)} == {"/health", "Aggregated"}


def test_the_log_may_go_to_a_file(cicada, target):
    run = cicada(target().url + "/health", "-t", "1s", "--logfile", "log")
    log = (cicada.folder / "log").read_text()
    assert "Shutting down (exit code 0)" in log and "Aggregated" in log
    assert "Shutting down" not in run.stderr


def test_configuration_files_drive_a_run(cicada, target):
    cicada.write("scenario.c", SCENARIO)
    cicada.write("locust.conf", f"host = {target().url}\nheadless = true\nusers = 3\nspawn-rate = 100\nrun-time = 1s\njson-file = out\n")
    cicada.write("pyproject.toml", "[project]\nname = 'x'\n[tool.locust]\nusers = 9\ntags = ['read']\nuser-classes = 'Visitor'\n")
    run = cicada()
    assert run.returncode == 0, run.stderr
    assert 'All users spawned: {"Visitor": 3} (3 total users)' in run.stderr


def test_the_command_line_wins_over_variables_and_files(cicada, target):
    cicada.write("locust.conf", "users = 2\nspawn-rate = 100\nrun-time = 1s\n")
    words = ["-f", "s.c", "-H", target().url, "--headless"]
    cicada.write("s.c", SCENARIO)
    assert "(2 total users)" in cicada(*words).stderr
    assert "(3 total users)" in cicada(*words, variables={"LOCUST_USERS": "3"}).stderr
    assert "(4 total users)" in cicada(*words, variables={"LOCUST_USERS": "3", "CICADA_USERS": "4"}).stderr
    assert "(5 total users)" in cicada(*words, "-u", "5", variables={"CICADA_USERS": "4"}).stderr


def test_only_the_named_classes_run(cicada, target):
    cicada.write("s.c", SCENARIO)
    run = cicada("-f", "s.c", "-H", target().url, "--headless", "-u", "4", "-r", "100", "-t", "1s", "Other")
    assert 'All users spawned: {"Other": 4} (4 total users)' in run.stderr


def test_reset_stats_forgets_the_ramp(cicada, target):
    cicada.write("s.c", SCENARIO)
    server = target()
    run = cicada("-f", "s.c", "-H", server.url, "--headless", "-u", "4", "-r", "2", "-t", "4s", "--reset-stats", "--json-file", "out", "--debug")
    assert "Resetting stats" in run.stderr
    assert 0 < report(cicada)["total"]["requests"] < server.counted("GET", "/health")["requests"]


def test_more_users_than_descriptors_is_said_before_the_run(cicada, target):
    run = cicada(target().url + "/health", "-t", "1s", "-u", "2000", "--require-host", preexec_fn=few_descriptors)
    assert 'this process may open 256 files: raise the limit with "ulimit -n"' in run.stderr
    assert run.stderr.index("ulimit") < run.stderr.index("Ramping to")


def few_descriptors():
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def test_secrets_are_not_in_the_report(cicada, target):
    server = target()
    run = cicada(server.url.replace("http://", "http://me:hunter2@") + "/health?token=hunter3", "-t", "1s", "--json-file", "out", "--csv", "out",
                 "--header", "Authorization: Bearer hunter4", "--header", "X-Api-Key: hunter5")
    assert run.returncode == 0, run.stderr
    everything = run.stdout + run.stderr + "".join(path.read_text() for path in cicada.folder.glob("out*"))
    for secret in ("hunter2", "hunter3", "hunter4", "hunter5"):
        assert secret not in everything, secret
