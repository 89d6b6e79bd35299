import { Suspense, useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { Link, useNavigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { graphql } from '../gql';
import type { ShownTextFragment } from '../gql/graphql';
import { NotFoundPage } from '../public/NotFoundPage';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Cover } from '../ui/text/Cover';
import { Diff } from '../ui/text/Diff';
import { NotesSection } from '../editor/notes/NotesSection';
import { Html } from '../ui/text/Html';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/feedback/Progress';
import { ChangesChip, StatusChip } from '../ui/Status';
import { ago } from '../ui/time';
import { Aside } from './Aside';
import { useNextInReview } from '../review/useNextInReview';
import { PostActions } from './workflow/PostActions';
import { Feedback } from './PostCard';
import styles from './PostPage.module.css';
import coverStyles from '../ui/text/Cover.module.css';

graphql(`
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

const PostQuery = graphql(`
  query Post($id: ID!) {
    blog(id: $id) {
      id
      title
      status
      feedback
      updatedAt
      viewerActions
      author {
        id
        name
      }
      ...ShownText @unmask
      workingCopy {
        id
        status
        feedback
        updatedAt
        ...ShownText @unmask
      }
      ...PostActions
      ...PostAside
    }
  }
`);

/** A post in any status, for its author and admins. */
export function PostPage() {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(PostQuery, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
  });
  const [view, setView] = useState<View>('changes');
  const post = data?.blog;
  const next = useNextInReview(id, post?.viewerActions.includes('APPROVE') ?? false);
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the post" />;
  if (!post) return <NotFoundPage what="post" />;
  const changes = post.workingCopy;
  const shown = changes && view !== 'public' ? changes : post;
  const { title, content } = shown;
  const feedback = changes?.feedback ?? post.feedback;
  return (
    <>
      <Page
        title={title}
        kicker={
          <span className="row">
            <StatusChip status={post.status} />
            {changes && <ChangesChip status={changes.status} />}
          </span>
        }
        lead={`${post.author.name} · changed ${ago(shown.updatedAt)} · ${content.wordCount} words · ${content.readingMinutes} min read`}
      >
        {feedback && <Feedback words={feedback} />}
        <PostActions
          post={post}
          onDeleted={() => void navigate('/dashboard')}
          onNext={next && (() => void navigate(`/blogs/${next.id}`))}
        />
        {next && (
          <p className="small">
            Next in review: <Link to={`/blogs/${next.id}`}>{next.title}</Link>
          </p>
        )}
      </Page>
      <div className={styles.columns}>
        <div className="stack">
          {changes && <Texts view={view} onPick={setView} />}
          {changes && view === 'compare' && <Comparison live={post} proposed={shown} />}
          {!(changes && view === 'compare') && (
            <>
              <Cover
                className={coverStyles.cover}
                article={shown}
                alt={content.coverImageAlt}
                sizes="(min-width: 48rem) 46rem, 100vw"
              />
              <Html className="prose sheet" html={content.html} label="The post" />
            </>
          )}
        </div>
        <div className="stack">
          <NotesSection postId={post.id} markdown={(changes ?? post).content.markdown} />
          <Suspense fallback={<Skeleton lines={6} label="Loading the details" />}>
            <Aside post={post} />
          </Suspense>
        </div>
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
