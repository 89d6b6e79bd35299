import type { PostSummaryFragment, PostsQuery } from '@/gql/graphql';
import { authorPath, formatDate, postPath } from '@/lib/site';
import { Cover } from './Cover';

/** Author, date and reading time. */
export function Byline({
  author,
  time,
  minutes,
}: {
  author: { id: string; name: string };
  time?: string | null;
  minutes: number;
}) {
  return (
    <p className="byline">
      <span>
        <a href={authorPath(author.id)} dir="auto" rel="author">
          {author.name}
        </a>
      </span>
      {time && <time dateTime={time}>{formatDate(time)}</time>}
      <span>{minutes} min read</span>
    </p>
  );
}

function Post({ post, lead, level }: { post: PostSummaryFragment; lead: boolean; level: 2 | 3 }) {
  const Heading = `h${level}` as const;
  return (
    <li className={lead ? 'post lead' : 'post'}>
      <article>
        {post.coverImage && (
          // The title is a link to the same page, so this one is not announced twice.
          <a href={postPath(post.slug ?? '')} className="thumb" tabIndex={-1} aria-hidden>
            <Cover
              image={post.coverImage}
              sizes={lead ? '(min-width: 64rem) 34rem, 100vw' : '(min-width: 40rem) 12rem, 7rem'}
              alt=""
              first={lead}
            />
          </a>
        )}
        <div className="summary">
          <Heading lang={post.languageTag ?? undefined} dir="auto">
            <a href={postPath(post.slug ?? '')}>{post.title}</a>
          </Heading>
          <p className="excerpt" lang={post.languageTag ?? undefined} dir="auto">
            {post.content.excerpt}
          </p>
          <Byline author={post.author} time={post.firstPublishedAt} minutes={post.content.readingMinutes} />
        </div>
      </article>
    </li>
  );
}

/** Posts as a list; the first one can be larger. */
export function PostList({
  posts,
  lead = false,
  level = 2,
}: {
  posts: PostSummaryFragment[];
  lead?: boolean;
  level?: 2 | 3;
}) {
  return (
    <ol className="posts">
      {posts.map((post, index) => (
        <Post key={post.id} post={post} lead={lead && index === 0} level={level} />
      ))}
    </ol>
  );
}

/** Links to the neighbouring pages of a list. */
export function Pages({
  page,
  path,
  query = {},
}: {
  page: PostsQuery['publishedBlogs']['pageInfo'];
  path: string;
  query?: Record<string, string>;
}) {
  const to = (cursor: Record<string, string>) => `${path}?${new URLSearchParams({ ...query, ...cursor })}`;
  if (!page.hasNextPage && !page.hasPreviousPage) return null;
  return (
    <nav className="pages" aria-label="Pages">
      {page.hasPreviousPage && page.startCursor && (
        <a href={to({ before: page.startCursor })} rel="prev">
          ← Newer posts
        </a>
      )}
      {page.hasNextPage && page.endCursor && (
        <a href={to({ after: page.endCursor })} rel="next">
          Older posts →
        </a>
      )}
    </nav>
  );
}
