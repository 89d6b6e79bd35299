import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { unmask, type FragmentType } from '../gql';
import { Cover } from '../ui/Cover';
import { ChangesChip, StatusChip } from '../ui/Status';
import { ago, moment } from '../ui/time';
import { BlogActions } from './BlogActions';
import { BlogCardParts } from './documents';

interface Props {
  readonly blog: FragmentType<typeof BlogCardParts>;
  /** Replaces the date of change: the author, in lists of admins. */
  readonly byline?: (blog: { author: string; requestedAt: string | null }) => ReactNode;
}

/** A blog in a list, with its status, feedback and actions. */
export function BlogCard({ blog: masked, byline }: Props) {
  const blog = unmask(BlogCardParts, masked);
  const changes = blog.workingCopy;
  const feedback = changes?.feedback ?? blog.feedback;
  return (
    <article className="blog-card">
      {blog.coverImageUrl ? (
        <Cover className="blog-card-cover" article={blog} alt="" sizes="(min-width: 45rem) 13rem, 100vw" lazy />
      ) : (
        <span className="blog-card-cover blog-card-plain" aria-hidden="true">
          {blog.title.slice(0, 1)}
        </span>
      )}
      <div className="stack blog-card-body">
        <div>
          <div className="row small soft">
            <StatusChip status={blog.status} />
            {changes && <ChangesChip status={changes.status} />}
            <span>
              {byline?.({ author: blog.author.name, requestedAt: blog.requestedAt ?? null }) ??
                `Changed ${ago(blog.updatedAt)}`}
            </span>
            {blog.status === 'SCHEDULED' && blog.publishedAt && (
              <span>Public on {moment(blog.publishedAt)}</span>
            )}
            <span>{blog.content.readingMinutes} min read</span>
          </div>
          <h3 dir="auto">
            <Link to={`/blogs/${blog.id}`}>{blog.title}</Link>
          </h3>
          <p className="soft blog-card-excerpt" dir="auto">
            {blog.content.excerpt}
          </p>
        </div>
        {feedback && <Feedback words={feedback} />}
        <BlogActions blog={blog} />
      </div>
    </article>
  );
}

export function Feedback({ words }: { readonly words: string }) {
  return (
    <figure className="feedback">
      <figcaption className="small">The reviewer’s feedback</figcaption>
      <blockquote dir="auto">{words}</blockquote>
    </figure>
  );
}
