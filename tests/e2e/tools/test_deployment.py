# SPDX-License-Identifier: MIT
"""The workflows for GitHub and the units for systemd are what they say: valid, safe, and made of options that exist."""
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

yaml = pytest.importorskip("yaml", reason="python3-yaml is not installed")

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORKFLOWS = sorted((ROOT / "deploy/github").glob("*.yml"))
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
TOP = {"name", "on", "concurrency", "permissions", "jobs", "env"}
JOB = {"runs-on", "container", "timeout-minutes", "environment", "env", "steps"}
STEP = {"name", "id", "if", "uses", "run", "with", "env"}


def load(path):
    """The document; YAML 1.1 reads the key `on` as true."""
    document = yaml.safe_load(path.read_text())
    return {("on" if key is True else key): value for key, value in document.items()}


def steps(document):
    for job in document["jobs"].values():
        assert set(job) <= JOB and {"runs-on", "timeout-minutes", "steps"} <= set(job), sorted(job)
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_the_members_that_github_knows(path):
    document = load(path)
    assert set(document) <= TOP and {"name", "on", "permissions", "jobs"} <= set(document), sorted(document)
    assert document["permissions"] == {"contents": "read"}
    for step in steps(document):
        assert set(step) <= STEP and ("uses" in step) != ("run" in step), step
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"]), step


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_uploads_its_reports_whatever_happened_and_hides_no_exit_code(path):
    found = list(steps(load(path)))
    uploads = [step for step in found if step.get("uses", "").startswith("actions/upload-artifact@")]
    assert len(uploads) == 1 and uploads[0]["if"] == "always()" and uploads[0]["with"]["path"] == "load_test_reports"
    runs = [step["run"] for step in found if step["name"] == "Run"]
    assert len(runs) == 1 and "load_test_reports" in runs[0]
    for run in runs:
        assert not re.search(r"\|\||; *true|\|\s*tee|continue-on-error", run), run
    assert not any("continue-on-error" in step for step in found)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_what_people_type_reaches_the_shell_by_variables_alone(path):
    """${{ inputs.x }} within a command would be a place to put commands in."""
    for step in steps(load(path)):
        assert "${{" not in step.get("run", ""), step


def test_the_triggers_are_by_hand_by_pull_request_and_at_two():
    triggers = {path.stem: load(path)["on"] for path in WORKFLOWS}
    assert triggers["load-test-manual"]["workflow_dispatch"]["inputs"]["environment"] == {
        "description": "What to load", "type": "choice", "required": True, "default": "staging", "options": ["staging", "performance"]}
    assert load(ROOT / "deploy/github/load-test-manual.yml")["jobs"]["load-test"]["environment"] == "${{ inputs.environment }}"
    assert set(triggers["load-test-pull-request"]) == {"pull_request"}
    assert triggers["load-test-nightly"] == {"schedule": [{"cron": "0 2 * * *"}]}
    assert len(triggers) == 3


def test_the_commands_have_options_and_suites_that_exist(build):
    known = subprocess.run([build / "cicada", "--help-all"], capture_output=True, text=True, timeout=60, check=True).stdout
    for path in WORKFLOWS:
        for step in steps(load(path)):
            words = shlex.split(step.get("run", ""))
            if not words or words[0] not in ("build/cicada", "scripts/run_load_tests.sh"):
                continue
            for word in words[1:]:
                if word.startswith("--") and words[0] == "build/cicada":
                    assert f"{word} " in known or f"{word}\n" in known, (path.name, word)
            if "suite" in words:
                assert (ROOT / "suites" / words[words.index("suite") + 1] / "suite.toml").exists(), words


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze")
def test_systemd_accepts_the_example(tmp_path, build):
    for path in UNITS:  # the program stands elsewhere here
        (tmp_path / path.name).write_text(path.read_text().replace("/usr/local/bin/cicada", f'"{build / "cicada"}"'))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *sorted(tmp_path.iterdir())], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "cicada-nightly" not in done.stderr, done.stderr


def test_the_example_is_what_the_program_makes(build):
    made = subprocess.run([build / "cicada", "schedule", "nightly", "--at", "02:00", "--", "suite", "platform", "--report", "nightly.md"],
                          capture_output=True, text=True, timeout=60, check=True).stdout
    lines = [line for path in UNITS for line in path.read_text().splitlines() if line and line[0] != "#"]
    made = made.replace(f'"{build / "cicada"}"', "/usr/local/bin/cicada").replace(str(build / "cicada"), "/usr/local/bin/cicada")  # quoted for blanks
    made = [line for line in made.splitlines() if line and line[0] != "#"]
    assert [line for line in lines if "WorkingDirectory" not in line] == [line for line in made if "WorkingDirectory" not in line]
