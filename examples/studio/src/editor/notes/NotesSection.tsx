import { useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { useAction } from '../../api/useAction';
import type { NotePartsFragment } from '../../gql/graphql';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { TextArea } from '../../ui/input/Field';
import { KeepFocus } from '../../ui/list/KeepFocus';
import { AddNoteForm } from './AddNoteForm';
import { AddNote, Notes } from './documents';
import { Note } from './Note';
import { useTextSelection } from './useTextSelection';
import asideStyles from '../../post/Aside.module.css';

interface Props {
  readonly postId: string;
  /** The text that notes are on: the working copy, if there is one. */
  readonly markdown: string;
}

/** The open notes beside a post, to resolve or to answer, and a new one. */
export function NotesSection({ postId, markdown }: Props) {
  const selection = useTextSelection(markdown);
  const { data } = useQuery(Notes, { variables: { id: postId }, fetchPolicy: 'cache-and-network' });
  const notes = data?.blog?.notes ?? [];
  const open = notes.filter(({ resolvedAt }) => !resolvedAt);
  const resolved = notes.length - open.length;
  return (
    <section className={`${asideStyles.aside} stack`} aria-label="Notes on this post">
      <h2>Notes</h2>
      <KeepFocus label="Notes" className="stack">
        {open.map((note) => (
          <Note key={note.id} note={note}>
            {(shown) => <Reply postId={postId} to={shown} />}
          </Note>
        ))}
      </KeepFocus>
      {resolved > 0 && <p className="small soft">{resolved} resolved, listed in the editor.</p>}
      <details>
        <summary>{selection.to > 0 ? 'Add a note on the selected passage' : 'Add a note'}</summary>
        <div className="stack">
          <AddNoteForm postId={postId} markdown={markdown} selection={selection} />
        </div>
      </details>
    </section>
  );
}

interface ReplyProps {
  readonly postId: string;
  readonly to: NotePartsFragment;
}

/** An answer is another note on the same passage. */
function Reply({ postId, to }: ReplyProps) {
  const { run, busy, problem } = useAction(AddNote);
  const [body, setBody] = useState('');
  const reply = async () => {
    // A passage that has changed can't be quoted again.
    const quote = to.orphaned ? null : (to.quote ?? null);
    if (await run({ postId, input: { body: body.trim(), quote } })) setBody('');
  };
  return (
    <details>
      <summary>Reply</summary>
      <div className="stack">
        <TextArea
          label={`Reply to ${to.author.name}`}
          rows={2}
          maxLength={2000}
          value={body}
          error={problem?.fields.get('body')}
          onChange={({ target }) => setBody(target.value)}
        />
        <ProblemAlert problem={problem} shown={['body']} onRetry={() => void reply()} />
        <p>
          <Button busy={busy} disabled={!body.trim()} onClick={() => void reply()}>
            Add the reply
          </Button>
        </p>
      </div>
    </details>
  );
}
