# SPDX-License-Identifier: MIT
"""What must hold for the reports of every run: conservation, and that all of them were made of one snapshot."""
import csv
import json
import re

MARKER = "Aggregated"


def check_conservation(row):
    """Every planned request ended in exactly one bucket (src/stats/snapshot.h)."""
    name = f'{row["method"]} {row["name"]}: {row}'
    assert row["planned"] == row["started"] + row["dropped"], name
    assert row["started"] == row["completed"] + row["failures"] + row["cancelled"] + row["in_flight"], name
    assert row["requests"] == row["completed"] + row["failures"], name
    assert row["cancelled_sent"] <= row["cancelled"], name
    assert sum(row["statuses"].values()) == row["requests"], name
    assert row["response_time_ms"]["count"] == row["requests"], name
    assert row["service_time_ms"]["count"] <= row["requests"], name


def check_iterations(counts):
    """Every arrival, and every iteration that began, ended in exactly one bucket."""
    assert counts["planned"] == counts["begun"] + counts["waiting"] + counts["dropped_no_user"] + counts["dropped_late"], counts
    assert counts["begun"] == counts["finished"] + counts["interrupted"] + counts["running"], counts


def check_report(report):
    """What the JSON report says must hold together, whatever happened in the run."""
    rows, total = report["requests"], report["total"]
    for row in [*rows, total]:
        check_conservation(row)
    check_stages(report)
    assert total["in_flight"] == 0, total
    iterations = report["iterations"]
    for counts in [iterations, *iterations["classes"]]:
        check_iterations(counts)
    assert iterations["running"] == 0, iterations
    assert iterations["dropped_no_user"] + iterations["dropped_late"] == total["dropped"], iterations
    for key in ("planned", "begun", "finished", "dropped_no_user"):
        assert iterations[key] == sum(counts[key] for counts in iterations["classes"]), key
    for key in ("started", "completed", "failures", "cancelled", "cancelled_sent", "bytes_sent", "bytes_received", "body_bytes",
                "new_connections"):
        assert total[key] == sum(row[key] for row in rows), key
    assert not any(row["dropped"] for row in rows), "an arrival that was dropped has no name"
    assert sum(error["occurrences"] for error in report["errors"]) == total["failures"], report["errors"]
    classes = report["users"]["classes"]
    assert sum(c["requests"] for c in classes) <= total["requests"] and sum(c["failures"] for c in classes) <= total["failures"], classes
    assert report["beyond_limits"] == {"names": 0, "errors": 0, "negative_durations": 0}


def check_conserved(text):
    """If the text is a whole JSON report of a run, nothing that was planned is lost in it; True then."""
    try:
        report = json.loads(text)
    except ValueError:
        return False  # torn, as by a full disk, or none
    if not isinstance(report, dict) or report.get("schema") != "cicada-run":
        return False
    stages = [row for stage in report["stages"] for row in [*stage["requests"], stage["total"]]]
    for row in [*report["requests"], report["total"], *stages]:
        check_conservation(row)
    for counts in [report["iterations"], *report["iterations"]["classes"]]:
        check_iterations(counts)
    return True


def check_stages(report):
    """The stages of a run add up to it, name by name, and follow each other without a gap."""
    stages = report["stages"]
    if not stages:
        return
    for stage in stages:
        for row in [*stage["requests"], stage["total"]]:
            check_conservation(row)
    for whole in [*report["requests"], report["total"]]:
        parts = [row for stage in stages for row in [*stage["requests"], stage["total"]]
                 if (row["method"], row["name"]) == (whole["method"], whole["name"])]
        for key in ("completed", "failures", "cancelled", "cancelled_sent", "dropped", "bytes_received"):
            assert sum(part[key] for part in parts) == whole[key], (whole["name"], key)
    measured = sum(stage["measured_s"] for stage in stages)
    assert abs(measured - report["run"]["measured_s"]) < 0.001, (measured, report["run"])


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def counts_of_csv(prefix):
    """{(method, name): (requests, failures)} of PREFIX_stats.csv; the total is ("", "Aggregated")."""
    return {(line["Type"], line["Name"]): (int(line["Request Count"]), int(line["Failure Count"]))
            for line in read_csv(f"{prefix}_stats.csv")}


def counts_of_json(report):
    return {(row["method"], row["name"]): (row["requests"], row["failures"]) for row in [*report["requests"], report["total"]]}


def check_files(report, prefix):
    """The CSV files tell what the JSON report tells."""
    assert counts_of_csv(prefix) == counts_of_json(report)
    failures = read_csv(f"{prefix}_failures.csv")
    told = [(line["Method"], line["Name"], line["Error"], int(line["Occurrences"])) for line in failures]
    assert told == [(e["method"], e["name"], e["error"], e["occurrences"]) for e in report["errors"]]
    history = read_csv(f"{prefix}_stats_history.csv")
    assert all(None not in line and None not in line.values() for line in history), "a row of the history is torn"
    assert all(int(line["Total Request Count"]) <= report["total"]["requests"] for line in history if line["Name"] == MARKER)


def check_console(report, log):
    """The last of Locust's tables on the console shows what the JSON report tells."""
    shown = re.findall(rf"^ *{MARKER} +(\d+) +(\d+)\(\d+\.\d+%\) \|", log, re.MULTILINE)
    assert shown, "no table on the console:\n" + log[-3000:]
    requests, failures = map(int, shown[-1])
    assert (requests, failures) == (report["total"]["requests"], report["total"]["failures"])
