import { useQuery } from '@apollo/client/react';
import { Navigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { TagList } from '../blog/TagsField';
import { graphql } from '../gql';
import { ProblemAlert } from '../ui/Alert';
import { Cover } from '../ui/Cover';
import { Html } from '../ui/Html';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Progress';
import { day } from '../ui/time';
import { NotFoundPage } from './NotFoundPage';

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

/** The public page of a blog, for readers and for search engines. */
export function ArticlePage() {
  const { slug = '' } = useParams();
  const { data, error, refetch } = useQuery(Article, { variables: { slug } });
  const blog = data?.publishedBlog;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the post" />;
  if (!blog) return <NotFoundPage what="post" />;
  // The address is an old slug.
  if (blog.slug && blog.slug !== slug) return <Navigate to={`/posts/${blog.slug}`} replace />;
  const { content } = blog;
  const contents = content.sections.filter(({ level }) => level === 2);
  return (
    <div className="article">
      <meta name="description" content={content.metaDescription} />
      <meta property="og:type" content="article" />
      <meta property="og:title" content={content.metaTitle} />
      <meta property="og:description" content={content.metaDescription} />
      {blog.coverImageUrl && <meta property="og:image" content={blog.coverImageUrl} />}
      <link rel="canonical" href={`${location.origin}/posts/${blog.slug}`} />
      <Page
        title={blog.title}
        windowTitle={content.metaTitle}
        kicker={
          blog.publishedAt && <time dateTime={blog.publishedAt}>{day(blog.publishedAt)}</time>
        }
        lead={`${blog.author.name} · ${content.readingMinutes} min read · ${content.wordCount} words`}
      />
      <TagList tags={blog.tags} />
      <Cover
        className="article-cover"
        article={blog}
        alt={content.coverImageAlt}
        sizes="(min-width: 48rem) 46rem, 100vw"
      />
      {contents.length > 2 && (
        <nav className="contents" aria-label="Contents">
          <ol>
            {contents.map(({ anchor, heading }) => (
              <li key={anchor}>
                <a href={`#${anchor}`}>{heading}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <Html className="prose" html={content.html} label={blog.title} />
    </div>
  );
}
