import type { FragmentType } from '@apollo/client';
import { useFragment, useQuery } from '@apollo/client/react';
import { problemOfError } from '../../api/problems';
import { useAction } from '../../api/useAction';
import type { EditableFragment, NotePartsFragment } from '../../gql/graphql';
import { useSession } from '../../session/session';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Diff } from '../../ui/text/Diff';
import { KeepFocus } from '../../ui/list/KeepFocus';
import { Skeleton } from '../../ui/feedback/Progress';
import { ago } from '../../ui/time';
import { AddNoteForm } from './AddNoteForm';
import { ApplySuggestion, DeleteNote, NoteParts, Notes, ReopenNote, ResolveNote } from './documents';
import type { Passage } from '../markdown/passages';

interface Props {
  readonly postId: string;
  readonly revision: number;
  readonly markdown: string;
  readonly selection: Passage;
  /** Whether the text has unsaved changes, to which suggestions can't be applied. */
  readonly changed: boolean;
  readonly onJump: (quote: string) => boolean;
  readonly onApplied: (post: EditableFragment) => void;
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
          <Note key={note.id} note={note} {...props} />
        ))}
        {resolved.length > 0 && (
          <details>
            <summary>{resolved.length} resolved</summary>
            <div className="stack">
              {resolved.map((note) => (
                <Note key={note.id} note={note} {...props} />
              ))}
            </div>
          </details>
        )}
      </KeepFocus>
    </>
  );
}

interface NoteProps extends Props {
  readonly note: FragmentType<NotePartsFragment>;
}

function Note({ note: from, ...props }: NoteProps) {
  const { data: note, complete } = useFragment({ fragment: NoteParts, from });
  return complete ? <NoteText note={note} {...props} /> : null;
}

function NoteText({ note, ...props }: Props & { readonly note: NotePartsFragment }) {
  const session = useSession();
  const resolve = useAction(ResolveNote);
  const reopen = useAction(ReopenNote);
  const remove = useAction(DeleteNote);
  const apply = useAction(ApplySuggestion);
  const { id, body, quote, orphaned, suggestion, resolvedAt, createdAt, author } = note;
  const problem = resolve.problem ?? reopen.problem ?? remove.problem ?? apply.problem;
  const replaced = typeof quote === 'string' && typeof suggestion === 'string';
  const applyIt = async () => {
    const input = { expectedRevision: props.revision };
    const success = await apply.run({ noteId: id, input });
    if (success) props.onApplied(success.blog);
  };
  const removeIt = () =>
    remove.run({ id }, { update: (cache) => void cache.evict({ id: `ReviewNote:${id}` }) });
  return (
    <article className={`note${resolvedAt ? ' note-resolved' : ''}`} aria-label={`Note of ${author.name}`}>
      <p className="small soft">
        {author.name}, {ago(createdAt)}
        {resolvedAt && ' · resolved'}
      </p>
      {quote && (
        <button type="button" className="note-quote" onClick={() => props.onJump(quote)}>
          <q dir="auto">{quote}</q>
        </button>
      )}
      {orphaned && (
        <p className="small">
          <span className="chip chip-rejected">Passage changed</span> It is no longer in the text.
        </p>
      )}
      <p dir="auto" className="note-body">
        {body}
      </p>
      {replaced && <Diff label="The suggestion" before={quote} after={suggestion} />}
      <ProblemAlert problem={problem} />
      <p className="row">
        {replaced && !resolvedAt && !orphaned && (
          <Button
            look="primary"
            busy={apply.busy}
            disabled={props.changed}
            title={props.changed ? 'Save your changes first.' : undefined}
            onClick={() => void applyIt()}
          >
            Apply the suggestion
          </Button>
        )}
        {resolvedAt ? (
          <Button busy={reopen.busy} onClick={() => void reopen.run({ id })}>
            Reopen
          </Button>
        ) : (
          <Button busy={resolve.busy} onClick={() => void resolve.run({ id })}>
            Resolve
          </Button>
        )}
        {(author.id === session?.userId || session?.admin) && (
          <Button look="quiet" busy={remove.busy} onClick={() => void removeIt()}>
            Delete
          </Button>
        )}
      </p>
      {replaced && props.changed && !resolvedAt && (
        <p className="small soft">Save your changes before you apply a suggestion.</p>
      )}
    </article>
  );
}
