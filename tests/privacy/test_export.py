"""Data export."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import jwt
from api import PASSWORD, Api, Commands, Person
from deleted_accounts import in_all_statuses, oid

from cms_blog.accounts.documents import UserDocument
from cms_blog.privacy.export import export_chunks

EXPORT = "mutation { exportMyData { ... on ExportMyDataSuccess { url expiresAt } } }"


async def link(api: Api, person: Person) -> str:
    answer: dict[str, str] = await api.execute(EXPORT, as_user=person)
    url = urlsplit(answer["url"])
    return f"{url.path}?{url.query}"


async def test_export_contains_all_data(api: Api):
    author, admin = await api.make_user(name="Ada"), await api.make_admin()
    blogs = await in_all_statuses(api, author, admin)
    await api.make_blog(admin)
    answer = await api.http.get(await link(api, author))
    assert answer.headers["Content-Type"] == "application/json"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    expected = f'attachment; filename="cms-blog-export-{today}.json"'
    assert answer.headers["Content-Disposition"] == expected
    assert answer.headers["Cache-Control"] == "no-store"
    file = answer.json()
    assert (file["format"], file["version"]) == ("cms-blog-export", 1)
    viewer = await api.execute("{ viewer { email user { id name joinedAt } } }", as_user=author)
    assert file["account"]["email"] == viewer["email"]
    assert file["account"]["role"] == "USER"
    preferences = {"decisions": True, "notes": True, "reviewRequests": True}
    assert file["account"]["mailPreferences"] == preferences
    assert file["account"]["waitingMails"] == []
    assert file["account"]["id"] == viewer["user"]["id"]
    by_status = {blog["status"]: blog for blog in file["blogs"]}
    assert len(file["blogs"]) == 4
    for status, blog in by_status.items():
        made = blogs[status]
        assert blog["id"] == made["id"]
        assert blog["markdown"] == made["content"]["markdown"]
        assert blog["brief"] == made["brief"]
    rejected = by_status["REJECTED"]
    assert rejected["feedback"] == "More sun."
    assert [review["feedback"] for review in rejected["reviews"]] == ["More sun."]
    assert by_status["PUBLISHED"]["slug"] == blogs["PUBLISHED"]["slug"]
    for secret in ("argon2", "password", "<h1", PASSWORD, admin.id, admin.email):
        assert secret not in answer.text


async def test_invalid_export_link_is_rejected(api: Api):
    author = await api.make_user()
    path = await link(api, author)
    assert (await api.http.get(path)).status_code == 200
    for ticket in ("", "?ticket=", "?ticket=x", f"?ticket={author.token}", f"{path[7:]}x"):
        assert (await api.http.get(f"/export{ticket}")).status_code == 401
    ticket = path.partition("ticket=")[2]
    error = await api.error("{ dashboardStats { total } }", as_user=Person("", "", ticket))
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    claims = jwt.decode(ticket, options={"verify_signature": False})
    assert timedelta(0) < timedelta(seconds=claims["exp"] - claims["iat"]) <= timedelta(minutes=5)
    await api.execute(
        "mutation { logoutEverywhere { ... on LogoutEverywhereSuccess { viewer { email } } } }",
        as_user=author,
    )
    assert (await api.http.get(path)).status_code == 401


async def test_export_requires_sign_in(api: Api):
    error = await api.error(EXPORT)
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_exports_are_rate_limited(api: Api):
    path = await link(api, await api.make_user())
    codes = [(await api.http.get(path)).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert int((await api.http.get(path)).headers["Retry-After"]) > 0


async def test_export_is_streamed(api: Api, commands: Commands):
    author = await api.make_user()
    await api.make_blog(author)
    blogs = api.services.database["blogs"]
    # Versions would be read for each blog.
    await blogs.update_one({}, {"$unset": {"versions": ""}})
    pattern = await blogs.find_one({}, {"_id": 0})
    assert pattern is not None
    await blogs.insert_many([dict(pattern) for _ in range(199)])
    user = await UserDocument.get(oid(author))
    assert user is not None
    pieces = export_chunks(user)
    with commands.seen() as seen:
        text = b"".join([await anext(pieces) for _ in range(40)])
    assert seen == ["find", "find"]
    text += b"".join([piece async for piece in pieces])
    assert len(json.loads(text)["blogs"]) == 200


async def test_blog_of_the_first_release_is_exported(api: Api):
    author = await api.make_user()
    now = datetime.now(UTC)
    await api.services.database["blogs"].insert_one(
        {
            "author_id": oid(author),
            "status": "saved",
            "meta": {"title": "Old", "reference_links": "https://a.example, https://b.example"},
            "final_blog": {"markdown": "# Old", "html": "<h1>Old</h1>", "render": {}},
            "feedback": None,
            "created_at": now,
            "updated_at": now,
        }
    )
    (blog,) = (await api.http.get(await link(api, author))).json()["blogs"]
    assert blog["markdown"] == "# Old"
    assert blog["brief"]["referenceLinks"] == ["https://a.example", "https://b.example"]
