"""Profiles: changes, avatars, export and deletion, through the API."""

import json
from typing import Any

import pytest
from api import PASSWORD, Api, Person
from sample_images import picture

from cms_blog.accounts.documents import UserDocument
from cms_blog.graphql.types.node_ids import oid_of
from cms_blog.media.unused import UnusedImageDocument
from cms_blog.privacy.export import export_chunks
from cms_blog.privacy.unused_images import delete_unused

UPDATE_PROFILE = """
  mutation ($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      __typename
      ... on UpdateProfileSuccess {
        viewer {
          user { name bio avatarUrl websiteUrl }
          mail { decisions notes reviewRequests }
        }
      }
      ... on InvalidInputError { fields { path message code } }
    }
  }
"""
DELETE = """
  mutation ($password: String!) {
    deleteAccount(input: {password: $password, blogs: DELETE}) { __typename }
  }
"""


async def update(api: Api, person: Person, **given: Any) -> Any:
    return await api.execute(UPDATE_PROFILE, {"input": given}, as_user=person)


async def stored(api: Api, person: Person) -> dict[str, Any]:
    raw = await api.services.database["users"].find_one({"_id": oid_of("User", person.id)})
    assert raw is not None
    return raw


async def upload(api: Api, format_: str = "PNG") -> tuple[str, str]:
    """Store an image; return its URL and its name."""
    url = await api.services.storage.put(picture(format_), f"image/{format_.lower()}")
    return url, url.rpartition("/")[2]


async def test_given_fields_are_changed_and_others_stay(api: Api):
    ada = await api.make_user(name="Ada")
    url, _ = await upload(api)
    profile = {"bio": "Writes.\nA lot.", "avatarUrl": url, "websiteUrl": "https://example.com/"}
    all_mail = {"decisions": True, "notes": True, "reviewRequests": True}
    changed = (await update(api, ada, **profile))["viewer"]
    assert changed == {"user": {"name": "Ada", **profile}, "mail": all_mail}
    given = {"name": " Ada  Lovelace ", "mail": {"notes": False}}
    changed = (await update(api, ada, **given))["viewer"]
    user = {"name": "Ada Lovelace", **profile}
    assert changed == {"user": user, "mail": all_mail | {"notes": False}}
    public = await api.execute(
        "query ($id: ID!) { node(id: $id) { ... on User { name bio avatarUrl websiteUrl } } }",
        {"id": ada.id},
    )
    assert public == user
    assert "lovel" in (await stored(api, ada))["name_prefixes"]


async def test_null_removes_and_an_empty_input_changes_nothing(api: Api):
    ada = await api.make_user()
    url, _ = await upload(api)
    await update(api, ada, bio="Writes.", avatarUrl=url, websiteUrl="https://example.com/")
    before = await stored(api, ada)
    assert (await update(api, ada))["__typename"] == "UpdateProfileSuccess"
    assert await stored(api, ada) == before
    gone = {"bio": None, "avatarUrl": None, "websiteUrl": None}
    assert (await update(api, ada, **gone))["viewer"]["user"].items() >= gone.items()
    assert not {"bio", "avatar_url", "website_url", "images"} & (await stored(api, ada)).keys()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "BLANK"),
        ("name", None, "INVALID"),
        ("name", "x" * 81, "TOO_LONG"),
        ("bio", " ", "BLANK"),
        ("bio", "x" * 501, "TOO_LONG"),
        ("websiteUrl", "example.com", "MALFORMED"),
        ("avatarUrl", "https://elsewhere.example/a.png", "NOT_ALLOWED"),
        ("avatarUrl", f"http://testserver/uploads/{'0' * 32}.png", "NOT_ALLOWED"),
        ("mail", None, "INVALID"),
    ],
)
async def test_invalid_values_change_nothing(api: Api, field: str, value: object, code: str):
    ada = await api.make_user()
    before = await stored(api, ada)
    result = await update(api, ada, **{"bio": "Writes."} | {field: value})
    assert [(each["path"], each["code"]) for each in result["fields"]] == [([field], code)]
    assert await stored(api, ada) == before


async def test_a_null_that_is_not_allowed_is_named_as_such(api: Api):
    result = await update(api, await api.make_user(), name=None, mail=None)
    assert [each["message"] for each in result["fields"]] == ["can't be null"] * 2


async def test_an_avatar_is_used_until_it_is_replaced(api: Api):
    ada, store = await api.make_user(), api.services.storage.store
    url, name = await upload(api)
    await update(api, ada, avatarUrl=url)
    await delete_unused([name], store)
    assert await store.open(name) is not None
    await update(api, ada, bio="Writes.")
    listed = UnusedImageDocument.collection()
    assert await listed.count_documents({}) == 0
    other, _ = await upload(api, "JPEG")
    await update(api, ada, avatarUrl=other)
    assert [image["_id"] async for image in listed.find()] == [name]
    await delete_unused([name], store)
    assert await store.open(name) is None


async def test_an_avatar_is_deleted_with_the_account_unless_another_one_shows_it(api: Api):
    ada, bob, store = await api.make_user(), await api.make_user(), api.services.storage.store
    url, name = await upload(api)
    for person in (ada, bob):
        await update(api, person, avatarUrl=url)
    for person, is_left in ((ada, True), (bob, False)):
        await api.execute(DELETE, {"password": PASSWORD}, as_user=person)
        assert (await store.open(name) is not None) is is_left


async def test_the_profile_is_exported(api: Api):
    ada = await api.make_user()
    url, _ = await upload(api)
    await update(api, ada, bio="Writes.", avatarUrl=url, mail={"notes": False})
    user = UserDocument.read(await stored(api, ada))
    account = json.loads(b"".join([chunk async for chunk in export_chunks(user)]))["account"]
    expected = {
        "bio": "Writes.",
        "avatarUrl": url,
        "websiteUrl": None,
        "mail": {"decisions": True, "notes": False, "reviewRequests": True},
        "suspended": False,
        "lastLoginAt": None,
    }
    assert account.items() >= expected.items()


async def test_a_profile_requires_sign_in(api: Api):
    error = await api.error(UPDATE_PROFILE, {"input": {}})
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
