import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { Cover } from '../ui/text/Cover';
import { ChangesChip, StatusChip } from '../ui/Status';
import { ago, moment } from '../ui/time';
import { PostActions } from './workflow/PostActions';
import { PostCardParts } from './documents';
import type { PostCardFragment } from '../gql/graphql';
import styles from './PostCard.module.css';

interface Props {
  readonly post: FragmentType<PostCardFragment>;
  /** Replaces the date of change: the author, in lists of admins. */
  readonly byline?: (post: { author: string; requestedAt: string | null }) => ReactNode;
}

/** A post in a list, with its status, feedback and actions. */
export function PostCard({ post: from, byline }: Props) {
  const { data: post, complete } = useFragment({
    fragment: PostCardParts,
    fragmentName: 'PostCard',
    from,
  });
  // It was deleted, and leaves the list.
  if (!complete) return null;
  const changes = post.workingCopy;
  const feedback = changes?.feedback ?? post.feedback;
  return (
    <article className={styles.card}>
      {post.coverImageUrl ? (
        <Cover className={styles.cover} article={post} alt="" sizes="(min-width: 45rem) 13rem, 100vw" lazy />
      ) : (
        <span className={`${styles.cover} ${styles.plain}`} aria-hidden="true">
          {post.title.slice(0, 1)}
        </span>
      )}
      <div className="stack">
        <div>
          <div className="row small soft">
            <StatusChip status={post.status} />
            {changes && <ChangesChip status={changes.status} />}
            <span>
              {byline?.({ author: post.author.name, requestedAt: post.requestedAt ?? null }) ??
                `Changed ${ago(post.updatedAt)}`}
            </span>
            {post.status === 'SCHEDULED' && post.publishedAt && (
              <span>Public on {moment(post.publishedAt)}</span>
            )}
            <span>{post.content.readingMinutes} min read</span>
          </div>
          <h3 dir="auto">
            <Link to={`/blogs/${post.id}`}>{post.title}</Link>
          </h3>
          <p className={`soft ${styles.excerpt}`} dir="auto">
            {post.content.excerpt}
          </p>
        </div>
        {feedback && <Feedback words={feedback} />}
        <PostActions post={post} />
      </div>
    </article>
  );
}

export function Feedback({ words }: { readonly words: string }) {
  return (
    <figure className={styles.feedback}>
      <figcaption className="small">The reviewer’s feedback</figcaption>
      <blockquote dir="auto">{words}</blockquote>
    </figure>
  );
}
