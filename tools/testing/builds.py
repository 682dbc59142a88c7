# SPDX-License-Identifier: MIT
"""The three builds: plain by the system's compiler, sanitized by clang (so both compilers see all code), and for fuzzing"""
from testing.result import Result, run_command, tail

LIMIT_SECONDS = 1800


def plain(directory):
    return build([directory])


def sanitized(directory):
    return build([directory, '-Db_sanitize=address,undefined', '-Db_lundef=false'], CC='clang')


def fuzzing():
    return build(['build-fuzz', '-Dfuzz=true'], CC='clang')


def build(arguments, **environment):
    """A build that works is no test, so it counts nothing; one that fails is a failure."""
    status, output = run_command(['tools/build', *arguments], LIMIT_SECONDS, environment)
    if status == 0:
        return Result()
    return Result(failed=1, output=output, failures=tail(output, 40))
