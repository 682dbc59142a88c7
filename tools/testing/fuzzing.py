# SPDX-License-Identifier: MIT
"""Runs each fuzz target for some seconds on its corpus, several at a time; a target is one test

The seeds of NAME_fuzz are the files in tests/fuzz/corpus/NAME, which stay as they are: what is found on the way goes to
build-fuzz/corpus/NAME, and an input that breaks the target to build-fuzz/found/NAME-*, to be added to the seeds with the repair.
"""
import concurrent.futures
import os

from testing.result import Result, head, how_it_ended, run_command
from testing.unit_tests import STRICT

BUILD = 'build-fuzz'
MAX_INPUT = 65536        # bytes
MAX_MEMORY = 2048        # MiB
MAX_ONE_INPUT = 10       # seconds


def run(seconds):
    folder = os.path.join(BUILD, 'tests', 'fuzz')
    targets = sorted(name for name in (os.listdir(folder) if os.path.isdir(folder) else []) if name.endswith('_fuzz'))
    if not targets:
        return Result(output='no fuzz targets yet\n')
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        results = list(pool.map(lambda target: run_one(os.path.join(folder, target), seconds), targets))
    total = Result()
    for result in results:
        total.add(result)
    return total


def run_one(program, seconds):
    name = os.path.basename(program).removesuffix('_fuzz')
    grown = os.path.join(BUILD, 'corpus', name)
    found = os.path.join(BUILD, 'found', '')
    os.makedirs(grown, exist_ok=True)
    os.makedirs(found, exist_ok=True)

    command = [program, f'-max_total_time={seconds}', f'-max_len={MAX_INPUT}', f'-rss_limit_mb={MAX_MEMORY}',
               f'-timeout={MAX_ONE_INPUT}', f'-artifact_prefix={found}{name}-', '-print_final_stats=1', '-verbosity=1']
    dictionary = f'tests/fuzz/{name}.dict'
    if os.path.exists(dictionary):
        command.append(f'-dict={dictionary}')
    command.append(grown)
    seeds = f'tests/fuzz/corpus/{name}'
    if os.path.isdir(seeds):
        command.append(seeds)

    status, output = run_command(command, seconds + 120, STRICT)
    log = f'{name}: {how_it_ended(status)}\n{output}\n'
    if status == 0:
        return Result(passed=1, output=log)
    report = output[max(output.find('ERROR'), 0):]
    again = f'to see it again: {program} FILE, with the file named after "Test unit written to" in the log\n'
    return Result(failed=1, output=log, failures=f'{name}: {how_it_ended(status)}\n' + head(report, 30) + again)
