# SPDX-License-Identifier: MIT
"""The scripts that hold the rules of the source find each offence, in a small tree of its own"""
import os
import shutil
import subprocess

import pytest

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..', '..'))
GOOD_TOP = '/* SPDX-License-Identifier: MIT */\n/* a file of a test */\n'


@pytest.fixture(name='tree')
def make_tree(tmp_path):
    """A function that writes a file into a copy of the tools and runs one of them there: (exit code, output)."""
    shutil.copytree(os.path.join(ROOT, 'tools'), tmp_path / 'tools')

    def check(tool, path, text):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        done = subprocess.run([tmp_path / 'tools' / tool], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr
    return check


@pytest.mark.parametrize('path, include, edge', [
    ('src/http/url.c', '"stats/sample.h"', 'http -> stats'),
    ('src/base/text.c', '"loop/loop.h"', 'base -> loop'),
    ('src/runner/run.c', '"output/csv.h"', 'runner -> output'),
    ('src/http/url.c', '<loop/loop.h>', 'http -> loop'),
    ('src/net/tcp.c', '<cicada.h>', 'net -> cicada.h'),
    ('target/main.c', '"http/url.h"', 'target -> http'),
    ('suites/audio/audio.c', '"user/user.h"', 'suites -> user'),
    ('tests/unit/base/text_test.c', '"net/tcp.h"', 'tests/unit/base -> net'),
])
def test_an_upward_include_is_named_with_its_line(tree, path, include, edge):
    code, output = tree('check-floors', path, f'{GOOD_TOP}#include {include}\n')
    assert code == 1
    assert f'{path}:3: {edge} is not allowed' in output


@pytest.mark.parametrize('path, include', [
    ('src/http/url.c', '"net/stream.h"'),
    ('src/output/csv.c', '"plan/plan.h"'),
    ('src/cli/main.c', '"runner/runner.h"'),
    ('src/user/api.c', '<cicada.h>'),
    ('src/net/tcp.c', '<netinet/in.h>'),
    ('tests/unit/http/url_test.c', '"loop/loop.h"'),
])
def test_an_allowed_include_passes(tree, path, include):
    code, output = tree('check-floors', path, f'{GOOD_TOP}#include {include}\n')
    assert code == 0, output


def test_a_folder_that_is_no_floor_is_refused(tree):
    code, output = tree('check-floors', 'src/misc/odds.c', GOOD_TOP)
    assert code == 1
    assert 'src/misc is no floor of the house' in output


@pytest.mark.parametrize('text, line, rule', [
    ('/* something */\nint x;\n', 1, 'the first line must be'),
    ('/* SPDX-License-Identifier: MIT */\nint x;\n', 2, 'no header comment'),
    (GOOD_TOP + 'int x = ' + '1 + ' * 40 + '1;\n', 3, 'at most 130 are allowed'),
    (GOOD_TOP + 'int x;\n' * 600, 600, 'the file has 602 lines'),
    (GOOD_TOP + 'int f(void)\n{\n' + '    x();\n' * 81 + '}\n', 4, 'f has 81 lines'),
    (GOOD_TOP + 'int x = atoi("1");\n', 3, 'atoi is banned'),
    (GOOD_TOP + 'char *p = malloc(1);\n', 3, 'malloc is banned'),
    (GOOD_TOP + '/* TO' + 'DO: later */\n', 3, 'a left-over note'),
    (GOOD_TOP + 'int f(void)\n{\n\treturn 1;\n}\n', 5, 'a tab'),
    (GOOD_TOP + 'int x; \n', 3, 'blanks at the end'),
    (GOOD_TOP + 'int x;', 3, 'no newline at the end'),
    (GOOD_TOP + '#include "base/missing.h"\n', 3, '"base/missing.h" does not exist'),
])
def test_an_offence_against_the_style_is_named_with_its_line(tree, text, line, rule):
    code, output = tree('check-style', 'src/base/odd.c', text)
    assert code == 1
    assert any(found.startswith(f'src/base/odd.c:{line}: ') and rule in found for found in output.splitlines()), output


@pytest.mark.parametrize('text', [
    GOOD_TOP + '/* atoi(x) is not used */\nconst char *s = "sprintf(1)";\n',
    GOOD_TOP + 'void f(struct x *x)\n{\n    x->free(x);\n}\n',
    GOOD_TOP + 'void f(char *p)\n{\n    free(p); /* memory of a library */\n}\n',
    GOOD_TOP + 'int f(void)\n{\n' + '    x();\n' * 80 + '}\n',
])
def test_what_only_looks_like_an_offence_passes(tree, text):
    code, output = tree('check-style', 'src/base/odd.c', text)
    assert code == 0, output


def test_set_up_with_an_unknown_group_says_which_there_are():
    done = subprocess.run([os.path.join(ROOT, 'tools', 'setup'), 'everything'], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "unknown group 'everything': use program, test, check, bench, pages or ui" in done.stderr
