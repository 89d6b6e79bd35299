import { useQuery } from '@apollo/client/react';
import { problemOfError } from '../../api/problems';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { KeepFocus } from '../../ui/list/KeepFocus';
import { Skeleton } from '../../ui/feedback/Progress';
import { AddNoteForm } from './AddNoteForm';
import { Notes } from './documents';
import { Note, type Edit } from './Note';
import type { Passage } from '../markdown/passages';

interface Props extends Edit {
  readonly postId: string;
  readonly markdown: string;
  readonly selection: Passage;
}

/** Notes of the author and the reviewers: open ones first. A click jumps to the passage. */
export function NotesPanel(props: Props) {
  const { postId } = props;
  const { data, error, refetch } = useQuery(Notes, {
    variables: { id: postId },
    fetchPolicy: 'cache-and-network',
  });
  const notes = data?.blog?.notes;
  const open = notes?.filter(({ resolvedAt }) => !resolvedAt) ?? [];
  const resolved = notes?.filter(({ resolvedAt }) => resolvedAt) ?? [];
  return (
    <>
      <AddNoteForm postId={postId} markdown={props.markdown} selection={props.selection} />
      {error && <ProblemAlert problem={problemOfError(error)} onRetry={() => void refetch()} />}
      {!notes && !error && <Skeleton lines={3} label="Loading the notes" />}
      <KeepFocus label="Notes" className="stack">
        {notes?.length === 0 && <p className="soft">No notes yet.</p>}
        {open.map((note) => (
          <Note key={note.id} note={note} edit={props} />
        ))}
        {resolved.length > 0 && (
          <details>
            <summary>{resolved.length} resolved</summary>
            <div className="stack">
              {resolved.map((note) => (
                <Note key={note.id} note={note} edit={props} />
              ))}
            </div>
          </details>
        )}
      </KeepFocus>
    </>
  );
}
