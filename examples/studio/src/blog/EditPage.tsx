import { useQuery } from '@apollo/client/react';
import { Navigate, useNavigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { useAction } from '../api/useAction';
import { unmask } from '../gql';
import type { EditableFragment } from '../gql/graphql';
import { NotFoundPage } from '../public/NotFoundPage';
import { useSession } from '../session/session';
import { ProblemAlert } from '../ui/Alert';
import { Skeleton } from '../ui/Progress';
import { tell } from '../ui/messages';
import { Conflict } from './Conflict';
import { EditForm } from './EditForm';
import { EditableParts, EditedBlog, MovedBlogParts, UpdateBlog } from './documents';
import { changesOf, draftOf, rebased, textOf } from './draft';
import { findingsOf } from './checks';
import { useKeptDraft } from './useKeptDraft';

/** Editor of a blog. Unsaved changes are stored in this browser. */
export function EditPage() {
  const { id = '' } = useParams();
  const session = useSession();
  const { data, error, refetch } = useQuery(EditedBlog, {
    variables: { id },
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const blog = unmask(EditableParts, data?.blog);
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the blog" />;
  if (!blog) return <NotFoundPage what="blog" />;
  const { viewerActions } = unmask(MovedBlogParts, blog);
  if (!viewerActions.includes('UPDATE')) {
    return <Navigate to={`/blogs/${id}`} replace />;
  }
  return <Editor key={id} blog={blog} userId={session?.userId ?? ''} />;
}

function Editor({ blog, userId }: { readonly blog: EditableFragment; readonly userId: string }) {
  const navigate = useNavigate();
  const { base, draft, edit, rebase, discard } = useKeptDraft(userId, blog.id, draftOf(blog));
  const { run, busy, problem, failure, clear } = useAction(UpdateBlog);
  const { content } = textOf(blog);
  const theirs =
    failure?.__typename === 'EditConflictError' ? unmask(EditableParts, failure.theirs) : null;

  const save = async () => {
    const success = await run({ id: blog.id, input: changesOf(draft, base) });
    if (!success) return;
    discard();
    tell('Your changes were saved.');
    void navigate(`/blogs/${blog.id}`);
  };
  /** Continue from the saved revision, with the user's text or the saved one. */
  const goOnFrom = (other: EditableFragment, mine: boolean) => {
    const newBase = draftOf(other);
    rebase(newBase, mine ? rebased(draft, base, newBase) : newBase);
    clear();
  };
  return (
    <EditForm
      draft={draft}
      base={base}
      live={unmask(MovedBlogParts, blog).status === 'PUBLISHED'}
      html={content.html}
      findings={findingsOf(content)}
      problem={theirs ? null : problem}
      busy={busy}
      onEdit={edit}
      onSave={() => void save()}
      onDiscard={() => {
        discard();
        void navigate(`/blogs/${blog.id}`);
      }}
    >
      {theirs && problem && (
        <Conflict
          message={problem.message}
          mine={draft}
          theirs={draftOf(theirs)}
          onKeepMine={() => goOnFrom(theirs, true)}
          onTakeTheirs={() => goOnFrom(theirs, false)}
        />
      )}
    </EditForm>
  );
}
