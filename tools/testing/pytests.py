# SPDX-License-Identifier: MIT
"""Runs the end-to-end tests (tests/e2e) or those with other projects' readers (tests/interop) with pytest, against one build

Against the sanitized build only those marked `sanitize` run: they are the ones that drive much code, not those that measure time.
Tests marked `slow` run only when asked for. The build is told to the tests by the environment variable CICADA_BUILD. Most tests wait for
most of their time: two at a time use a quarter of two cores, so half as many again run at a time as there are cores.
"""
import os
import tempfile
import xml.etree.ElementTree

from testing.result import Result, how_it_ended, run_command, tail
from testing.unit_tests import STRICT

LIMIT_SECONDS = 1800
LIMIT_SECONDS_SLOW = 4 * 3600
NOTHING_COLLECTED = 5    # pytest's exit code


def run(build, slow, sanitized, folder='tests/e2e'):
    if not has_tests(folder):
        return Result(output='no tests yet\n')
    wanted = ' and '.join(['sanitize'] * sanitized + ['not slow'] * (not slow))
    with tempfile.TemporaryDirectory() as place:
        report = os.path.join(place, 'report.xml')
        command = ['/usr/bin/python3', '-B', '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-m', wanted, '--tb=short',
                   '--junitxml', report, '-n', str(at_a_time(slow)), folder]
        environment = {'CICADA_BUILD': os.path.abspath(build), **(STRICT if sanitized else {})}
        status, output = run_command(command, LIMIT_SECONDS_SLOW if slow else LIMIT_SECONDS, environment)
        if status == NOTHING_COLLECTED:
            return Result(output=output)
        result = read_report(report)
    if status != 0 and not result.failed:
        result.failed = 1
        output += f'pytest: {how_it_ended(status)}\n'
    result.output = output
    if result.failed:
        result.failures = tail(output, 120)
    return result


def at_a_time(slow):
    cores = len(os.sched_getaffinity(0))
    return cores if slow else max(2, 3 * cores // 2)    # of the slow ones many measure time


def has_tests(folder):
    return any(name.startswith('test_') for _, _, names in os.walk(folder) for name in names)


def read_report(path):
    """The counts of pytest's JUnit file; nothing passed when there is none, as after a crash."""
    if not os.path.exists(path):
        return Result(failed=1)
    count = {'tests': 0, 'failures': 0, 'errors': 0, 'skipped': 0}
    for suite in xml.etree.ElementTree.parse(path).getroot().iter('testsuite'):
        for key in count:
            count[key] += int(suite.get(key, 0))
    failed = count['failures'] + count['errors']
    return Result(count['tests'] - failed - count['skipped'], failed, count['skipped'])
