# SPDX-License-Identifier: MIT
"""Past runs in a PostgreSQL server that is reached by TLS alone: what the URL asks for is held, and a wrong certificate is said."""
import pytest

from support.certificates import Certificates
from support.command import SCENARIO
from support.postgres import PASSWORD, Postgres, missing

UNUSABLE = 13
ISSUED_TO_OTHERS = "wrong_name"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


def server_with(certificates, kind):
    if missing():
        pytest.skip(missing())
    return Postgres(certificates.folder / f"{kind}.crt", certificates.folder / f"{kind}.key")


@pytest.fixture(scope="module")
def server(certificates):
    started = server_with(certificates, "good")
    yield started
    started.end()


@pytest.fixture(scope="module")
def other_server(certificates):
    """Its certificate is of the same authority, but for elsewhere.example."""
    started = server_with(certificates, ISSUED_TO_OTHERS)
    yield started
    started.end()


def runs(cicada, url, code):
    done = cicada("runs", "--store", url)
    assert done.returncode == code, done.stdout + done.stderr
    assert PASSWORD not in done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("asked", ["sslmode=require", "sslmode=verify-ca&sslrootcert={authority}", "sslmode=verify-full&sslrootcert={authority}"])
def test_a_run_is_kept_over_tls(cicada, target, server, certificates, asked):
    store = f"{server.url}?{asked.format(authority=certificates.authority)}"
    cicada.write("s.c", SCENARIO)
    done = cicada("-f", "s.c", "-H", target().url, "--headless", "--only-summary", "-u", 2, "-t", "1s", "--profile", asked[:20], "--store", store)
    assert done.returncode == 0 and "Kept as run" in done.stderr, done.stderr
    assert asked[:20] in runs(cicada, store, 0)


@pytest.mark.parametrize("asked, said", [
    ("sslmode=disable", "no encryption"),
    ("sslmode=verify-full&sslrootcert={folder}/stranger.crt", "certificate verify failed"),
    ("sslmode=verify-full&sslrootcert={folder}/nosuch.crt", "nosuch.crt"),
    ("sslmode=sometimes", "sslmode"),
])
def test_what_the_url_does_not_allow_is_refused_and_said(cicada, server, certificates, asked, said):
    text = runs(cicada, f"{server.url}?{asked.format(folder=certificates.folder)}", UNUSABLE)
    assert said in text and "store" in text, text


def test_a_certificate_for_somebody_else_is_refused_by_verify_full_alone(cicada, target, other_server, certificates):
    with_authority = f"{other_server.url}?sslrootcert={certificates.authority}&sslmode="
    text = runs(cicada, with_authority + "verify-full", UNUSABLE)
    assert "elsewhere.example" in text and "127.0.0.1" in text, text
    cicada.write("s.c", SCENARIO)
    words = ("-f", "s.c", "-H", target().url, "--headless", "--only-summary", "-u", 2, "-t", "1s")
    refused = cicada(*words, "--store", with_authority + "verify-full")
    assert refused.returncode == UNUSABLE and "This run is not kept" in refused.stderr and "elsewhere.example" in refused.stderr, refused.stderr
    assert PASSWORD not in refused.stderr
    assert cicada(*words, "--store", with_authority + "verify-ca").returncode == 0
