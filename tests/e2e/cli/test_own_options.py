# SPDX-License-Identifier: MIT
"""Options of a scenario: set on the command line, in files and variables, seen by the scenario, told in reports, and refused where they do not fit."""
import json

import pytest

SHOP = """\
#include <cicada.h>
static int set_up(cic_setup *s) { (void)s; printf("set up for %s\\n", cic_option("tenant")); return CIC_OK; }
static int task(cic_user *u)
{
    bool deep = cic_option_bool("deep") && strcmp(cic_option("code"), "hunter2") == 0;

    cic_record(u, "ASK", cic_fmt(u, "%s %s %g %s", cic_option("tenant"), cic_option("region"), cic_option_number("size"), deep ? "deep" : "flat"), 0.001, 1, NULL);
    cic_option("colour");
    return CIC_OK;
}
static const cic_user_class visitor = CIC_USER(.name = "Visitor", .tasks = CIC_TASKS({1, "ask", task}));
CIC_SCENARIO(.users = CIC_USERS(&visitor), .setup = set_up, .host = "http://127.0.0.1:1",
             .options = CIC_OPTIONS({.name = "tenant", .value = "acme", .help = "whose data is asked for"},
                                    {.name = "region", .value = "eu", .choices = CIC_CHOICES("eu", "us")},
                                    {.name = "size", .value = "1.5", .kind = CIC_OPTION_NUMBER},
                                    {.name = "deep", .kind = CIC_OPTION_BOOL},
                                    {.name = "code", .secret = true, .required = true}));
"""
RUN = ["-f", "shop.c", "--headless", "--iterations", "3"]
SECRET = "hunter2"


@pytest.fixture
def shop(cicada):
    """shop(WORD...): three tasks of the scenario above."""
    cicada.write("shop.c", SHOP)
    return lambda *words, **more: cicada(*RUN, *words, **more)


def asked(run):
    """(name, plan.settings) of the only request name."""
    report = json.loads(run.stdout[run.stdout.index("{"):])
    (row,) = report["requests"]
    return row["name"], report["plan"]["settings"]


@pytest.mark.sanitize
def test_values_reach_setup_tasks_and_reports_and_secrets_stay_out(cicada, shop):
    run = shop("--json", "--set", "tenant=Müller & Sons", "--set=region=us", "--set", "size=3", "--set", "deep=yes", "--set", f"code={SECRET}",
               "--report", "out.md", "--html", "out.html", "--store", "runs.db")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("set up for Müller & Sons\n")
    settings = ["tenant=Müller & Sons", "region=us", "size=3", "deep=true", "code=***"]
    assert asked(run) == ("Müller & Sons us 3 deep", settings)
    for text in (run.stdout, run.stderr, *((cicada.folder / name).read_bytes().decode("utf-8", "replace") for name in ("out.md", "out.html", "runs.db"))):
        assert SECRET not in text
    assert "region=us" in (cicada.folder / "out.md").read_text().replace("\\", "")
    assert run.stderr.count('the scenario has no option "colour"') == 1
    kept = cicada("runs", "export", "1", "--json", "--store", "runs.db")
    assert kept.returncode == 0, kept.stderr
    assert json.loads(kept.stdout)["plan"]["settings"] == settings


def test_files_and_variables_set_them_too_and_the_stronger_list_replaces_the_weaker(cicada, shop):
    cicada.write("cicada.conf", 'set = ["tenant=of, file", "code=x"]\n')
    assert asked(shop("--json"))[0] == "of, file eu 1.5 flat"
    assert asked(shop("--json", variables={"CICADA_SET": "code=of variable"}))[0] == "acme eu 1.5 flat"
    run = shop("--json", "--set", "code=${CODE}", "--set", "deep=1", variables={"CODE": SECRET})
    assert asked(run)[0] == "acme eu 1.5 deep" and SECRET not in run.stdout + run.stderr


@pytest.mark.parametrize("words, message", [
    (["region=mars"], '--set region "mars": choose from eu or us'),
    (["size=many"], '--set size "many": not a number'),
    (["deep=2"], '--set deep "2": write true or false'),
    (["colour=red"], "--set colour: the scenario has no such option. It has: tenant, region, size, deep, code"),
    (["tenant"], "--set NAME=VALUE: an option of the scenario is set as in tenant=acme"),
    (["tenant=" + "x" * 4097], "longer than 4096 bytes"),
    (["\x1b[31m=x"], "--set \\x1b[31m: the scenario has no such option"),
    (["%s%n=x"], "--set %s%n: the scenario has no such option"),
    ([], "--set code: the scenario needs a value of this option"),
])
def test_what_does_not_fit_is_refused_before_setup(shop, words, message):
    run = shop(*(part for word in words for part in ("--set", word)))
    assert run.returncode == 2, run.stderr
    assert message in run.stderr
    assert "set up" not in run.stdout


def test_a_url_has_no_options_of_a_scenario(cicada):
    run = cicada("http://127.0.0.1:1/", "--set", "tenant=x")
    assert run.returncode == 2 and "--set" in run.stderr


def test_list_shows_them(cicada, shop):
    run = shop("--list")
    assert run.returncode == 0, run.stderr
    assert run.stdout.endswith("""\
Available Users:
    Visitor
Options of the scenario (--set NAME=VALUE):
    tenant (text) = acme: whose data is asked for
    region (eu|us) = eu
    size (number) = 1.5
    deep (bool) = false
    code (text, required, secret)
""")
