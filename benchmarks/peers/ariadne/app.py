"""Ariadne on Starlette + pymongo's asyncio client + aiodataloader."""

import os
from contextlib import asynccontextmanager
from datetime import datetime, timezone

import jwt
import markdown
from aiodataloader import DataLoader
from ariadne import MutationType, ObjectType, QueryType, ScalarType, make_executable_schema
from ariadne.asgi import GraphQL
from bson import ObjectId
from graphql import GraphQLError
from pymongo import AsyncMongoClient, ReturnDocument
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

SECRET = os.environ["JWT_SECRET"]
DERIVED = {"final_blog.excerpt": 1, "final_blog.word_count": 1, "final_blog.reading_minutes": 1}
SUMMARY = {"status": 1, "created_at": 1, "updated_at": 1, "author_id": 1,
           "meta.title": 1, "meta.cover_image_url": 1}

type_defs = """
scalar DateTime
enum BlogStatus { saved pending published rejected }
type User { id: ID! name: String! email: String! role: String! }
type BlogMeta {
  language: String!
  tone: String!
  creativity: String!
  focusOrNiche: String!
  targetedKeyword: String!
  targetedAudience: String!
  referenceLinks: [String!]!
  selectedIdea: String!
  title: String!
  introMd: String!
  outline: [String!]!
  imagePrompt: String!
  coverImageUrl: String
}
type Content { excerpt: String! wordCount: Int! readingMinutes: Int! }
type BlogSummary {
  id: ID!
  title: String!
  status: BlogStatus!
  createdAt: DateTime!
  updatedAt: DateTime!
  coverImageUrl: String
  author: User!
  content: Content!
}
type Blog {
  id: ID!
  status: BlogStatus!
  createdAt: DateTime!
  updatedAt: DateTime!
  feedback: String
  author: User!
  meta: BlogMeta!
  markdown: String
  html: String
}
type BlogStats { saved: Int! pending: Int! published: Int! rejected: Int! total: Int! }
type Query {
  myBlogs(limit: Int = 20): [BlogSummary!]!
  blog(id: ID!): Blog
  blogStats: BlogStats!
  pendingBlogs(limit: Int = 20): [BlogSummary!]!
}
type Mutation {
  saveBlog(id: ID!, markdown: String!): Blog!
}
"""

db = None
query = QueryType()
mutation = MutationType()
user_type = ObjectType("User")
summary_type = ObjectType("BlogSummary")
blog_type = ObjectType("Blog")
datetime_scalar = ScalarType("DateTime")


@datetime_scalar.serializer
def serialize_datetime(value):
    return value.isoformat()


@user_type.field("id")
@summary_type.field("id")
@blog_type.field("id")
def resolve_id(document, info):
    return str(document["_id"])


@summary_type.field("title")
def resolve_title(blog, info):
    return blog["meta"]["title"]


@summary_type.field("coverImageUrl")
def resolve_cover(blog, info):
    return blog["meta"].get("cover_image_url")


@summary_type.field("author")
@blog_type.field("author")
async def resolve_author(blog, info):
    return await info.context["users"].load(blog["author_id"])


@summary_type.field("content")
def resolve_content(blog, info):
    return blog["final_blog"]


@blog_type.field("markdown")
def resolve_markdown(blog, info):
    return blog["final_blog"]["markdown"]


@blog_type.field("html")
def resolve_html(blog, info):
    return blog["final_blog"]["html"]


@query.field("myBlogs")
async def resolve_my_blogs(_, info, limit):
    cursor = db.blogs.find({"author_id": info.context["user"]["_id"]}, SUMMARY | DERIVED)
    return await cursor.sort([("created_at", -1), ("_id", -1)]).limit(limit).to_list()


@query.field("blog")
async def resolve_blog(_, info, id):
    user = info.context["user"]
    blog = await db.blogs.find_one({"_id": ObjectId(id)})
    if blog is None or (blog["author_id"] != user["_id"] and user["role"] != "admin"):
        return None
    return blog


@query.field("blogStats")
async def resolve_blog_stats(_, info):
    cursor = await db.blogs.aggregate([
        {"$match": {"author_id": info.context["user"]["_id"]}},
        {"$group": {"_id": "$status", "count": {"$sum": 1}}},
    ])
    counts = dict.fromkeys(("saved", "pending", "published", "rejected"), 0)
    async for row in cursor:
        counts[row["_id"]] = row["count"]
    return {**counts, "total": sum(counts.values())}


@query.field("pendingBlogs")
async def resolve_pending_blogs(_, info, limit):
    if info.context["user"]["role"] != "admin":
        raise GraphQLError("Administrators only")
    cursor = db.blogs.find({"status": "pending"}, SUMMARY)
    return await cursor.sort("created_at", 1).limit(limit).to_list()


@mutation.field("saveBlog")
async def resolve_save_blog(_, info, id, markdown):
    blog = await db.blogs.find_one_and_update(
        {"_id": ObjectId(id), "author_id": info.context["user"]["_id"]},
        {"$set": {"final_blog.markdown": markdown,
                  "final_blog.html": render(markdown),
                  "updated_at": datetime.now(timezone.utc)}},
        projection={"final_blog": 0},
        return_document=ReturnDocument.AFTER,
    )
    if blog is None:
        raise GraphQLError("Blog not found")
    return blog


def render(text):
    return markdown.markdown(text, extensions=["fenced_code", "tables"])


class UserLoader(DataLoader):
    async def batch_load_fn(self, ids):
        users = {u["_id"]: u async for u in db.users.find({"_id": {"$in": ids}})}
        return [users.get(id) for id in ids]


async def get_context(request, data):
    denied = HTTPException(401, "Not authenticated")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer":
        raise denied
    try:
        payload = jwt.decode(token, SECRET, algorithms=["HS256"], audience="cms-blog")
    except jwt.InvalidTokenError:
        raise denied
    user = await db.users.find_one({"_id": ObjectId(payload["sub"])})
    if user is None:
        raise denied
    return {"request": request, "user": user, "users": UserLoader()}


@asynccontextmanager
async def lifespan(app):
    global db
    async with AsyncMongoClient(os.environ["MONGODB_URI"]) as client:
        db = client[os.environ.get("MONGODB_DB", "cms_blog_benchmark")]
        yield


schema = make_executable_schema(
    type_defs, query, mutation, user_type, summary_type, blog_type, datetime_scalar,
    convert_names_case=True,
)
app = Starlette(
    routes=[Route("/graphql", GraphQL(schema, context_value=get_context))], lifespan=lifespan
)
