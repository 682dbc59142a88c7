# SPDX-License-Identifier: MIT
"""--html writes one complete file whose data is that of the JSON report: of a run, of a past run, and of a comparison.

What a browser makes of it is tested in tests/ui.
"""
import json
import re
import subprocess

import pytest

from support.cicada import clean_environment

pytestmark = pytest.mark.sanitize

SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, "/health", .name = "</script><script>alert(1)</script>"); return CIC_OK; }
static int parts(cic_user *u) { cic_get(u, "/health/db"); return CIC_OK; }
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(0.005, 0.02),
    .tasks = CIC_TASKS({3, "health", health}, {2, "parts", parts}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""
# An element that makes a browser ask for something; the file may have those alone that carry it themselves.
ASKING = re.compile(r"""<(?:link|script|img|iframe)\b[^>]*?\s(?:href|src)=(?!["']?data:)[^>]*>""")


def data_of(path):
    page = path.read_text()
    assert page.startswith("<!doctype html>") and page.endswith("</html>\n"), page[:200]
    assert not ASKING.search(page), ASKING.search(page)
    found = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert len(found) == 1
    return json.loads(found[0])


def run(cicada, folder, url, *words, code=0):
    (folder / "s.c").write_text(SCENARIO)
    return cicada("-f", str(folder / "s.c"), "-H", url, "-u", "8", "-r", "100", "-t", "2s", "--store", str(folder / "runs.db"), *words, code=code)


def test_the_file_has_the_numbers_of_the_json_report(cicada, target, tmp_path):
    done = run(cicada, tmp_path, target().url, "--check", "p95 < 10s", "--html", str(tmp_path / "deep/er/u{u}-r{r}-t{t}.html"))
    data = data_of(tmp_path / "deep/er/u8-r100-t2.html")
    for key in ("run", "plan", "users", "iterations", "checks", "verdict", "errors", "causes", "warmup", "beyond_limits"):
        assert data[key] == done.report[key], key
    assert [(row["method"], row["name"], row["requests"], row["statuses"]) for row in data["requests"]] == [
        (row["method"], row["name"], row["requests"], row["statuses"]) for row in done.report["requests"]]
    assert sum(data["courses"][0]["requests"]) == done.total["requests"]
    assert data["distributions"][0]["response"][-1][2] == done.total["requests"]
    assert len(data["courses"]) == len(data["distributions"]) == len(data["requests"]) + 1


def call(build, folder, *words):
    subprocess.run([build / "cicada", *words, "--store", folder / "runs.db"], env=clean_environment(folder), timeout=60, check=False, capture_output=True)


def test_a_past_run_and_a_comparison_are_written_too(cicada, target, tmp_path, build):
    first = run(cicada, tmp_path, target().url, "--html", str(tmp_path / "first.html"))
    run(cicada, tmp_path, target().url, "--baseline", "1", "--html", str(tmp_path / "second.html"), code=None)
    assert data_of(tmp_path / "second.html")["comparison"]["base"]["label"] == "run 1"
    call(build, tmp_path, "report", "1", "--html", tmp_path / "again-{u}.html")
    before, again = data_of(tmp_path / "first.html"), data_of(tmp_path / "again-8.html")
    assert again["total"]["requests"] == before["total"]["requests"] == first.total["requests"]
    assert again["courses"] == before["courses"] and again["distributions"] == before["distributions"]
    call(build, tmp_path, "compare", "1", "2", "--html", tmp_path / "comparison.html")
    data = data_of(tmp_path / "comparison.html")
    assert data["schema"] == "cicada-comparison-report"
    assert [one["name"] for one in data["base"]] == ["Aggregated", "/health/db", "</script><script>alert(1)</script>"]
    assert data["base"][0]["points"]["response"] == before["distributions"][0]["response"]


def test_a_file_that_cannot_be_written_is_said_before_the_run(cicada, target, tmp_path):
    (tmp_path / "file").write_text("")
    server = target()
    done = run(cicada, tmp_path, server.url, "--html", str(tmp_path / "file/report.html"), code=12)
    assert "cannot write" in done.log and "file/report.html" in done.log
    assert server.get("/_ledger").json()["total"]["requests"] == 0
