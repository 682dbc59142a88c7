# SPDX-License-Identifier: MIT
"""The command line of each generator: so many connections, so many seconds, on one URL. Each returns (name, command)."""
import os
import shutil

from harness.measure import BenchmarkError

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def cicada_program():
    """The program that CICADA_BUILD (default: build) names."""
    program = os.path.join(ROOT, os.environ.get('CICADA_BUILD', 'build'), 'cicada')
    if not os.path.exists(program):
        raise BenchmarkError(f'{program} does not exist: run make first')
    return program


def available(name):
    return shutil.which(name) is not None


def cicada_url(context, url, connections, seconds):
    command = [context.cicada, url, '-u', str(connections), '-t', f'{seconds}s', '--json', '--store', 'none',
               '--ca-file', context.server.certificate]
    return 'cicada', command


def cicada_scenario(file):
    def generator(context, url, connections, seconds):
        command = [context.cicada, '-f', os.path.join(context.scenarios, file), '-H', url.rstrip('/'), '-u', str(connections),
                   '-r', str(connections), '-t', f'{seconds}s', '--headless', '--only-summary', '--store', 'none']
        return 'cicada', command
    return generator


def wrk(_context, url, connections, seconds):
    return 'wrk', ['wrk', '-t', '1', '-c', str(connections), '-d', str(seconds), url]


def h2load(_context, url, connections, seconds):
    return 'h2load', ['h2load', '--h1', '-t', '1', '-c', str(connections), '-D', str(seconds), url]


def locust(context, url, connections, seconds):
    command = ['locust', '-f', os.path.join(context.scenarios, 'locustfile.py'), '-H', url.rstrip('/'), '-u', str(connections),
               '-r', str(connections), '-t', f'{seconds}s', '--headless', '--only-summary']
    return 'locust', command
