# SPDX-License-Identifier: MIT
"""The table on the terminal, line by line as rows are done, and the file with every run"""
import dataclasses
import json
import os
import platform
import subprocess
import time


@dataclasses.dataclass
class Line:
    """One figure of a row; without another side, the limit is on our own figure."""
    figure: str
    ours: float
    other_name: str
    other: float
    ratio: float
    spread: tuple        # smallest and largest ratio of the pairs
    relation: str
    limit: float
    good: bool


class Table:
    def __init__(self, options):
        self.options = options
        self.lines = []
        self.runs = {}
        print(f'{"figure":<20} {"cicada":>10} {"other":>20} {"ratio":>7} {"(spread)":>14} {"limit":>8}')

    def add(self, row, lines, runs):
        self.runs[row.name] = runs
        print(f'{row.name}: {row.title}')
        for line in lines:
            other = f'{line.other_name} {number(line.other)}' if line.other is not None else ''
            ratio = f'{line.ratio:.2f}' if line.ratio is not None else ''
            spread = f'({line.spread[0]:.2f}-{line.spread[1]:.2f})' if line.spread else ''
            limit = f'{line.relation} {line.limit:g}'
            print(f'  {line.figure:<18} {number(line.ours):>10} {other:>20} {ratio:>7} {spread:>14} {limit:>8} '
                  f'{"✓" if line.good else "✗"}', flush=True)
            self.lines.append({'row': row.name, 'title': row.title, **dataclasses.asdict(line)})

    def leave_out(self, row):
        print(f'{row.name}: left out, {row.needs} is not installed (tools/setup bench)')

    def all_good(self):
        return bool(self.lines) and all(line['good'] for line in self.lines)

    def save(self, folder):
        """Writes all that was measured; returns the path."""
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, time.strftime('bench-%Y%m%d-%H%M%S.json'))
        with open(path, 'w', encoding='utf-8') as file:
            json.dump({'machine': machine(), 'pairs': self.options.pairs, 'seconds': self.options.seconds, 'lines': self.lines,
                       'runs': self.runs}, file, indent=2)
        return os.path.relpath(path)


def number(value):
    return f'{value:,.0f}' if value >= 1000 else f'{value:.2f}'


def machine():
    """What the figures depend on."""
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        model = next((line.split(':', 1)[1].strip() for line in file if line.startswith('model name')), platform.machine())
    nginx = subprocess.run(['/usr/sbin/nginx', '-v'], capture_output=True, text=True, check=False).stderr.strip()
    return {'processor': model, 'cores': os.cpu_count(), 'kernel': platform.release(), 'server': nginx,
            'load': os.getloadavg()[0]}
