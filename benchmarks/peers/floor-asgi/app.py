"""raw ASGI, pymongo's asyncio client and orjson; no framework, models or resolvers.

It does the same work as the others (token check, user look-up, the same
queries) with the least Python there can be around the driver. Markdown is
rendered by comrak (Rust).
"""

import hashlib
import hmac
import os
import time
from base64 import urlsafe_b64decode
from datetime import datetime, timezone

import orjson
from bson import ObjectId
from comrak import ExtensionOptions, render_markdown
from pymongo import AsyncMongoClient, ReturnDocument

SECRET = os.environ["JWT_SECRET"].encode()
HEADERS = [(b"content-type", b"application/json")]
SUMMARY = {"status": 1, "created_at": 1, "updated_at": 1, "meta.title": 1, "meta.cover_image_url": 1}
DERIVED = {"final_blog.excerpt": 1, "final_blog.word_count": 1, "final_blog.reading_minutes": 1}
ARTICLE = {"slug": 1, "published_at": 1, "author_id": 1, "meta.title": 1, "meta.cover_image_url": 1,
           "final_blog.html": 1, **DERIVED}
PENDING = {"status": 1, "created_at": 1, "author_id": 1, "meta.title": 1}
GFM = ExtensionOptions()
GFM.table = True
users = blogs = None


def claims_of(scope):
    for name, value in scope["headers"]:
        if name == b"authorization":
            break
    else:
        return None
    if value[:7] != b"Bearer ":
        return None
    signed, _, signature = value[7:].rpartition(b".")
    head, _, payload = signed.partition(b".")
    try:
        if orjson.loads(urlsafe_b64decode(head + b"==")).get("alg") != "HS256":
            return None
        if not hmac.compare_digest(hmac.digest(SECRET, signed, "sha256"),
                                   urlsafe_b64decode(signature + b"==")):
            return None
        claims = orjson.loads(urlsafe_b64decode(payload + b"=="))
    except ValueError:
        return None
    return claims if claims.get("exp", 0) > time.time() else None


def content_of(d):
    final = d["final_blog"]
    return {"excerpt": final["excerpt"], "wordCount": final["word_count"],
            "readingMinutes": final["reading_minutes"]}


async def my_blogs(user):
    docs = await blogs.find({"author_id": user["_id"]}, SUMMARY | DERIVED).sort(
        [("created_at", -1), ("_id", -1)]).limit(20).to_list()
    author = {"id": str(user["_id"]), "name": user["name"]}
    return [{"id": str(d["_id"]), "title": d["meta"]["title"], "status": d["status"],
             "createdAt": d["created_at"], "updatedAt": d["updated_at"],
             "coverImageUrl": d["meta"]["cover_image_url"], "author": author,
             "content": content_of(d)} for d in docs]


async def one_blog(user, blog_id):
    d = await blogs.find_one({"_id": ObjectId(blog_id)}, {"final_blog.render": 0})
    if d is None or (d["author_id"] != user["_id"] and user["role"] != "admin"):
        return None
    final = d["final_blog"]
    return {"id": blog_id, "status": d["status"], "createdAt": d["created_at"],
            "updatedAt": d["updated_at"], "feedback": d["feedback"], "meta": d["meta"],
            "markdown": final["markdown"], "html": final["html"]}


async def article(slug):
    d = await blogs.find_one({"slug": slug, "status": "published"}, ARTICLE)
    author = d and await users.find_one({"_id": d["author_id"]}, {"name": 1})
    return d and {"id": str(d["_id"]), "slug": slug, "title": d["meta"]["title"],
                  "publishedAt": d["published_at"], "coverImageUrl": d["meta"]["cover_image_url"],
                  "author": {"id": str(author["_id"]), "name": author["name"]},
                  "content": {"html": d["final_blog"]["html"], **content_of(d)}}


async def stats(user):
    cursor = await blogs.aggregate([{"$match": {"author_id": user["_id"]}},
                                    {"$group": {"_id": "$status", "n": {"$sum": 1}}}])
    out = {"saved": 0, "pending": 0, "published": 0, "rejected": 0, "total": 0}
    for row in await cursor.to_list():
        out[row["_id"]] = row["n"]
        out["total"] += row["n"]
    return out


async def pending(user):
    if user["role"] != "admin":
        return None
    docs = await blogs.find({"status": "pending"}, PENDING).sort("created_at", 1).limit(20).to_list()
    ids = list({d["author_id"] for d in docs})
    authors = {u["_id"]: {"id": str(u["_id"]), "name": u["name"], "email": u["email"]}
               for u in await users.find({"_id": {"$in": ids}}, {"name": 1, "email": 1}).to_list()}
    return [{"id": str(d["_id"]), "title": d["meta"]["title"], "status": d["status"],
             "createdAt": d["created_at"], "author": authors[d["author_id"]]} for d in docs]


async def save_blog(user, blog_id, receive):
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    markdown = orjson.loads(body)["markdown"]
    d = await blogs.find_one_and_update(
        {"_id": ObjectId(blog_id), "author_id": user["_id"]},
        {"$set": {"final_blog.markdown": markdown,
                  "final_blog.html": render_markdown(markdown, extension_options=GFM),
                  "updated_at": datetime.now(timezone.utc)}},
        projection={"status": 1, "updated_at": 1}, return_document=ReturnDocument.AFTER)
    return d and {"id": blog_id, "status": d["status"], "updatedAt": d["updated_at"]}


async def lifespan(receive, send):
    global users, blogs
    await receive()
    client = AsyncMongoClient(os.environ["MONGODB_URI"])
    db = client[os.environ.get("MONGODB_DB", "cms_blog_benchmark")]
    users, blogs = db.users, db.blogs
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await client.close()
    await send({"type": "lifespan.shutdown.complete"})


async def send_article(scope, send):
    out = await article(scope["path"][7:])
    body = orjson.dumps(out)
    etag = b'"%s"' % hashlib.blake2b(body, digest_size=16).hexdigest().encode()
    same = any(name == b"if-none-match" and value == etag for name, value in scope["headers"])
    status, body = (304, b"") if same else (200 if out else 404, body)
    headers = [(b"etag", etag)] if same else HEADERS + [(b"etag", etag), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return await lifespan(receive, send)
    if scope["path"].startswith("/posts/"):
        return await send_article(scope, send)
    status, out = 401, None
    claims = claims_of(scope)
    if claims is not None:
        user = await users.find_one({"_id": ObjectId(claims["sub"])})
        if user is not None:
            path = scope["path"]
            if scope["method"] == "PUT":
                out = await save_blog(user, path[7:], receive)
            elif path == "/blogs/mine":
                out = await my_blogs(user)
            elif path == "/blogs/stats":
                out = await stats(user)
            elif path == "/admin/blogs/pending":
                out = await pending(user)
            else:
                out = await one_blog(user, path[7:])
            status = 200 if out is not None else 404
    body = orjson.dumps(out)
    await send({"type": "http.response.start", "status": status,
                "headers": HEADERS + [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})
