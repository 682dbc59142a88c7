# SPDX-License-Identifier: MIT
"""Runs the test programs that meson built, several at a time, and counts the cmocka tests in them

Each program is a process with a time limit. Its tests are counted from cmocka's own report; a program that ends badly without one
(a crash, a sanitizer's complaint, a time-out) is one failure more.
"""
import concurrent.futures
import json
import os
import re

from testing.result import Result, head, how_it_ended, run_command

# Sanitizers end the program at the first error, and say where.
STRICT = {
    'ASAN_OPTIONS': 'abort_on_error=0:detect_stack_use_after_return=0:strict_string_checks=1:allocator_may_return_null=1',
    'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1',
}


def run(build, slowdown):
    """All test programs of a build directory; the time limits are multiplied by slowdown."""
    try:
        with open(os.path.join(build, 'meson-info', 'intro-tests.json'), encoding='utf-8') as file:
            tests = json.load(file)
    except FileNotFoundError:
        return Result(failed=1, failures=f'{build} is not configured\n')
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        results = list(pool.map(lambda test: run_one(test, slowdown), tests))
    total = Result()
    for result in results:
        total.add(result)
    return total


def run_one(test, slowdown):
    status, output = run_command(test['cmd'], test['timeout'] * slowdown, {**STRICT, **test['env']})
    passed = sum(int(n) for n in re.findall(r'^\[  PASSED  \] (\d+) test', output, re.M))
    skipped = sum(int(n) for n in re.findall(r'^\[  SKIPPED \] (\d+) test', output, re.M))
    failed = sum(int(n) for n in re.findall(r'^\[  FAILED  \] (\d+) test', output, re.M))
    if status != 0 and failed == 0:
        failed = 1
    if status == 0 and passed + failed + skipped == 0:
        status, failed = 1, 1
        output += 'no cmocka test ran\n'

    title = f'{test["name"]}: {passed} passed, {failed} failed, {how_it_ended(status)}\n'
    # What cmocka says comes first, and a sanitizer's report begins with what matters.
    failures = title + head(interesting(output), 50) if failed else ''
    return Result(passed, failed, skipped, output=title + output + '\n', failures=failures)


def interesting(output):
    """The output without the lines of tests that passed."""
    return '\n'.join(line for line in output.splitlines() if not re.match(r'\[ (RUN     |      OK) \]', line))
