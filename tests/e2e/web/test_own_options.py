# SPDX-License-Identifier: MIT
"""Options of a scenario in the start form: shown, set for a run, kept where they are secret, and refused with their field."""
import pytest

from support.command import Command

SHOP = """\
#include <cicada.h>
static int task(cic_user *u)
{
    cic_record(u, "ASK", cic_fmt(u, "%s %s %s", cic_option("tenant"), cic_option("region"), *cic_option("code") ? "with code" : "bare"), 0.001, 1, NULL);
    return CIC_OK;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .wait = CIC_CONSTANT(0.01), .tasks = CIC_TASKS({1, "ask", task}));
CIC_SCENARIO(.users = CIC_USERS(&visitor), .host = "http://127.0.0.1:1",
             .options = CIC_OPTIONS({.name = "tenant", .value = "acme", .help = "whose data is asked for"},
                                    {.name = "region", .choices = CIC_CHOICES("eu", "us"), .required = true},
                                    {.name = "code", .secret = true}));
"""
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&;%s\u202e"


@pytest.fixture
def ui(web, scenario):
    """ui(WORD...) serves the scenario above."""
    return lambda *words: web("--iterations", "2", *words, file=scenario(SHOP, "shop"))


def run_of(ui, **wishes):
    """(name, plan.settings) of a run of two tasks."""
    ui.start(**wishes)
    ui.wait_for_state("stopped")
    run = ui.get("api/run").json
    (row,) = run["requests"]
    return row["name"], run["plan"]["settings"]


def options(**values):
    return [{"name": name, "value": value} for name, value in values.items()]


@pytest.mark.sanitize
def test_the_form_shows_them_and_a_start_sets_them_for_its_run(ui):
    page = ui("--set", "code=hunter2", "--set", "tenant=first")
    tenant, region, code = page.get("api/state").json["options"]
    assert (tenant["name"], tenant["value"], tenant["type"], tenant["help"]) == ("tenant", "first", "text", "whose data is asked for")
    assert (region["value"], region["choices"], region["required"]) == ("", ["", "eu", "us"], True)
    assert code["secret"] and code["value"] is None

    assert run_of(page, options=options(region="us")) == ("first us with code", ["tenant=first", "region=us", "code=***"])
    assert run_of(page, options=options(region="eu", tenant=HOSTILE))[1][0] == f"tenant={HOSTILE}"
    state = page.get("api/state")
    assert [row["value"] for row in state.json["options"]] == [HOSTILE, "eu", None]
    assert "hunter2" not in state.text + page.get("api/run").text + page.get("").text + page.run.log


def test_a_secret_stays_until_there_is_a_new_one(ui):
    page = ui()
    assert run_of(page, options=options(region="eu"))[0] == "acme eu bare"
    assert run_of(page, options=options(region="eu", code="k"))[0] == "acme eu with code"
    assert run_of(page, options=options(region="eu"))[0] == "acme eu with code"
    assert run_of(page, options=options(region="eu", code=""))[0] == "acme eu bare"


def test_a_refusal_names_the_field(ui):
    page = ui()
    for values, field, message in (({}, "region", "the scenario needs a value of this option"),
                                   ({"region": ""}, "region", "the scenario needs a value of this option"),
                                   ({"region": "mars"}, "region", "choose from eu or us"),
                                   ({"region": "eu", "tenant": "x" * 5000}, "tenant", "longer than 4096 bytes"),
                                   ({"region": "eu", "colour": "red"}, "colour", "the scenario has no such option. It has: tenant, region, code")):
        answer = page.post("api/start", {"options": options(**values)}).json
        assert (answer["success"], answer["field"], answer["message"]) == (False, field, message), values
    long = page.post("api/start", {"options": options(region="a" * 99 + "é" * 9)}).json  # cut within a character
    assert (long["success"], long["field"], long["message"]) == (False, "region", "choose from eu or us")
    unknown = page.post("api/start", {"options": [{"name": "é" * 400 + ": \"x\": ", "value": "v"}]}).json
    assert not unknown["success"] and "the scenario has no such option" in unknown["message"]
    assert page.state() == "ready"


def test_a_form_as_locusts_sets_them_and_other_fields_mean_nothing(ui):
    page = ui()
    answer = page.post_form("swarm", {"user_count": 1, "spawn_rate": 1, "host": "http://127.0.0.1:1", "region": "us", "unheard": "of"})
    assert answer.json["success"], answer
    page.wait_for_state("stopped")
    assert page.get("api/run").json["requests"][0]["name"] == "acme us bare"


def test_autostart_needs_what_is_required(program, tmp_path, scenario, compiled_scenarios):
    cicada = Command(program, tmp_path, compiled_scenarios)
    done = cicada("-f", scenario(SHOP, "shop"), "--autostart", "--autoquit", "0", "--web-port", "0")
    assert done.returncode == 2
    assert "--set region: the scenario needs a value of this option" in done.stderr
