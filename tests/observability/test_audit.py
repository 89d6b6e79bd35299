"""The audit trail, in the format that docs/reference/audit-trail.md specifies."""

import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import orjson
import pytest
from api import LOGIN, PASSWORD, SIGNUP, Api, Person
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.observability.audit import AuditTrail

CHANGE = """
  mutation Change($current: String!, $new: String!) {
    changePassword(input: {currentPassword: $current, newPassword: $new}) { __typename }
  }
"""
LOGOUT = "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }"
DELETE = """
  mutation Delete($password: String!) {
    deleteAccount(input: {password: $password, blogs: KEEP}) { __typename }
  }
"""
DELETE_BLOG = "mutation ($id: ID!) { deleteBlog(id: $id) { __typename } }"
EXPORT = "mutation { exportMyData { ... on ExportMyDataSuccess { url } } }"


class Trail:
    """Captures the audit lines of a block."""

    def __init__(self) -> None:
        self._capture = capture_logs(processors=[merge_contextvars])

    def __enter__(self) -> Self:
        self.lines = self._capture.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._capture.__exit__(None, None, None)

    def told(self) -> list[dict[str, Any]]:
        """Audit lines without the fields that all log lines have."""
        usual = {"event", "log_level", "request_id", "operation", "user"}
        return [
            {name: fact for name, fact in line.items() if name not in usual}
            for line in self.lines
            if line["event"] == "audit"
        ]


def actor(person: Person) -> str:
    return str(oid_of("User", person.id))


@pytest.fixture
def client(api: Api) -> str:
    """IP address of the test client."""
    transport: Any = vars(api.http)["_transport"]
    return transport.client[0]


async def test_signup_and_login_are_audited_with_the_actor(api: Api, client: str):
    given = {"name": "Ada", "email": "Ada@Example.com", "password": PASSWORD}
    with Trail() as trail:
        signup = await api.execute(SIGNUP, {"input": given})
        await api.execute(SIGNUP, {"input": given})
        await api.execute(LOGIN, {"email": "ada@example.com", "password": PASSWORD})
        await api.execute(LOGIN, {"email": "ADA@example.com", "password": "wrong horse"})
        await api.execute(LOGIN, {"email": "eve@example.com", "password": "wrong horse"})
    made, again, login, wrong, unknown = trail.told()
    ada = str(oid_of("User", signup["session"]["viewer"]["user"]["id"]))
    hashed = made["email_hash"]
    same = {"client": client, "email_hash": hashed}
    assert made == {"action": "signup", "outcome": "done", "actor": ada, **same}
    assert again == {"action": "signup", "outcome": "refused", "reason": "EmailTaken", **same}
    assert login == {"action": "login", "outcome": "done", "actor": ada, **same}
    refused = {"action": "login", "outcome": "refused", "reason": "InvalidCredentials"}
    assert wrong == {**refused, **same}
    assert unknown == {**refused, "client": client, "email_hash": unknown["email_hash"]}
    assert unknown["email_hash"] != hashed
    assert len(hashed) == 16
    text = orjson.dumps(trail.lines, default=str).decode().lower()
    for secret in ("example.com", PASSWORD, "wrong horse", signup["session"]["accessToken"]):
        assert secret.lower() not in text


async def test_rate_limited_logins_are_audited(api: Api):
    author = await api.make_user()
    with Trail() as trail:
        for _ in range(6):
            await api.send(LOGIN, {"email": author.email, "password": "wrong horse"})
    assert [line["reason"] for line in trail.told()] == ["InvalidCredentials"] * 5 + ["RateLimited"]


async def test_account_changes_are_audited(api: Api, client: str):
    author = await api.make_user()
    with Trail() as trail:
        await api.execute(CHANGE, {"current": "wrong", "new": "another horse"}, as_user=author)
        await api.execute(EXPORT, as_user=author)
        await api.execute(DELETE, {"password": "wrong"}, as_user=author)
        await api.execute(DELETE, {"password": PASSWORD}, as_user=author)
        await api.execute(LOGOUT, as_user=await api.sign_up())
    whose = {"actor": actor(author), "client": client}
    wrong = {"outcome": "refused", "reason": "InvalidCredentials", **whose}
    change, export, refused, deleted, _, logout = trail.told()
    assert change == {"action": "change_password", **wrong}
    assert export == {"action": "export_data", "outcome": "done", **whose}
    assert refused == {"action": "delete_account", "blogs": "keep", **wrong}
    assert deleted == {"action": "delete_account", "outcome": "done", "blogs": "keep", **whose}
    assert (logout["action"], logout["outcome"]) == ("logout_everywhere", "done")


async def test_admin_actions_and_forbidden_attempts_are_audited(api: Api, client: str):
    author, admin = await api.make_user(), await api.make_admin()
    blog = await api.make_blog(author)
    with Trail() as trail:
        await api.move("requestPublish", blog["id"], author)
        await api.move("approveBlog", blog["id"], admin)
        await api.move("unpublishBlog", blog["id"], admin)
        await api.move("rejectBlog", blog["id"], admin, feedback="No.")
        await api.move("republishBlog", blog["id"], admin)
        await api.move("unpublishBlog", blog["id"], admin)
        await api.execute(DELETE_BLOG, {"id": blog["id"]}, as_user=author)
        document = 'mutation { approveBlog(id: "x", input: {expectedRevision: 1}) { __typename } }'
        await api.send(document, as_user=author)
        await api.send(document)
    which = {"blog": str(oid_of("Blog", blog["id"])), "client": client}
    by_admin = {"actor": actor(admin), **which}
    assert trail.told() == [
        {"action": "approve_blog", "outcome": "done", **by_admin},
        {"action": "unpublish_blog", "outcome": "done", **by_admin},
        {
            "action": "reject_blog",
            "outcome": "refused",
            "reason": "BlogStatusConflict",
            **by_admin,
        },
        {"action": "republish_blog", "outcome": "done", **by_admin},
        {"action": "unpublish_blog", "outcome": "done", **by_admin},
        {"action": "delete_blog", "outcome": "done", "actor": actor(author), **which},
        {
            "action": "approve_blog",
            "outcome": "refused",
            "reason": "Forbidden",
            "actor": actor(author),
            "client": client,
        },
        {
            "action": "approve_blog",
            "outcome": "refused",
            "reason": "Unauthenticated",
            "client": client,
        },
    ]


def test_internal_errors_are_audited_as_failed():
    with Trail() as trail, pytest.raises(ZeroDivisionError), AuditTrail("key").recording("login"):
        raise ZeroDivisionError("s3cret")
    assert trail.told() == [{"action": "login", "outcome": "failed"}]


def test_address_hash_depends_on_the_key():
    with Trail() as trail:
        for key in ("one", "one", "two"):
            with AuditTrail(key).recording("login", email=" A@b.example"):
                pass
    first, second, other = (line["email_hash"] for line in trail.told())
    assert first == second != other


def test_audit_trail_ignores_the_log_level(tmp_path: Path):
    code = (
        "from cms_blog.observability import logging as logs\n"
        "from cms_blog.observability.audit import AuditTrail\n"
        "from cms_blog.settings import Settings\n"
        "logs.configure(Settings(_env_file=None, env='prod', log_level='ERROR',"
        " jwt_secret='k' * 32, mongodb_uri='mongodb://127.0.0.1', generation='offline',"
        " public_base_url='https://blog.example'))\n"
        "with AuditTrail('key').recording('login', email='a@b.example', client='127.0.0.1'):\n"
        "    pass\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, timeout=60
    )
    line = orjson.loads(done.stderr)
    assert line.pop("timestamp")
    assert len(line.pop("email_hash")) == 16
    assert line == {
        "event": "audit",
        "level": "info",
        "action": "login",
        "outcome": "done",
        "client": "127.0.0.1",
    }
