// Fastify + Mercurius with its JIT on + @fastify/jwt + @fastify/mongodb.
import fastifyEtag from '@fastify/etag';
import fastifyJwt from '@fastify/jwt';
import fastifyMongo from '@fastify/mongodb';
import Fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import { marked } from 'marked';
import mercurius from 'mercurius';
import { ObjectId } from 'mongodb';

const app = Fastify();
await app.register(fastifyEtag);
await app.register(fastifyJwt, { secret: process.env.JWT_SECRET, verify: { algorithms: ['HS256'] } });
await app.register(fastifyMongo, {
  url: process.env.MONGODB_URI,
  database: process.env.MONGODB_DB ?? 'cms_blog_benchmark',
});
const users = app.mongo.db.collection('users');
const blogs = app.mongo.db.collection('blogs');

const schema = `
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
    title: String!
    slug: String
    publishedAt: DateTime
    coverImageUrl: String
    content: Content!
  }
  type BlogStats { saved: Int! pending: Int! published: Int! rejected: Int! total: Int! }
  type Query {
    myBlogs(limit: Int = 20): [BlogSummary!]!
    blog(id: ID!): Blog
    publishedBlog(slug: String!): Blog
    blogStats: BlogStats!
    pendingBlogs(limit: Int = 20): [BlogSummary!]!
  }
  type Mutation {
    saveBlog(id: ID!, markdown: String!): Blog!
  }
`;

const summary = {
  status: 1, created_at: 1, updated_at: 1, author_id: 1, 'meta.title': 1, 'meta.cover_image_url': 1,
};
const article = {
  ...summary,
  slug: 1,
  published_at: 1,
  'final_blog.html': 1,
  'final_blog.excerpt': 1,
  'final_blog.word_count': 1,
  'final_blog.reading_minutes': 1,
};
const withContent = {
  ...summary,
  'final_blog.excerpt': 1,
  'final_blog.word_count': 1,
  'final_blog.reading_minutes': 1,
};

const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  serialize: (value) => value.toISOString(),
});

const resolvers = {
  DateTime,
  User: { id: (user) => user._id.toHexString() },
  BlogSummary: {
    id: (blog) => blog._id.toHexString(),
    title: (blog) => blog.meta.title,
    createdAt: (blog) => blog.created_at,
    updatedAt: (blog) => blog.updated_at,
    coverImageUrl: (blog) => blog.meta.cover_image_url,
    content: (blog) => blog.final_blog,
  },
  Content: {
    wordCount: (content) => content.word_count,
    readingMinutes: (content) => content.reading_minutes,
  },
  Blog: {
    id: (blog) => blog._id.toHexString(),
    createdAt: (blog) => blog.created_at,
    updatedAt: (blog) => blog.updated_at,
    markdown: (blog) => blog.final_blog?.markdown,
    html: (blog) => blog.final_blog?.html,
    title: (blog) => blog.meta.title,
    publishedAt: (blog) => blog.published_at,
    coverImageUrl: (blog) => blog.meta.cover_image_url,
    content: (blog) => blog.final_blog,
  },
  BlogMeta: {
    focusOrNiche: (meta) => meta.focus_or_niche,
    targetedKeyword: (meta) => meta.targeted_keyword,
    targetedAudience: (meta) => meta.targeted_audience,
    referenceLinks: (meta) => meta.reference_links,
    selectedIdea: (meta) => meta.selected_idea,
    introMd: (meta) => meta.intro_md,
    imagePrompt: (meta) => meta.image_prompt,
    coverImageUrl: (meta) => meta.cover_image_url,
  },
  Query: {
    myBlogs: (_parent, { limit }, { user }) =>
      blogs
        .find({ author_id: user._id }, { projection: withContent })
        .sort({ created_at: -1, _id: -1 })
        .limit(limit)
        .toArray(),
    blog: async (_parent, { id }, { user }) => {
      const blog = await blogs.findOne({ _id: new ObjectId(id) });
      return blog && (blog.author_id.equals(user._id) || user.role === 'admin') ? blog : null;
    },
    publishedBlog: (_parent, { slug }) =>
      blogs.findOne({ slug, status: 'published' }, { projection: article }),
    blogStats: async (_parent, _args, { user }) => {
      const rows = await blogs
        .aggregate([
          { $match: { author_id: user._id } },
          { $group: { _id: '$status', count: { $sum: 1 } } },
        ])
        .toArray();
      const stats = { saved: 0, pending: 0, published: 0, rejected: 0, total: 0 };
      for (const { _id, count } of rows) {
        stats[_id] = count;
        stats.total += count;
      }
      return stats;
    },
    pendingBlogs: (_parent, { limit }, { user }) => {
      if (user.role !== 'admin') {
        throw new mercurius.ErrorWithProps('Administrators only', { code: 'FORBIDDEN' });
      }
      return blogs
        .find({ status: 'pending' }, { projection: summary })
        .sort({ created_at: 1 })
        .limit(limit)
        .toArray();
    },
  },
  Mutation: {
    saveBlog: async (_parent, { id, markdown }, { user }) => {
      const blog = await blogs.findOneAndUpdate(
        { _id: new ObjectId(id), author_id: user._id },
        {
          $set: {
            'final_blog.markdown': markdown,
            'final_blog.html': marked.parse(markdown),
            updated_at: new Date(),
          },
        },
        { returnDocument: 'after', projection: { final_blog: 0 } },
      );
      if (!blog) throw new mercurius.ErrorWithProps('Blog not found');
      return blog;
    },
  },
};

// Mercurius batches these itself: one call for all the authors of a level.
async function author(queries) {
  const ids = queries.map(({ obj }) => obj.author_id);
  const found = await users.find({ _id: { $in: ids } }).toArray();
  const byId = new Map(found.map((user) => [user._id.toHexString(), user]));
  return ids.map((id) => byId.get(id.toHexString()));
}

app.addHook('preHandler', async (request, reply) => {
  try {
    const { sub } = await request.jwtVerify();
    request.account = await users.findOne({ _id: new ObjectId(sub) });
  } catch {
    request.account = null;
  }
  // Signed-out readers may query published posts; the other resolvers need a user.
  if (!request.account && request.method === 'GET' && !request.headers.authorization) return;
  if (!request.account) return reply.code(401).send({ errors: [{ message: 'Not authenticated' }] });
});

await app.register(mercurius, {
  schema,
  resolvers,
  loaders: { BlogSummary: { author }, Blog: { author } },
  jit: 1,
  context: (request) => ({ user: request.account }),
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
