"""The context of resolvers, without a server."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from adjusted_settings import settings_with
from bson import ObjectId
from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode, parse
from manual_storage import ManualClock, ManualStorage
from structlog.testing import capture_logs

from cms_blog.accounts.documents import Role, UserDocument
from cms_blog.accounts.password_guard import PasswordGuard
from cms_blog.context import Context, Info, Services
from cms_blog.counter_keys import address_key, user_key
from cms_blog.errors import Forbidden, Unauthenticated
from cms_blog.observability.audit import AuditTrail
from cms_blog.rate_limits import RateLimited, RateLimits

HERE, THERE = "192.0.2.1", "192.0.2.2"
USER, OTHER, ADMIN = (
    UserDocument.model_construct(id=ObjectId(), role=role)
    for role in (Role.USER, Role.USER, Role.ADMIN)
)


@pytest.fixture
def services() -> Services:
    clock = ManualClock()
    settings = settings_with(
        _env_file=None, rate_limit_signups="1/hour", rate_limit_uploads="2/hour"
    )
    limits = RateLimits(settings, storage=ManualStorage(clock), clock=clock)
    fields = {"passwords": object(), "rate_limits": limits, "audit": AuditTrail("key")}
    return cast("Services", SimpleNamespace(**fields))


def context(services: Services, viewer: UserDocument | None, address: str = HERE) -> Context:
    return Context(services, "request", address, viewer)


def test_a_request_without_a_token_has_no_viewer(services: Services):
    bare = Context(services, "request", HERE)
    assert (bare.viewer, bare.expires_at) == (None, None)
    with pytest.raises(Unauthenticated):
        bare.signed_in()
    with pytest.raises(Unauthenticated):
        bare.admin()


def test_only_admins_pass_as_admins(services: Services):
    assert context(services, ADMIN).admin() is ADMIN
    assert context(services, ADMIN).signed_in() is ADMIN
    assert context(services, USER).signed_in() is USER
    with pytest.raises(Forbidden):
        context(services, USER).admin()


def test_rate_limits_count_by_user_or_by_address_if_signed_out(services: Services):
    assert context(services, None).counter_key == address_key(HERE)
    assert context(services, USER).counter_key == user_key(USER.oid)


async def test_actions_are_limited_for_each_caller(services: Services):
    await context(services, None).limited("signup")
    for address, viewer in ((THERE, None), (HERE, USER), (HERE, OTHER)):
        await context(services, viewer, address).limited("signup")
        with pytest.raises(RateLimited):
            await context(services, viewer, address).limited("signup")
    with pytest.raises(RateLimited):
        await context(services, USER, THERE).limited("signup")
    await context(services, USER).limited("upload")
    await context(services, USER).limited("upload")
    with pytest.raises(RateLimited):
        await context(services, USER).limited("upload")


def test_passwords_are_guarded_by_the_address_of_the_request(services: Services):
    expected = PasswordGuard(services.passwords, services.rate_limits, HERE)
    assert context(services, USER).password_guard == expected


@pytest.mark.parametrize("viewer", [None, USER], ids=["signed out", "signed in"])
def test_audit_lines_name_the_actor_and_the_address(
    services: Services, viewer: UserDocument | None
):
    with capture_logs() as lines, context(services, viewer).auditing("login", blog="a blog"):
        pass
    actor = {} if viewer is None else {"actor": str(viewer.oid)}
    expected = {"action": "login", "outcome": "done", "client": HERE, "blog": "a blog"} | actor
    assert lines == [{"event": "audit", "log_level": "info"} | expected]


def test_audit_lines_identify_the_email_address(services: Services):
    with capture_logs() as lines:
        for email in ("ada@example.com", "ADA@example.com", "eve@example.com"):
            with context(services, None).auditing("login", email=email):
                pass
    ada, again, eve = (line["email_hash"] for line in lines)
    assert ada == again != eve


def test_the_selections_below_a_field_are_known_through_fragments():
    document = parse("{ blogs { nodes { ...Parts } } } fragment Parts on Blog { author { name } }")
    operation, fragment = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert isinstance(fragment, FragmentDefinitionNode)
    (field,) = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    raw: Any = SimpleNamespace(field_nodes=[field], fragments={"Parts": fragment})
    info = Info(_raw_info=raw, _field=cast("Any", None))
    assert info.selected() == {"nodes", "nodes.author", "nodes.author.name"}
