# SPDX-License-Identifier: MIT
"""The written report as GitHub's own renderer reads it: names that others chose are text, and nothing but text."""
import html.parser
import json
import shutil
import subprocess

import pytest

RENDERER = ["cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink"]
RENDERER_SECONDS = 20
HOSTILE = [
    "*a*", "**b**", "_c_", "__d__", "a_b_c", "a__ b__", "`e`", "``f` g``", "~~h~~", "~i~", "[j](http://k)", "![l](http://m)",
    "[n][o]", "[p]: http://q", "<b>r</b>", "<script>s()</script>", "<http://t>", "<!-- u", "&lt;v&gt;", "&#60;w", "&amp",
    "http://x.y/z", "https://a.b", "www.c.d", "WWW.e.f", "ftp://g.h", "| i | j |", "k\\", "\\| l", "\\\\| m", "# n",
    "## o ##", "> p", "- q", "+ r", "1. s", "2) t", "---", "===", "***", "___", "    code", "\\*u*", "<img src=x onerror=v>",
    "w  ", "!\\[x]", "a|b|c", "`|`", "``", "`` ` ``", "*_*_", "_*_*", "a*b*c", "(y)", "{z}", "a:b:c", ":smile:", "10:23:17",
    "&", "a & b", "a &b c", "&copy;", "$x$", "~", "@me", "<a href='http://b'>c</a>", "]]>", "<?php", "<![CDATA[d]]>", "\"e\"",
    "'f'", "g\\_h", "[i", "]", "](", "[](j)", "****", "** k **", "*l _m* n_", "<k", "é_ü_", "_é_",
]
SCENARIO = """
#include <cicada.h>
static const char *const names[] = {%s};
static int all(cic_user *u)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cic_get(u, "/health", .name = names[i]);
    return CIC_OK;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "all", all}));
CIC_SCENARIO(.users = CIC_USERS(&visitor));
"""


class Cells(html.parser.HTMLParser):
    """The text of each table cell, and the elements within cells."""

    def __init__(self):
        super().__init__()
        self.cells, self.within = [], []
        self.in_cell = False

    def handle_starttag(self, tag, attrs):
        if tag in ("td", "th"):
            self.in_cell = True
            self.cells.append("")
        elif self.in_cell:
            self.within.append((tag, self.cells[-1]))

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data):
        if self.in_cell:
            self.cells[-1] += data


@pytest.fixture
def render():
    """Markdown to HTML."""
    if not shutil.which(RENDERER[0]):
        pytest.skip("no renderer: apt-get install cmark-gfm")
    return lambda text: subprocess.run(RENDERER, input=text, capture_output=True, text=True, timeout=RENDERER_SECONDS,
                                       check=True).stdout


def test_names_are_text_to_the_renderer(cicada, target, tmp_path, render):
    scenario = tmp_path / "scenario.c"
    scenario.write_text(SCENARIO % ", ".join(json.dumps(name, ensure_ascii=False) for name in HOSTILE))
    report = tmp_path / "report.md"
    cicada("-f", scenario, "-H", target.url, "-u", 1, "--iterations", 1, "--report", report, reports=False)

    page = Cells()
    page.feed(render(report.read_text(encoding="utf-8")))
    shown = {cell[len("GET "):].strip() for cell in page.cells if cell.startswith("GET ")}
    assert shown == {name.strip() for name in HOSTILE}
    assert [one for one in page.within if one[0] not in ("strong", "code") or one[1].startswith("GET")] == []
