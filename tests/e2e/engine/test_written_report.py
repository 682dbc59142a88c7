# SPDX-License-Identifier: MIT
"""--report writes a document whose numbers are those of the JSON report, of a run, of one with failures, and of a past run."""
import re
import subprocess

import pytest

from support.cicada import clean_environment

pytestmark = pytest.mark.sanitize

SECTIONS = ["Summary", "Limits", "Endpoints", "Response times", "Request rate", "Events", "Errors", "Resources", "Configuration", "Recommendations"]
SCENARIO = """\
#include <cicada.h>
static int health(cic_user *u) { cic_get(u, "/health"); return CIC_OK; }
static int parts(cic_user *u) { cic_get(u, "/health/db"); return CIC_OK; }
static int ingest(cic_user *u)
{
    cic_post(u, "/api/v1/data/ingest", .json = "{\\"sensor_id\\": \\"sensor-001\\", \\"value\\": 71}", .headers = CIC_PAIRS({"X-API-Key", cic_env("KEY", "")}));
    return CIC_OK;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_BETWEEN(0.005, 0.02),
    .tasks = CIC_TASKS({3, "health", health}, {2, "parts", parts}, {3, "ingest", ingest}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


def cells(document, first):
    """The cells of the line that begins with that cell."""
    found = [line for line in document.splitlines() if line.startswith(f"| {first} |")]
    assert found, f"no line of {first!r} in:\n{document}"
    return [cell.strip() for cell in found[0].strip("|").split("|")]


def run(cicada, folder, url, *words, code=0, key="cicada-maintenance-key"):
    (folder / "s.c").write_text(SCENARIO)
    return cicada("-f", str(folder / "s.c"), "-H", url, "-u", "8", "-r", "100", "-t", "2s", "--report", str(folder / "deep/er/report.md"), *words,
                  environment={"KEY": key}, code=code)


def sections(document):
    return re.findall(r"^## (.*)$", document, re.M)


def test_a_good_run_is_reported_with_the_numbers_of_the_json_report(cicada, target, tmp_path):
    done = run(cicada, tmp_path, target().url, "--check", "p95 < 10s", "--check", "fail_ratio < 1%")
    document = (tmp_path / "deep/er/report.md").read_text()
    assert sections(document) == SECTIONS
    assert "**Passed.** All 2 limits were kept" in document or "**Not decided.**" in document, document[:600]
    for row in done.report["requests"]:
        line = cells(document, f'{row["method"]} {row["name"]}')
        assert line[1] == f'{row["requests"]:,}' and line[3] == "100.00 %", line
    assert cells(document, "**all**")[1] == f'{done.total["requests"]:,}'
    assert cells(document, "/health")[1] == f'{sum(row["requests"] for row in done.report["requests"] if row["name"].startswith("/health")):,}'
    assert f'made {done.total["requests"]:,} requests' in document
    assert cells(document, "95%")[3] == "10.0 s ✅"
    assert "Likely causes" not in document or "generator" in document.lower()


def test_a_run_with_failures_says_what_was_broken_and_why(cicada, target, tmp_path):
    done = run(cicada, tmp_path, target().url, "--check", "fail_ratio < 1%", "--check", "p50 < 1us", code=3, key="wrong")
    document = (tmp_path / "deep/er/report.md").read_text()
    failed = done.row("/api/v1/data/ingest")["failures"]
    assert failed > 0
    assert "2 of 2 limits were broken" in document or "**Not decided.**" in document
    assert cells(document, "POST /api/v1/data/ingest")[3] == "0.00 %"
    assert cells(document, "403")[1] == f"{failed:,}"
    assert "is the API key or login missing" in document
    assert "**Find out why requests fail**" in document and "100.00 % of these at POST /api/v1/data/ingest" in document
    assert document.count("**Bring within its limit**") == 2


def test_the_report_of_a_past_run_is_the_same(cicada, target, tmp_path, build):
    run(cicada, tmp_path, target().url, "--store", str(tmp_path / "runs.db"), "--check", "p95 < 10s")
    again = tmp_path / "again.md"
    subprocess.run([build / "cicada", "report", "latest", "--store", tmp_path / "runs.db", "--report", again], env=clean_environment(tmp_path),
                   timeout=60, check=True)
    assert again.read_text() == (tmp_path / "deep/er/report.md").read_text()



def test_a_report_that_cannot_be_written_is_said_before_the_run(cicada, target, tmp_path):
    (tmp_path / "deep").write_text("a file where a folder should be")
    server = target()
    done = run(cicada, tmp_path, server.url, code=12)
    assert "deep/er/report.md" in done.log
    assert server.get("/_ledger").json()["total"]["requests"] == 0
