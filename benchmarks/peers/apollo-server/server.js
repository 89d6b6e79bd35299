// Apollo Server (standalone) + the official MongoDB driver + dataloader.
import { createSecretKey } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import { GraphQLError, GraphQLScalarType } from 'graphql';
import jwt from 'jsonwebtoken';
import { marked } from 'marked';
import { MongoClient, ObjectId } from 'mongodb';

// As a KeyObject: jsonwebtoken tries a plain string as a public key first, on every call.
const SECRET = createSecretKey(Buffer.from(process.env.JWT_SECRET));
const client = await MongoClient.connect(process.env.MONGODB_URI);
const db = client.db(process.env.MONGODB_DB ?? 'cms_blog_benchmark');
const users = db.collection('users');
const blogs = db.collection('blogs');

const typeDefs = `#graphql
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
`;

const summary = {
  status: 1, created_at: 1, updated_at: 1, author_id: 1, 'meta.title': 1, 'meta.cover_image_url': 1,
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

const author = (blog, _args, { userLoader }) => userLoader.load(blog.author_id);

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
    author,
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
    author,
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
        throw new GraphQLError('Administrators only', { extensions: { code: 'FORBIDDEN' } });
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
      if (!blog) throw new GraphQLError('Blog not found');
      return blog;
    },
  },
};

const unauthenticated = () =>
  new GraphQLError('Not authenticated', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
  });

async function currentUser(header = '') {
  let payload;
  try {
    payload = jwt.verify(header.replace(/^Bearer /, ''), SECRET, { algorithms: ['HS256'] });
  } catch {
    throw unauthenticated();
  }
  const user = await users.findOne({ _id: new ObjectId(payload.sub) });
  if (!user) throw unauthenticated();
  return user;
}

const createUserLoader = () =>
  new DataLoader(
    async (ids) => {
      const found = await users.find({ _id: { $in: ids } }).toArray();
      const byId = new Map(found.map((user) => [user._id.toHexString(), user]));
      return ids.map((id) => byId.get(id.toHexString()));
    },
    { cacheKeyFn: (id) => id.toHexString() },
  );

const server = new ApolloServer({ typeDefs, resolvers });
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(process.env.PORT) },
  context: async ({ req }) => ({
    user: await currentUser(req.headers.authorization),
    userLoader: createUserLoader(),
  }),
});
