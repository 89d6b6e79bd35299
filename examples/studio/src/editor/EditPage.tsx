import { useEffect, useMemo, useRef } from 'react';
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
import { briefOf } from './documents';
import { EditableParts, EditedBlog, MovedBlogParts, UpdateBlog } from '../blog/documents';
import { changesOf, draftOf, rebased } from '../blog/draft';
import { useKeptDraft } from '../blog/useKeptDraft';

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
  if (!data) return <Skeleton lines={10} label="Loading the post" />;
  if (!blog) return <NotFoundPage what="post" />;
  const { viewerActions } = unmask(MovedBlogParts, blog);
  if (!viewerActions.includes('UPDATE')) {
    return <Navigate to={`/blogs/${id}`} replace />;
  }
  return <Editor key={id} blog={blog} userId={session?.userId ?? ''} />;
}

function Editor({ blog, userId }: { readonly blog: EditableFragment; readonly userId: string }) {
  const navigate = useNavigate();
  const brief = useMemo(() => blog.brief && briefOf(blog.brief), [blog.brief]);
  const { base, draft, edit, rebase, discard } = useKeptDraft(userId, blog.id, draftOf(blog));
  const { run, busy, problem, failure, clear } = useAction(UpdateBlog);
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  });
  const theirs =
    failure?.__typename === 'EditConflictError' ? unmask(EditableParts, failure.theirs) : null;

  const save = async (leave: boolean) => {
    const sent = draft;
    const success = await run({ id: blog.id, input: changesOf(sent, base) });
    if (!success) return;
    tell('Your changes were saved.');
    if (leave) {
      discard();
      void navigate(`/blogs/${blog.id}`);
      return;
    }
    // Characters that were typed during the request stay unsaved changes.
    const newBase = draftOf(unmask(EditableParts, success.blog));
    rebase(newBase, rebased(latest.current, sent, newBase));
  };
  /** Continue from the saved revision, with the user's text or the saved one. */
  const goOnFrom = (other: EditableFragment, mine: boolean) => {
    const newBase = draftOf(other);
    rebase(newBase, mine ? rebased(draft, base, newBase) : newBase);
    clear();
  };
  // The brief is hidden from everyone who may not edit the blog.
  if (!brief) return null;
  return (
    <EditForm
      blogId={blog.id}
      onChanged={(masked) => {
        const newBase = draftOf(unmask(EditableParts, masked));
        rebase(newBase, newBase);
        tell('The text was changed.');
      }}
      draft={draft}
      base={base}
      live={unmask(MovedBlogParts, blog).status === 'PUBLISHED'}
      slug={blog.slug ?? null}
      brief={brief}
      feedback={blog.workingCopy?.feedback ?? blog.feedback ?? null}
      problem={theirs ? null : problem}
      busy={busy}
      onEdit={edit}
      onSave={(leave) => void save(leave)}
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
