"""A change of JWT_SECRET: who stays signed in, and who must not."""

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
    """What one server reads and signs with these settings."""
    kept = None if previous is None else SecretStr(previous)
    return Tokens(secret, lifetime=lifetime, previous=kept)


def test_a_planned_change_signs_nobody_out():
    # The nodes one after another: first all of them read both, then all sign with the new one.
    before, reads_both, signs_anew = tokens(OLD), tokens(OLD, NEW), tokens(NEW, OLD)
    for issuer in (before, reads_both):
        text = issuer.issue(USER, 3).text
        for reader in (before, reads_both, signs_anew):
            assert reader.read(text).user_id == USER
    text = signs_anew.issue(USER, 3).text
    for reader in (reads_both, signs_anew, tokens(NEW)):
        claims = reader.read(text)
        assert (claims.user_id, claims.session_epoch) == (USER, 3)


def test_new_tokens_are_signed_with_the_new_secret_only():
    text = tokens(NEW, OLD).issue(USER, 0).text
    assert jwt.decode(text, NEW, ["HS256"], audience="cms-blog")["sub"] == str(USER)
    with pytest.raises(Unauthenticated):
        tokens(OLD).read(text)


def test_a_secret_that_is_not_kept_ends_all_its_tokens():
    text = tokens(OLD).issue(USER, 0).text
    with pytest.raises(Unauthenticated):
        tokens(NEW).read(text)


@pytest.mark.parametrize("claims", [{"iss": "x"}, {"aud": "x"}, {"exp": None}, {"sub": "x"}])
def test_the_previous_secret_excuses_nothing_else(claims: dict[str, str | None]):
    good = jwt.decode(tokens(OLD).issue(USER, 0).text, OLD, ["HS256"], audience="cms-blog")
    kept = {name: value for name, value in (good | claims).items() if value is not None}
    with pytest.raises(Unauthenticated):
        tokens(NEW, OLD).read(jwt.encode(kept, OLD))
    assert tokens(NEW, OLD).read(jwt.encode(good, OLD)).user_id == USER


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_a_token_of_either_secret_ends_in_its_time(secret: str):
    text = tokens(secret, lifetime=timedelta(seconds=-1)).issue(USER, 0).text
    with pytest.raises(Unauthenticated):
        tokens(NEW, OLD).read(text)


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_neither_secret_is_read_with_another_algorithm(algorithm: str):
    now = datetime.now(UTC)
    claims = {"sub": str(USER), "iat": now, "exp": now + DAY, "jti": "1"}
    claims |= {"iss": "cms-blog", "aud": "cms-blog"}
    keys = [""] if algorithm == "none" else [OLD * 2, NEW * 2]
    for key in keys:
        with pytest.raises(Unauthenticated):
            tokens(NEW * 2, OLD * 2).read(jwt.encode(claims, key, algorithm))
