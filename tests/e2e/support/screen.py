# SPDX-License-Identifier: MIT
"""A terminal in memory: what a person would see after these bytes. Knows only the movements that Cicada uses."""
import re

SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class Screen:
    """Endlessly high, so that nothing scrolls away; long lines are not wrapped."""

    def __init__(self):
        self.lines = [""]
        self.row = self.column = 0
        self.redraws = 0  # times the cursor went up

    def write(self, text):
        at = 0
        while at < len(text):
            sequence = SEQUENCE.match(text, at)
            if sequence:
                self._control(sequence[1], sequence[2])
                at = sequence.end()
            else:
                self._put(text[at])
                at += 1

    def _put(self, character):
        if character == "\n":
            self.row += 1
            while self.row >= len(self.lines):
                self.lines.append("")
        elif character == "\r":
            self.column = 0
        elif character >= " ":
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[:self.column] + character + line[self.column + 1:]
            self.column += 1

    def _control(self, number, final):
        if final == "A":
            self.row -= int(number or 1)
            self.redraws += 1
            assert self.row >= 0, "the cursor left the screen"
        elif final == "K":
            self.lines[self.row] = self.lines[self.row][:self.column]
        elif final == "J":
            del self.lines[self.row + 1:]
            self.lines[self.row] = self.lines[self.row][:self.column]
        else:
            assert final == "m", f"an unknown sequence: {number}{final}"

    def shown(self):
        return [line.rstrip() for line in self.lines]
