import type { ReactNode } from 'react';
import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { useAction } from '../../api/useAction';
import type { EditableFragment, NotePartsFragment } from '../../gql/graphql';
import { useSession } from '../../session/session';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Diff } from '../../ui/text/Diff';
import { ago } from '../../ui/time';
import { ApplySuggestion, DeleteNote, NoteParts, ReopenNote, ResolveNote } from './documents';
import { Chip } from '../../ui/text/Chip';
import panelStyles from '../panels/panels.module.css';
import styles from './Note.module.css';

/** Actions of the editor: jumping to the passage, and applying the suggestion. */
export interface Edit {
  readonly revision: number;
  /** Whether the text has unsaved changes, to which suggestions can't be applied. */
  readonly changed: boolean;
  readonly onJump: (quote: string) => boolean;
  readonly onApplied: (post: EditableFragment) => void;
}

interface Props {
  readonly note: FragmentType<NotePartsFragment>;
  readonly edit?: Edit;
  /** Content after the note. */
  readonly children?: (note: NotePartsFragment) => ReactNode;
}

/** A note with its actions. */
export function Note({ note: from, ...props }: Props) {
  const { data: note, complete } = useFragment({ fragment: NoteParts, from });
  return complete ? <NoteText note={note} {...props} /> : null;
}

type TextProps = Omit<Props, 'note'> & { readonly note: NotePartsFragment };

function NoteText({ note, edit, children }: TextProps) {
  const session = useSession();
  const resolve = useAction(ResolveNote);
  const reopen = useAction(ReopenNote);
  const remove = useAction(DeleteNote);
  const apply = useAction(ApplySuggestion);
  const { id, body, quote, orphaned, suggestion, resolvedAt, createdAt, author } = note;
  const problem = resolve.problem ?? reopen.problem ?? remove.problem ?? apply.problem;
  const replaced = typeof quote === 'string' && typeof suggestion === 'string';
  const applyIt = async ({ revision, onApplied }: Edit) => {
    const success = await apply.run({ noteId: id, input: { expectedRevision: revision } });
    if (success) onApplied(success.blog);
  };
  const removeIt = () =>
    remove.run({ id }, { update: (cache) => void cache.evict({ id: `ReviewNote:${id}` }) });
  return (
    <article className={resolvedAt ? `${styles.note} ${styles.resolved}` : styles.note} aria-label={`Note of ${author.name}`}>
      <p className="small soft">
        {author.name}, {ago(createdAt)}
        {resolvedAt && ' · resolved'}
      </p>
      {quote && <Quote text={quote} onJump={edit && (() => edit.onJump(quote))} />}
      {orphaned && (
        <p className="small">
          <Chip look="rejected">Passage changed</Chip> It is no longer in the text.
        </p>
      )}
      <p dir="auto" className={styles.body}>
        {body}
      </p>
      {replaced && <Diff label="The suggestion" before={quote} after={suggestion} />}
      <ProblemAlert problem={problem} />
      <p className="row">
        {edit && replaced && !resolvedAt && !orphaned && (
          <Button
            look="primary"
            busy={apply.busy}
            disabled={edit.changed}
            title={edit.changed ? 'Save your changes first.' : undefined}
            onClick={() => void applyIt(edit)}
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
      {edit?.changed && replaced && !resolvedAt && (
        <p className="small soft">Save your changes before you apply a suggestion.</p>
      )}
      {children?.(note)}
    </article>
  );
}

interface QuoteProps {
  readonly text: string;
  readonly onJump: (() => void) | undefined;
}

/** The passage of a note; in the editor, a button that jumps to it. */
function Quote({ text, onJump }: QuoteProps) {
  if (!onJump) {
    return (
      <blockquote className={panelStyles.quote} dir="auto">
        {text}
      </blockquote>
    );
  }
  return (
    <button type="button" className={styles.quote} onClick={onJump}>
      <q dir="auto">{text}</q>
    </button>
  );
}
