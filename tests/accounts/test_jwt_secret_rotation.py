"""Validity of tokens during and after a rotation of JWT_SECRET."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from bson import ObjectId
from pydantic import SecretStr

from cms_blog.accounts.credentials import Tokens
from cms_blog.errors import Unauthenticated

OLD, NEW = "the old secret of 32 bytes or more", "the new secret of 32 bytes or more"
DAY = timedelta(days=1)
USER = ObjectId()


def tokens(secret: str, previous: str | None = None, lifetime: timedelta = DAY) -> Tokens:
    """Return the tokens of a server with these secrets."""
    kept = None if previous is None else SecretStr(previous)
    return Tokens(secret, lifetime=lifetime, previous=kept)


def test_planned_rotation_keeps_all_sessions():
    # Rolling deployment: first all nodes accept both secrets, then all sign with the new one.
    before, reads_both, signs_new = tokens(OLD), tokens(OLD, NEW), tokens(NEW, OLD)
    for issuer in (before, reads_both):
        text = issuer.issue(USER, 3).text
        for reader in (before, reads_both, signs_new):
            assert reader.read(text).user_id == USER
    text = signs_new.issue(USER, 3).text
    for reader in (reads_both, signs_new, tokens(NEW)):
        claims = reader.read(text)
        assert (claims.user_id, claims.session_epoch) == (USER, 3)


def test_new_tokens_are_signed_with_the_new_secret_only():
    text = tokens(NEW, OLD).issue(USER, 0).text
    assert jwt.decode(text, NEW, ["HS256"], audience="cms-blog")["sub"] == str(USER)
    with pytest.raises(Unauthenticated):
        tokens(OLD).read(text)


def test_removed_secret_invalidates_its_tokens():
    text = tokens(OLD).issue(USER, 0).text
    with pytest.raises(Unauthenticated):
        tokens(NEW).read(text)


@pytest.mark.parametrize("claims", [{"iss": "x"}, {"aud": "x"}, {"exp": None}, {"sub": "x"}])
def test_tokens_of_the_previous_secret_are_fully_validated(claims: dict[str, str | None]):
    good = jwt.decode(tokens(OLD).issue(USER, 0).text, OLD, ["HS256"], audience="cms-blog")
    kept = {name: value for name, value in (good | claims).items() if value is not None}
    with pytest.raises(Unauthenticated):
        tokens(NEW, OLD).read(jwt.encode(kept, OLD))
    assert tokens(NEW, OLD).read(jwt.encode(good, OLD)).user_id == USER


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_tokens_of_either_secret_expire(secret: str):
    text = tokens(secret, lifetime=timedelta(seconds=-1)).issue(USER, 0).text
    with pytest.raises(Unauthenticated):
        tokens(NEW, OLD).read(text)


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_other_algorithms_are_rejected_for_both_secrets(algorithm: str):
    now = datetime.now(UTC)
    claims = {"sub": str(USER), "iat": now, "exp": now + DAY, "jti": "1"}
    claims |= {"iss": "cms-blog", "aud": "cms-blog"}
    keys = [""] if algorithm == "none" else [OLD * 2, NEW * 2]
    for key in keys:
        with pytest.raises(Unauthenticated):
            tokens(NEW * 2, OLD * 2).read(jwt.encode(claims, key, algorithm))
