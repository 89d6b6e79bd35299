import { useEffect, useMemo, useRef } from 'react';
import { useQuery } from '@apollo/client/react';
import { Navigate, useNavigate, useParams } from 'react-router';
import { problemOfError } from '../api/problems';
import { useAction } from '../api/useAction';
import type { EditableFragment } from '../gql/graphql';
import { NotFoundPage } from '../public/NotFoundPage';
import { useSession } from '../session/session';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Skeleton } from '../ui/feedback/Progress';
import { tell } from '../ui/feedback/messages';
import { Conflict } from './draft/Conflict';
import { EditForm } from './EditForm';
import { briefOf } from './documents';
import { EditedPost, UpdateBlog } from './draft/documents';
import { changesOf, draftOf, rebased } from './draft/draft';
import { useKeptDraft } from './draft/useKeptDraft';

/** Editor of a post. Unsaved changes are stored in this browser. */
export function EditPage() {
  const { id = '' } = useParams();
  const session = useSession();
  const { data, error, refetch } = useQuery(EditedPost, {
    variables: { id },
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const post = data?.blog;
  if (error) {
    return <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />;
  }
  if (!data) return <Skeleton lines={10} label="Loading the post" />;
  if (!post) return <NotFoundPage what="post" />;
  if (!post.viewerActions.includes('UPDATE')) {
    return <Navigate to={`/blogs/${id}`} replace />;
  }
  return <Editor key={id} post={post} userId={session?.userId ?? ''} />;
}

function Editor({ post, userId }: { readonly post: EditableFragment; readonly userId: string }) {
  const navigate = useNavigate();
  const brief = useMemo(() => post.brief && briefOf(post.brief), [post.brief]);
  const { base, draft, edit, rebase, discard } = useKeptDraft(userId, post.id, draftOf(post));
  const { run, busy, problem, failure, clear } = useAction(UpdateBlog);
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  });
  const theirs =
    failure?.__typename === 'EditConflictError' ? failure.theirs : null;

  const save = async (leave: boolean) => {
    const sent = draft;
    const success = await run({ id: post.id, input: changesOf(sent, base) });
    if (!success) return;
    tell('Your changes were saved.');
    if (leave) {
      discard();
      void navigate(`/blogs/${post.id}`);
      return;
    }
    // Characters that were typed during the request stay unsaved changes.
    const newBase = draftOf(success.blog);
    rebase(newBase, rebased(latest.current, sent, newBase));
  };
  /** Continue from the saved revision, with the user's text or the saved one. */
  const goOnFrom = (other: EditableFragment, mine: boolean) => {
    const newBase = draftOf(other);
    rebase(newBase, mine ? rebased(draft, base, newBase) : newBase);
    clear();
  };
  // The brief is hidden from everyone who may not edit the post.
  if (!brief) return null;
  return (
    <EditForm
      userId={userId}
      postId={post.id}
      onChanged={(other) => {
        const newBase = draftOf(other);
        rebase(newBase, newBase);
        tell('The text was changed.');
      }}
      draft={draft}
      base={base}
      live={post.status === 'PUBLISHED'}
      slug={post.slug ?? null}
      brief={brief}
      feedback={post.workingCopy?.feedback ?? post.feedback ?? null}
      problem={theirs ? null : problem}
      busy={busy}
      onEdit={edit}
      onSave={(leave) => void save(leave)}
      onDiscard={() => {
        discard();
        void navigate(`/blogs/${post.id}`);
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
