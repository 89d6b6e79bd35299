"""FastAPI + motor + python-jose + argon2 + markdown, REST."""

import os
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Annotated

import markdown
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from bson import ObjectId
from bson.errors import InvalidId
from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel
from pymongo import ReturnDocument

SECRET = os.environ["JWT_SECRET"]
# LIST_PROJECTION=0 loads whole documents in the lists, as much code in the wild does.
PROJECT = os.environ.get("LIST_PROJECTION", "1") == "1"

hasher = PasswordHasher()
bearer = OAuth2PasswordBearer(tokenUrl="/auth/login")
db = None


@asynccontextmanager
async def lifespan(app):
    global db
    client = AsyncIOMotorClient(os.environ["MONGODB_URI"])
    db = client[os.environ.get("MONGODB_DB", "cms_blog_benchmark")]
    yield
    client.close()


app = FastAPI(lifespan=lifespan)


class Status(str, Enum):
    saved = "saved"
    pending = "pending"
    published = "published"
    rejected = "rejected"


class Credentials(BaseModel):
    email: str
    password: str


class Author(BaseModel):
    id: str
    name: str


class AuthorContact(Author):
    email: str


class Content(BaseModel):
    excerpt: str
    word_count: int
    reading_minutes: int


class BlogSummary(BaseModel):
    id: str
    title: str
    status: Status
    created_at: datetime
    updated_at: datetime
    cover_image_url: str | None = None
    author: Author
    content: Content


class PendingBlog(BaseModel):
    id: str
    title: str
    status: Status
    created_at: datetime
    author: AuthorContact


class BlogMeta(BaseModel):
    language: str
    tone: str
    creativity: str
    focus_or_niche: str
    targeted_keyword: str
    targeted_audience: str
    reference_links: list[str]
    selected_idea: str
    title: str
    intro_md: str
    outline: list[str]
    image_prompt: str
    cover_image_url: str | None = None


class BlogDetail(BaseModel):
    id: str
    status: Status
    created_at: datetime
    updated_at: datetime
    feedback: str | None = None
    meta: BlogMeta
    markdown: str
    html: str


class Stats(BaseModel):
    saved: int = 0
    pending: int = 0
    published: int = 0
    rejected: int = 0
    total: int = 0


class SaveBlog(BaseModel):
    markdown: str


class BlogSaved(BaseModel):
    id: str
    status: Status
    updated_at: datetime


def object_id(value: str) -> ObjectId:
    try:
        return ObjectId(value)
    except InvalidId:
        raise HTTPException(404, "Not found")


async def current_user(token: Annotated[str, Depends(bearer)]) -> dict:
    denied = HTTPException(401, "Could not validate credentials", {"WWW-Authenticate": "Bearer"})
    try:
        payload = jwt.decode(token, SECRET, algorithms=["HS256"], audience="cms-blog")
        user = await db.users.find_one({"_id": ObjectId(payload["sub"])})
    except (JWTError, KeyError, InvalidId):
        raise denied
    if user is None:
        raise denied
    return user


async def current_admin(user: Annotated[dict, Depends(current_user)]) -> dict:
    if user["role"] != "admin":
        raise HTTPException(403, "Administrators only")
    return user


CurrentUser = Annotated[dict, Depends(current_user)]
Limit = Annotated[int, Query(ge=1, le=100)]
DERIVED = {"final_blog.excerpt": 1, "final_blog.word_count": 1, "final_blog.reading_minutes": 1}
SUMMARY = {"status": 1, "created_at": 1, "updated_at": 1, "author_id": 1,
           "meta.title": 1, "meta.cover_image_url": 1}


@app.post("/auth/login")
async def login(body: Credentials):
    user = await db.users.find_one({"email": body.email})
    try:
        if user is None:
            raise VerificationError
        hasher.verify(user["password_hash"], body.password)
    except VerificationError:
        raise HTTPException(401, "Wrong e-mail or password")
    claims = {"sub": str(user["_id"]), "exp": datetime.now(timezone.utc) + timedelta(hours=1)}
    return {"access_token": jwt.encode(claims, SECRET, algorithm="HS256"), "token_type": "bearer"}


@app.get("/blogs/mine", response_model=list[BlogSummary])
async def my_blogs(user: CurrentUser, limit: Limit = 20):
    cursor = db.blogs.find({"author_id": user["_id"]}, SUMMARY | DERIVED if PROJECT else None)
    docs = await cursor.sort([("created_at", -1), ("_id", -1)]).limit(limit).to_list(limit)
    author = Author(id=str(user["_id"]), name=user["name"])
    return [
        BlogSummary(
            id=str(doc["_id"]), title=doc["meta"]["title"], status=doc["status"],
            created_at=doc["created_at"], updated_at=doc["updated_at"],
            cover_image_url=doc["meta"].get("cover_image_url"), author=author,
            content=Content(**doc["final_blog"]),
        )
        for doc in docs
    ]


@app.get("/blogs/stats", response_model=Stats)
async def stats(user: CurrentUser):
    pipeline = [
        {"$match": {"author_id": user["_id"]}},
        {"$group": {"_id": "$status", "count": {"$sum": 1}}},
    ]
    counts = {row["_id"]: row["count"] async for row in db.blogs.aggregate(pipeline)}
    return Stats(**counts, total=sum(counts.values()))


@app.get("/admin/blogs/pending", response_model=list[PendingBlog])
async def pending(admin: Annotated[dict, Depends(current_admin)], limit: Limit = 20):
    pipeline = [
        {"$match": {"status": "pending"}},
        {"$sort": {"created_at": 1}},
        {"$limit": limit},
        {"$lookup": {"from": "users", "localField": "author_id", "foreignField": "_id", "as": "author"}},
        {"$unwind": "$author"},
    ]
    if PROJECT:
        pipeline.append({"$project": {"status": 1, "created_at": 1, "meta.title": 1,
                                      "author._id": 1, "author.name": 1, "author.email": 1}})
    docs = await db.blogs.aggregate(pipeline).to_list(limit)
    return [
        PendingBlog(
            id=str(doc["_id"]), title=doc["meta"]["title"], status=doc["status"],
            created_at=doc["created_at"],
            author=AuthorContact(id=str(doc["author"]["_id"]), name=doc["author"]["name"],
                                 email=doc["author"]["email"]),
        )
        for doc in docs
    ]


@app.get("/blogs/{blog_id}", response_model=BlogDetail)
async def blog(blog_id: str, user: CurrentUser):
    doc = await db.blogs.find_one({"_id": object_id(blog_id)})
    if doc is None or (doc["author_id"] != user["_id"] and user["role"] != "admin"):
        raise HTTPException(404, "Not found")
    return BlogDetail(
        id=str(doc["_id"]), status=doc["status"], created_at=doc["created_at"],
        updated_at=doc["updated_at"], feedback=doc.get("feedback"), meta=BlogMeta(**doc["meta"]),
        markdown=doc["final_blog"]["markdown"], html=doc["final_blog"]["html"],
    )


@app.put("/blogs/{blog_id}", response_model=BlogSaved)
async def save_blog(blog_id: str, body: SaveBlog, user: CurrentUser):
    html = markdown.markdown(body.markdown, extensions=["fenced_code", "tables"])
    doc = await db.blogs.find_one_and_update(
        {"_id": object_id(blog_id), "author_id": user["_id"]},
        {"$set": {"final_blog.markdown": body.markdown, "final_blog.html": html,
                  "updated_at": datetime.now(timezone.utc)}},
        projection={"status": 1, "updated_at": 1},
        return_document=ReturnDocument.AFTER,
    )
    if doc is None:
        raise HTTPException(404, "Not found")
    return BlogSaved(id=str(doc["_id"]), status=doc["status"], updated_at=doc["updated_at"])
