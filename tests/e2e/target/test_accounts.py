# SPDX-License-Identifier: MIT
"""Registering, logging in, tokens and API keys."""
import base64
import hashlib
import hmac
import json
import time

import pytest

from support.target_server import ADMIN, KEY, USER

SECRET = "a secret of the test"
NEW = {"email": "new@example.com", "password": "long enough", "name": "Newcomer"}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def make_token(claims, secret=SECRET, algorithm="HS256"):
    """A token made without the server's code."""
    part = encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()) + "." + encode(json.dumps(claims).encode())
    signature = hmac.new(secret.encode(), part.encode(), hashlib.sha256).digest()
    return part + "." + encode(signature)


def bearer(token):
    return {"Authorization": "Bearer " + token}


def claims(**changes):
    return {"sub": "2", "email": USER["email"], "role": "user", "exp": int(time.time()) + 60} | changes


def test_a_registered_user_can_log_in_and_is_known(target):
    server = target()
    reply = server.post("/api/v1/auth/register", NEW)
    assert reply.status == 201 and reply.json()["email"] == NEW["email"]
    me = server.get("/api/v1/auth/me", server.login(NEW)).json()
    assert (me["id"], me["email"], me["name"], me["admin"]) == (reply.json()["id"], NEW["email"], "Newcomer", False)


def test_an_address_can_be_registered_once(target):
    server = target()
    assert server.post("/api/v1/auth/register", NEW).status == 201
    assert server.post("/api/v1/auth/register", NEW).status == 409
    assert server.post("/api/v1/auth/register", USER).status == 409


def test_a_removed_account_is_gone(target):
    server = target()
    server.post("/api/v1/auth/register", NEW)
    token = server.login(NEW)
    assert server.request("DELETE", "/api/v1/auth/me", headers=token).status == 204
    assert server.get("/api/v1/auth/me", token).status == 404
    assert server.post("/api/v1/auth/login", NEW).status == 401


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"email": "nobody@example.com"}, {"password": "correct horse "}])
def test_wrong_credentials_are_401(target, change):
    reply = target().post("/api/v1/auth/login", USER | change)
    assert reply.status == 401 and "detail" in reply.json()


@pytest.mark.parametrize("account", [
    {}, {"email": "a@b"}, {"email": "no address", "password": "long enough"}, {"email": "a@b", "password": "short"},
    {"email": "a@b", "password": 5}, {"email": "a@" + "b" * 300, "password": "long enough"}, {"email": "a@b", "password": "x" * 200},
    {"email": "@b", "password": "long enough"}, {"email": "a@b@c", "password": "long enough"}])
def test_unfit_accounts_are_422(target, account):
    reply = target().post("/api/v1/auth/register", account)
    assert reply.status == 422 and reply.json()["detail"], reply


def test_a_token_carries_the_standard_claims_and_a_valid_signature(target):
    token = target("--secret", SECRET).login()["Authorization"].split()[1]
    head, payload, signature = token.split(".")
    content = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert content["email"] == USER["email"] and content["role"] == "user" and content["exp"] - content["iat"] == 3600
    expected = hmac.new(SECRET.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    assert signature == encode(expected)


def test_a_foreign_token_with_the_right_secret_is_accepted(target):
    server = target("--secret", SECRET)
    assert server.get("/api/v1/auth/me", bearer(make_token(claims()))).status == 200


@pytest.mark.parametrize("token, word", [
    ("", "authenticated"),
    ("nonsense", "malformed"),
    ("a.b", "malformed"),
    ("a.b.c", "malformed"),
    ("....", "malformed"),
    ("x" * 5000, "malformed"),
    (make_token(claims(), secret="another"), "signature"),
    (make_token(claims())[:-2] + "AA", "signature"),
    (make_token(claims(), algorithm="none"), "HS256"),
    (make_token(claims(exp=int(time.time()) - 1)), "expired"),
    (make_token(claims(exp="soon")), "expired"),
    (make_token({"exp": int(time.time()) + 60}), "claim"),
    (make_token(claims(sub="-1")), "claim"),
    (make_token([1, 2]), "claim"),
], ids=range(14))
def test_bad_tokens_are_401_with_the_reason(target, token, word):
    reply = target("--secret", SECRET).get("/api/v1/auth/me", bearer(token))
    assert reply.status == 401 and word in reply.json()["detail"], reply
    assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_an_unsigned_token_is_refused(target):
    token = make_token(claims(), algorithm="none")
    assert target("--secret", SECRET).get("/api/v1/auth/me", bearer(token.rpartition(".")[0] + ".")).status == 401


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}, {"X-API-Key": ""}, {"Authorization": "ApiKey wrong"},
                                     {"Authorization": "Bearer cicada-maintenance-key"}])
def test_a_missing_or_wrong_api_key_is_403(target, headers):
    reply = target().get("/api/v1/ml/models/list", headers)
    assert (reply.status, reply.json()) == (403, {"detail": "API key required"})


@pytest.mark.parametrize("headers", [KEY, {"X-API-Key": "cicada-audio-key"}, {"Authorization": "ApiKey cicada-maintenance-key"}])
def test_a_seeded_api_key_passes(target, headers):
    assert target().get("/api/v1/ml/models/list", headers).status == 200


def test_users_are_no_administrators(target):
    server = target()
    assert server.get("/api/v1/admin/dashboard").status == 401
    assert server.get("/api/v1/admin/dashboard", server.login()).status == 403
    assert server.get("/api/v1/admin/dashboard", server.login(ADMIN)).status == 200
