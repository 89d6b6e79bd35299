import { useQuery } from '@apollo/client/react';
import { useNavigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { graphql } from '../gql';
import { NotFoundPage } from '../public/NotFoundPage';
import { ProblemAlert } from '../ui/Alert';
import { Html } from '../ui/Html';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Progress';
import { StatusChip } from '../ui/Status';
import { ago } from '../ui/time';
import { Aside } from './Aside';
import { BlogActions } from './BlogActions';
import { Feedback } from './BlogCard';

const Blog = graphql(`
  query Blog($id: ID!) {
    blog(id: $id) {
      id
      title
      status
      feedback
      updatedAt
      coverImageUrl
      author {
        id
        name
      }
      content {
        html
        wordCount
        readingMinutes
        coverImageAlt
      }
      ...BlogActions
      ...BlogAside
    }
  }
`);

/** A blog in any status, for its author and admins. */
export function BlogPage() {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(Blog, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
  });
  const blog = data?.blog;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the blog" />;
  if (!blog) return <NotFoundPage what="blog" />;
  return (
    <>
      <Page
        title={blog.title}
        kicker={<StatusChip status={blog.status} />}
        lead={`${blog.author.name} · changed ${ago(blog.updatedAt)} · ${blog.content.wordCount} words · ${blog.content.readingMinutes} min read`}
      >
        {blog.status === 'REJECTED' && blog.feedback && <Feedback words={blog.feedback} />}
        <BlogActions blog={blog} onDeleted={() => void navigate('/dashboard')} />
      </Page>
      <div className="blog-columns">
        <div className="stack">
          {blog.coverImageUrl && (
            <img
              className="article-cover"
              src={blog.coverImageUrl}
              alt={blog.content.coverImageAlt}
            />
          )}
          <Html className="prose sheet" html={blog.content.html} label="The post" />
        </div>
        <Aside blog={blog} />
      </div>
    </>
  );
}
