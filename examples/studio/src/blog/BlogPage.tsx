import { useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { useNavigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { graphql, unmask } from '../gql';
import { NotFoundPage } from '../public/NotFoundPage';
import { ProblemAlert } from '../ui/Alert';
import { Cover } from '../ui/Cover';
import { Html } from '../ui/Html';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Progress';
import { ChangesChip, StatusChip } from '../ui/Status';
import { ago } from '../ui/time';
import { Aside } from './Aside';
import { BlogActions } from './BlogActions';
import { Feedback } from './BlogCard';

const ShownTextParts = graphql(`
  fragment ShownText on Article {
    title
    ...Cover
    content {
      html
      wordCount
      readingMinutes
      coverImageAlt
    }
  }
`);

const Blog = graphql(`
  query Blog($id: ID!) {
    blog(id: $id) {
      id
      title
      status
      feedback
      updatedAt
      author {
        id
        name
      }
      ...ShownText
      workingCopy {
        id
        status
        feedback
        updatedAt
        ...ShownText
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
  const [published, setPublished] = useState(false);
  const blog = data?.blog;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the blog" />;
  if (!blog) return <NotFoundPage what="blog" />;
  const changes = blog.workingCopy;
  const shown = changes && !published ? changes : blog;
  const text = unmask(ShownTextParts, shown);
  const { title, content } = text;
  const feedback = changes?.feedback ?? blog.feedback;
  return (
    <>
      <Page
        title={title}
        kicker={
          <span className="row">
            <StatusChip status={blog.status} />
            {changes && <ChangesChip status={changes.status} />}
          </span>
        }
        lead={`${blog.author.name} · changed ${ago(shown.updatedAt)} · ${content.wordCount} words · ${content.readingMinutes} min read`}
      >
        {feedback && <Feedback words={feedback} />}
        <BlogActions blog={blog} onDeleted={() => void navigate('/dashboard')} />
      </Page>
      <div className="blog-columns">
        <div className="stack">
          {changes && <Texts published={published} onPick={setPublished} />}
          <Cover
            className="article-cover"
            article={text}
            alt={content.coverImageAlt}
            sizes="(min-width: 48rem) 46rem, 100vw"
          />
          <Html className="prose sheet" html={content.html} label="The post" />
        </div>
        <Aside blog={blog} />
      </div>
    </>
  );
}

interface TextsProps {
  readonly published: boolean;
  readonly onPick: (published: boolean) => void;
}

/** The choice between the changes and the public text. */
function Texts({ published, onPick }: TextsProps) {
  const tab = (name: string, on: boolean) => (
    <button type="button" aria-pressed={published === on} onClick={() => onPick(on)}>
      {name}
    </button>
  );
  return (
    <div className="tabs" role="group" aria-label="Changes or public text">
      {tab('With the changes', false)}
      {tab('Public text', true)}
    </div>
  );
}
