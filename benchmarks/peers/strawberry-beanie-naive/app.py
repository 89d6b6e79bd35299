"""Strawberry on FastAPI + Beanie 2, the way tutorials write it.

Whole documents are loaded and converted, each author is looked up on its own
(no data loader), and the statistics are one count per status.
"""

import os
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from enum import Enum

import jwt
import markdown as md
import strawberry
from beanie import Document, PydanticObjectId, init_beanie
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel
from pymongo import AsyncMongoClient
from strawberry.fastapi import GraphQLRouter

SECRET = os.environ["JWT_SECRET"]


# Documents


class Status(str, Enum):
    saved = "saved"
    pending = "pending"
    published = "published"
    rejected = "rejected"


class User(Document):
    name: str
    email: str
    password_hash: str
    role: str
    created_at: datetime

    class Settings:
        name = "users"


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


class FinalBlog(BaseModel):
    render: dict
    markdown: str
    html: str
    excerpt: str
    word_count: int
    reading_minutes: int


class Blog(Document):
    author_id: PydanticObjectId
    status: Status
    meta: BlogMeta
    final_blog: FinalBlog
    feedback: str | None = None
    created_at: datetime
    updated_at: datetime

    class Settings:
        name = "blogs"


# GraphQL types

StatusType = strawberry.enum(Status, name="BlogStatus")


@strawberry.type(name="User")
class UserType:
    id: strawberry.ID
    name: str
    email: str
    role: str

    @classmethod
    def from_document(cls, user: User) -> "UserType":
        return cls(id=strawberry.ID(str(user.id)), name=user.name, email=user.email, role=user.role)


@strawberry.type(name="BlogMeta")
class BlogMetaType:
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
    cover_image_url: str | None


@strawberry.type
class Content:
    excerpt: str
    word_count: int
    reading_minutes: int


@strawberry.type(name="Blog")
class BlogType:
    id: strawberry.ID
    title: str
    status: StatusType
    created_at: datetime
    updated_at: datetime
    cover_image_url: str | None
    feedback: str | None
    meta: BlogMetaType
    markdown: str
    html: str
    content: Content
    author_id: strawberry.Private[PydanticObjectId]

    @strawberry.field
    async def author(self) -> UserType:
        return UserType.from_document(await User.get(self.author_id))

    @classmethod
    def from_document(cls, blog: Blog) -> "BlogType":
        return cls(
            id=strawberry.ID(str(blog.id)),
            title=blog.meta.title,
            status=blog.status,
            created_at=blog.created_at,
            updated_at=blog.updated_at,
            cover_image_url=blog.meta.cover_image_url,
            feedback=blog.feedback,
            meta=BlogMetaType(**blog.meta.model_dump()),
            markdown=blog.final_blog.markdown,
            html=blog.final_blog.html,
            content=Content(
                excerpt=blog.final_blog.excerpt,
                word_count=blog.final_blog.word_count,
                reading_minutes=blog.final_blog.reading_minutes,
            ),
            author_id=blog.author_id,
        )


@strawberry.type
class BlogStats:
    saved: int
    pending: int
    published: int
    rejected: int
    total: int


@strawberry.type
class Query:
    @strawberry.field
    async def my_blogs(self, info: strawberry.Info, limit: int = 20) -> list[BlogType]:
        user = info.context["user"]
        blogs = (
            await Blog.find(Blog.author_id == user.id)
            .sort("-created_at", "-_id")
            .limit(limit)
            .to_list()
        )
        return [BlogType.from_document(blog) for blog in blogs]

    @strawberry.field
    async def blog(self, info: strawberry.Info, id: strawberry.ID) -> BlogType | None:
        user = info.context["user"]
        blog = await Blog.get(id)
        if blog is None or (blog.author_id != user.id and user.role != "admin"):
            return None
        return BlogType.from_document(blog)

    @strawberry.field
    async def blog_stats(self, info: strawberry.Info) -> BlogStats:
        user = info.context["user"]
        counts = {
            status.value: await Blog.find(Blog.author_id == user.id, Blog.status == status).count()
            for status in Status
        }
        return BlogStats(**counts, total=sum(counts.values()))

    @strawberry.field
    async def pending_blogs(self, info: strawberry.Info, limit: int = 20) -> list[BlogType]:
        if info.context["user"].role != "admin":
            raise PermissionError("Administrators only")
        blogs = (
            await Blog.find(Blog.status == Status.pending)
            .sort("+created_at")
            .limit(limit)
            .to_list()
        )
        return [BlogType.from_document(blog) for blog in blogs]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def save_blog(self, info: strawberry.Info, id: strawberry.ID, markdown: str) -> BlogType:
        blog = await Blog.get(id)
        if blog is None or blog.author_id != info.context["user"].id:
            raise ValueError("Blog not found")
        blog.final_blog.markdown = markdown
        blog.final_blog.html = md.markdown(markdown, extensions=["fenced_code", "tables"])
        blog.updated_at = datetime.now(timezone.utc)
        await blog.save()
        return BlogType.from_document(blog)


async def get_context(request: Request):
    denied = HTTPException(status_code=401, detail="Not authenticated")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise denied
    try:
        payload = jwt.decode(token, SECRET, algorithms=["HS256"], audience="cms-blog")
    except jwt.InvalidTokenError:
        raise denied
    user = await User.get(payload["sub"])
    if user is None:
        raise denied
    return {"user": user}


@asynccontextmanager
async def lifespan(app: FastAPI):
    client = AsyncMongoClient(os.environ["MONGODB_URI"])
    await init_beanie(
        database=client[os.environ.get("MONGODB_DB", "cms_blog_benchmark")], document_models=[User, Blog]
    )
    yield
    await client.close()


schema = strawberry.Schema(query=Query, mutation=Mutation)
app = FastAPI(lifespan=lifespan)
app.include_router(GraphQLRouter(schema, context_getter=get_context), prefix="/graphql")
