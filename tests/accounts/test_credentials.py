"""Tokens with a manual clock, password hashes, and the password policy."""

import asyncio
import threading
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher
from bson import ObjectId
from held_executor import HeldExecutor

from cms_blog.accounts.common_passwords import is_common
from cms_blog.accounts.credentials import Passwords, Tokens
from cms_blog.accounts.service import NewPassword, validate_signup
from cms_blog.errors import InvalidInput, Unauthenticated
from cms_blog.limits import Limits
from cms_blog.settings import load_settings
from cms_blog.validation.inputs import check

SECRET = "a secret of the tests, 32 bytes or more"
USER = ObjectId()
NO_TIMES: tuple[Any, ...] = ("x", [], {}, 1e300)
START = datetime(2026, 1, 31, 23, 59, 50, tzinfo=UTC)
SKEW = 5


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def tokens(clock: Clock, minutes: int = 5) -> Tokens:
    return Tokens(SECRET, lifetime=timedelta(minutes=minutes), clock=clock)


def signed(**claims: Any) -> str:
    """Return a token with a lifetime of one hour and changed claims; None removes a claim."""
    start = int(START.timestamp())
    usual = {
        "sub": str(USER),
        "jti": "x",
        "iss": "cms-blog",
        "aud": "cms-blog",
        "iat": start,
        "exp": start + 3_600,
        "epoch": 3,
    }
    kept = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(kept, SECRET, "HS256")


def is_valid(text: str, at: datetime = START) -> bool:
    clock = Clock()
    clock.now = at
    try:
        return tokens(clock).read(text).user_id == USER
    except Unauthenticated:
        return False


# -- tokens


def test_cached_token_expires():
    clock = Clock()
    one = tokens(clock)
    token = one.issue(USER, 3)
    assert token.expires_at == START + timedelta(minutes=5)
    clock.now = token.expires_at - timedelta(microseconds=1)
    assert one.read(token.text) == (USER, 3, token.expires_at)
    assert tokens(clock).read(token.text) == (USER, 3, token.expires_at)
    clock.now = token.expires_at
    for reader in (one, tokens(clock)):
        with pytest.raises(Unauthenticated):
            reader.read(token.text)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_clock_skew_of_some_seconds_is_accepted(claim: str):
    start = START.timestamp()
    assert is_valid(signed(**{claim: start + 1}))
    assert is_valid(signed(**{claim: start + SKEW}))
    assert not is_valid(signed(**{claim: start + SKEW + 0.001}))
    assert not is_valid(signed(**{claim: start + 3_000}))
    assert is_valid(signed(**{claim: start + 3_000}), START + timedelta(seconds=3_000 - SKEW))


def test_expiry_has_no_leeway():
    start = START.timestamp()
    assert is_valid(signed(exp=start + 1))
    assert not is_valid(signed(exp=start))
    assert not is_valid(signed(exp=start - 1))


@pytest.mark.parametrize(
    "claims",
    [
        *({name: None} for name in ("sub", "iat", "exp", "jti", "iss", "aud")),
        *({"exp": value} for value in ("99999999999", True, *NO_TIMES)),
        *({name: value} for name in ("iat", "nbf") for value in NO_TIMES),
        *({"sub": "x"}, {"iss": "x"}, {"aud": "x"}, {"aud": "cms-blog/export"}),
        *({"epoch": "x"}, {"epoch": []}, {"epoch": float("inf")}),
    ],
)
def test_token_with_a_wrong_claim_is_invalid(claims: dict[str, Any]):
    assert is_valid(signed())
    assert not is_valid(signed(**claims))


def test_missing_epoch_claim_means_zero():
    clock = Clock()
    assert tokens(clock).read(signed(epoch=None)).session_epoch == 0
    assert tokens(clock).read(signed()).session_epoch == 3


def test_tokens_are_unique():
    reader = tokens(Clock())
    assert reader.issue(USER, 3).text != reader.issue(USER, 3).text


@pytest.mark.parametrize("year", [2001, 2999])
def test_expiry_uses_the_given_clock(year: int):
    clock = Clock()
    clock.now = START.replace(year=year)
    issuer = tokens(clock)
    token = issuer.issue(USER, 3)
    assert issuer.read(token.text) == tokens(clock).read(token.text)


def test_signature_is_verified_once():
    reader = tokens(Clock())
    first, second = reader.issue(USER, 3).text, reader.issue(USER, 4).text
    claims = reader.read(first)
    assert reader.read(first) is claims
    assert reader.read(second).session_epoch == 4
    assert reader.read(first) is claims


def test_token_cache_is_bounded():
    reader = tokens(Clock())
    texts = [reader.issue(USER, 3).text for _ in range(10_001)]
    kept = [reader.read(text) for text in texts[:-1]]
    assert reader.read(texts[0]) is kept[0]
    reader.read(texts[-1])
    assert reader.read(texts[0]) is not kept[0]


def test_token_contains_the_required_claims():
    claims = jwt.decode(tokens(Clock()).issue(USER, 3).text, options={"verify_signature": False})
    jti = claims.pop("jti")
    assert len(jti) == 16
    start = int(START.timestamp())
    assert claims == {
        "sub": str(USER),
        "iss": "cms-blog",
        "aud": "cms-blog",
        "epoch": 3,
        "iat": start,
        "exp": start + 300,
    }


# -- hashes


def cheap(executor: Executor | None = None) -> Passwords:
    return Passwords(memory_kib=8_192, iterations=1, executor=executor)


async def test_hash_has_a_random_salt_and_matches_its_password():
    passwords = cheap()
    encoded = await passwords.hash("correct horse")
    assert encoded.startswith("$argon2id$v=19$m=8192,t=1,p=")
    assert encoded != await passwords.hash("correct horse")
    assert await passwords.verify("correct horse", encoded)
    assert not await passwords.verify("correct horse ", encoded)
    assert not await passwords.verify("", encoded)
    assert not await passwords.verify("correct horse", None)
    assert not await passwords.verify("correct horse", "")
    assert not await passwords.verify("correct horse", "$argon2id$garbage")
    passwords.close()


async def test_hash_parameters_come_from_the_settings():
    settings = load_settings(limits=Limits(argon2_memory_kib=9_000, argon2_iterations=2))
    passwords = Passwords.from_settings(settings)
    assert "$m=9000,t=2," in await passwords.hash("correct horse")
    passwords.close()


async def test_unknown_account_costs_one_hash():
    executor = HeldExecutor(free=1_000)
    passwords = cheap(executor)
    encoded = await passwords.hash("correct horse")
    # The first verification also creates the decoy hash.
    assert await passwords.verify("correct horse", None) is False
    for stored in (encoded, None):
        before = executor.begun
        assert await passwords.verify("wrong horse", stored) is False
        assert executor.begun == before + 1
    passwords.close()


async def test_unknown_account_costs_the_work_of_a_wrong_password(monkeypatch: pytest.MonkeyPatch):
    verified: list[str] = []
    verify = PasswordHasher.verify

    def recorded(hasher: PasswordHasher, encoded: str, password: str) -> object:
        # Version, memory, iterations and parallelism.
        verified.append(encoded.rsplit("$", 2)[0])
        return verify(hasher, encoded, password)

    monkeypatch.setattr(PasswordHasher, "verify", recorded)
    passwords = cheap(HeldExecutor(free=1_000))
    encoded = await passwords.hash("correct horse")
    for stored in (encoded, None):
        assert await passwords.verify("wrong horse", stored) is False
    assert verified == [encoded.rsplit("$", 2)[0]] * 2
    passwords.close()


async def test_close_does_not_wait_for_hashes():
    executor = HeldExecutor()
    passwords = cheap(executor)
    requests = [asyncio.create_task(passwords.hash("correct horse")) for _ in range(5)]
    await executor.reached()
    passwords.close()
    executor.release()
    results = await asyncio.gather(*requests, return_exceptions=True)
    assert sum(isinstance(result, str) for result in results) == executor.begun <= 2


async def test_lone_surrogates_are_hashed():
    passwords = cheap()
    encoded = await passwords.hash("\ud800 horse")
    assert await passwords.verify("\ud800 horse", encoded)
    assert not await passwords.verify("? horse", encoded)
    passwords.close()


async def test_a_hash_with_other_parameters_is_outdated():
    passwords, stronger = cheap(), Passwords(memory_kib=8_192, iterations=2)
    encoded = await passwords.hash("correct horse")
    assert not passwords.outdated(encoded)
    assert stronger.outdated(encoded)
    passwords.close()
    stronger.close()


async def test_cancelled_requests_do_not_raise_the_concurrency():
    executor = HeldExecutor()
    passwords = cheap(executor)
    for _ in range(20):
        requests = [asyncio.create_task(passwords.hash("correct horse")) for _ in range(5)]
        await asyncio.sleep(0)
        for request in requests:
            request.cancel()
        await asyncio.wait(requests)
    last = asyncio.create_task(passwords.hash("correct horse"))
    await asyncio.sleep(0)
    executor.release()
    assert (await last).startswith("$argon2id$")
    # The two started hashes and the last one: those cancelled in the queue never ran.
    assert (executor.most, executor.begun) == (2, 3)
    passwords.close()


async def test_hashes_run_in_a_dedicated_pool_of_two_threads():
    passwords = cheap()
    names: set[str] = set()
    barrier = threading.Barrier(2, timeout=60)

    def name() -> None:
        names.add(threading.current_thread().name)
        barrier.wait()

    await asyncio.gather(*(passwords._in_thread(name) for _ in range(8)))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the threads have no other sign
    assert names == {"passwords_0", "passwords_1"}
    passwords.close()
    with pytest.raises(RuntimeError):
        await passwords.hash("correct horse")


# -- password policy


def problem(password: str) -> str | None:
    messages: set[str] = set()
    signup = {"name": "Ada", "email": "ada@example.com", "password": password}
    for checked in (
        lambda: validate_signup(signup, special_use=False),
        lambda: check(NewPassword, {"new_password": password}),
    ):
        try:
            checked()
        except InvalidInput as invalid:
            (field,) = invalid.problems
            messages.add(field.message)
        else:
            messages.add("")
    (message,) = messages
    return message or None


COMMON = "is one of the most common passwords; choose another one"


@pytest.mark.parametrize(
    ("password", "message"),
    [
        *(("correct horse", None), ("q7!x:2pw", None), ("  spaces  ", None), ("12345678x!", None)),
        *(("x" * 7, "must have at least 8 characters"), ("", "must have at least 8 characters")),
        *(("x9" * 512, None), ("x9" * 512 + "y", "must have at most 1,024 characters")),
        *(
            (" " * 8, "can't consist of whitespace only"),
            ("\u200b" * 8, "can't consist of whitespace only"),
        ),
        *(
            ("\u3164" * 8, "can't consist of whitespace only"),
            ("\t\n " * 3, "can't consist of whitespace only"),
        ),
        *(("\u200b" * 7 + "a", None), ("\x00" * 8, "can't consist of whitespace only")),
        *(("password", COMMON), ("Password1", COMMON), ("PASSWORD", COMMON), ("12345678", COMMON)),
        *(("qwertyuiop", COMMON), ("iloveyou", COMMON), (" sunshine ", COMMON)),
        *(("sunshine!!", None), ("password1password1", None)),
    ],
)
def test_weak_passwords_are_rejected(password: str, message: str | None):
    assert problem(password) == message


def test_list_contains_the_most_common_passwords():
    assert is_common("123456")
    assert is_common("trustno1")
    assert not is_common("")
    assert not is_common("correct horse")
