# SPDX-License-Identifier: MIT
"""The check that every test of runs relies on can fail: a report in which one request is lost is told from a whole one."""
import json

import pytest

from support.reports import check_conserved

ROW = {"method": "GET", "name": "/", "planned": 5, "started": 4, "dropped": 1, "completed": 2, "failures": 1, "cancelled": 1, "in_flight": 0,
       "requests": 3, "cancelled_sent": 1, "statuses": {"200": 2, "500": 1}, "response_time_ms": {"count": 3}, "service_time_ms": {"count": 3}}
COUNTS = {"planned": 4, "begun": 3, "waiting": 0, "dropped_no_user": 1, "dropped_late": 0, "finished": 2, "interrupted": 1, "running": 0}


def report(row=None, of_stage=None, counts=None, of_class=None):
    stage = {"requests": [ROW | (of_stage or {})], "total": ROW}
    iterations = COUNTS | (counts or {}) | {"classes": [COUNTS | (of_class or {})]}
    return json.dumps({"schema": "cicada-run", "requests": [ROW | (row or {})], "total": ROW, "stages": [stage], "iterations": iterations})


def test_a_whole_report_passes_and_what_is_none_is_left_alone():
    assert check_conserved(report())
    assert not check_conserved("{") and not check_conserved('{"schema": "cicada-comparison"}') and not check_conserved("[1]")


@pytest.mark.parametrize("lost", [{"row": {"completed": 1}}, {"row": {"dropped": 0}}, {"row": {"in_flight": 1}}, {"of_stage": {"failures": 2}},
                                  {"counts": {"planned": 5}}, {"counts": {"finished": 3}}, {"of_class": {"interrupted": 0}}])
def test_a_report_that_lost_a_request_or_an_iteration_fails(lost):
    with pytest.raises(AssertionError):
        check_conserved(report(**lost))
