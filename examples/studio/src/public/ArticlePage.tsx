import { useQuery } from '@apollo/client/react';
import { Navigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { TagList } from '../post/fields/TagsField';
import { graphql } from '../gql';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Cover } from '../ui/text/Cover';
import { Html } from '../ui/text/Html';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/feedback/Progress';
import { day } from '../ui/time';
import { NotFoundPage } from './NotFoundPage';
import styles from './ArticlePage.module.css';
import coverStyles from '../ui/text/Cover.module.css';

const Article = graphql(`
  query Article($slug: String!) {
    publishedBlog(slug: $slug) {
      id
      slug
      title
      tags
      coverImageUrl
      ...Cover
      publishedAt
      updatedAt
      author {
        id
        name
      }
      content {
        html
        readingMinutes
        wordCount
        metaTitle
        metaDescription
        coverImageAlt
        sections {
          heading
          level
          anchor
        }
      }
    }
  }
`);

/** The public page of a post, for readers and for search engines. */
export function ArticlePage() {
  const { slug = '' } = useParams();
  const { data, error, refetch } = useQuery(Article, { variables: { slug } });
  const post = data?.publishedBlog;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the post" />;
  if (!post) return <NotFoundPage what="post" />;
  // The address is an old slug.
  if (post.slug && post.slug !== slug) return <Navigate to={`/posts/${post.slug}`} replace />;
  const { content } = post;
  const contents = content.sections.filter(({ level }) => level === 2);
  return (
    <div className={styles.article}>
      <meta name="description" content={content.metaDescription} />
      <meta property="og:type" content="article" />
      <meta property="og:title" content={content.metaTitle} />
      <meta property="og:description" content={content.metaDescription} />
      {post.coverImageUrl && <meta property="og:image" content={post.coverImageUrl} />}
      <link rel="canonical" href={`${location.origin}/posts/${post.slug}`} />
      <Page
        title={post.title}
        windowTitle={content.metaTitle}
        kicker={
          post.publishedAt && <time dateTime={post.publishedAt}>{day(post.publishedAt)}</time>
        }
        lead={`${post.author.name} · ${content.readingMinutes} min read · ${content.wordCount} words`}
      />
      <TagList tags={post.tags} />
      <Cover
        className={coverStyles.cover}
        article={post}
        alt={content.coverImageAlt}
        sizes="(min-width: 48rem) 46rem, 100vw"
      />
      {contents.length > 2 && (
        <nav className={styles.contents} aria-label="Contents">
          <ol>
            {contents.map(({ anchor, heading }) => (
              <li key={anchor}>
                <a href={`#${anchor}`}>{heading}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <Html className="prose" html={content.html} label={post.title} />
    </div>
  );
}
