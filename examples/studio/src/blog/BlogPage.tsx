import { useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { useNavigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { graphql, unmask } from '../gql';
import type { ShownTextFragment } from '../gql/graphql';
import { NotFoundPage } from '../public/NotFoundPage';
import { ProblemAlert } from '../ui/Alert';
import { Cover } from '../ui/Cover';
import { Diff } from '../ui/Diff';
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
      markdown
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
  const [view, setView] = useState<View>('changes');
  const blog = data?.blog;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the post" />;
  if (!blog) return <NotFoundPage what="post" />;
  const changes = blog.workingCopy;
  const shown = changes && view !== 'public' ? changes : blog;
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
          {changes && <Texts view={view} onPick={setView} />}
          {changes && view === 'compare' && <Comparison live={unmask(ShownTextParts, blog)} proposed={text} />}
          {!(changes && view === 'compare') && (
            <>
              <Cover
                className="article-cover"
                article={text}
                alt={content.coverImageAlt}
                sizes="(min-width: 48rem) 46rem, 100vw"
              />
              <Html className="prose sheet" html={content.html} label="The post" />
            </>
          )}
        </div>
        <Aside blog={blog} />
      </div>
    </>
  );
}

type View = 'changes' | 'compare' | 'public';

interface TextsProps {
  readonly view: View;
  readonly onPick: (view: View) => void;
}

/** The choice between the changes, their differences to the public text, and that text. */
function Texts({ view, onPick }: TextsProps) {
  const tab = (name: string, key: View) => (
    <button type="button" aria-pressed={view === key} onClick={() => onPick(key)}>
      {name}
    </button>
  );
  return (
    <div className="tabs" role="group" aria-label="Changes or public text">
      {tab('With the changes', 'changes')}
      {tab('Compare', 'compare')}
      {tab('Public text', 'public')}
    </div>
  );
}

interface ComparisonProps {
  readonly live: ShownTextFragment;
  readonly proposed: ShownTextFragment;
}

/** Word diff of the public text and the proposed one. */
function Comparison({ live, proposed }: ComparisonProps) {
  const text = ({ title, content }: ShownTextFragment) => `${title}\n\n${content.markdown}`;
  return (
    <div className="sheet">
      <Diff label="Changes to the public text" before={text(live)} after={text(proposed)} />
    </div>
  );
}
