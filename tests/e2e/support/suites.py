# SPDX-License-Identifier: MIT
"""Runs of suites, and what is asked about them: the mix of requests, and whether the server counted the same."""
import pathlib

from support.cicada import CicadaRun

ROOT = pathlib.Path(__file__).resolve().parents[3]
START = " [start]"  # requests of a user's start are counted under names that end so
CHI_SQUARED_LIMIT = {1: 10.83, 2: 13.82, 3: 16.27, 4: 18.47, 5: 20.52, 6: 22.46, 7: 24.32, 8: 26.12, 9: 27.88, 10: 29.59,
                     11: 31.26}  # exceeded by chance once in a thousand times


class Suites:
    """suites(TEAM, WORD...) runs `cicada suite TEAM WORD...` to the end; start() only starts it."""

    def __init__(self, program, folder, cache):
        self.program, self.folder, self.cache = program, folder, cache
        self.runs = []

    def start(self, *words, environment=None, files=None, **more):
        """`files`: {name: text} of what lies in the folder where the program starts."""
        folder = self.folder / f"suite{len(self.runs)}"
        folder.mkdir()
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        run = CicadaRun(self.program, ["suite", *words], folder, environment={"XDG_CACHE_HOME": str(self.cache), **(environment or {})},
                        **more)
        self.runs.append(run)
        return run

    def __call__(self, *words, seconds=60, code=0, **more):
        return self.start(*words, **more).wait(seconds, code)

    def end(self):
        for run in self.runs:
            run.end()


def check_healthy(run, checks):
    """The run was judged by these checks, and passes all; on a machine so busy that the verdict is not VALID, limits of time and rate
    decide nothing."""
    told = run.check_results()
    assert set(told) == set(checks)
    disturbed = run.report["verdict"]["level"] != "VALID"
    wrong = [check for check, result in told.items() if result != "pass" and not (disturbed and check.startswith(("p95", "avg", "rps")))]
    assert not wrong, run.log[-3000:]
    assert run.total["failures"] == 0 and run.code in (0, 3)


def mix(run):
    """{name: requests} without those of the users' starts."""
    counts = {}
    for row in run.report["requests"]:
        if not row["name"].endswith(START):
            counts[f'{row["method"]} {row["name"]}'] = row["requests"]
    return counts


def check_mix(counts, weights):
    """The requests of these names are spread by weight, as far as chance allows: Pearson's test at one in a thousand."""
    total, of_all = sum(counts.get(name, 0) for name in weights), sum(weights.values())
    expected = {name: total * weight / of_all for name, weight in weights.items()}
    assert min(expected.values()) >= 5, f"too few requests to tell: {expected}"
    value = sum((counts.get(name, 0) - wanted) ** 2 / wanted for name, wanted in expected.items())
    limit = CHI_SQUARED_LIMIT[len(weights) - 1]
    assert value < limit, f"chi-squared {value:.1f}, limit {limit}: {[(n, counts.get(n, 0), expected[n]) for n in weights]}"


def endpoint_of(name):
    """The server's pattern of a name: "/a/[id] [start]" is "/a/{id}"."""
    return name.removesuffix(START).replace("[path]", "{path...}").replace("[", "{").replace("]", "}")


def check_ledger(run, server):
    """What was counted here is what the server counted, endpoint by endpoint."""
    here, there = {}, {}
    for row in run.report["requests"]:
        key = (row["method"], endpoint_of(row["name"]))
        here[key] = here.get(key, 0) + row["completed"] + row["failures"] + row["cancelled_sent"]
    for line in server.ledger()["endpoints"]:
        if line["requests"]:
            there[(line["method"], line["endpoint"])] = line["requests"]
    assert {key: count for key, count in here.items() if count} == there
