import { useState } from 'react';
import { useAction } from '../../api/useAction';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { CheckField, TextArea } from '../../ui/input/Field';
import { AddNote } from './documents';
import { trimmed, type Passage } from '../markdown/passages';
import styles from '../panels/panels.module.css';

/** Limits of the API, in characters. */
const MOST_QUOTED = 1000;
const CONTEXT = 100;

interface Props {
  readonly postId: string;
  readonly markdown: string;
  readonly selection: Passage;
}

/** A new note, on the selected passage or on the whole text. Not a form: it is inside one. */
export function AddNoteForm({ postId, markdown, selection }: Props) {
  const { run, busy, problem } = useAction(AddNote);
  const [body, setBody] = useState('');
  const [suggests, setSuggests] = useState(false);
  const [suggestion, setSuggestion] = useState('');
  const { from, to } = trimmed(markdown, selection);
  const quote = to - from <= MOST_QUOTED ? markdown.slice(from, to) : '';
  const add = async () => {
    const anchor = quote && {
      quote,
      prefix: markdown.slice(Math.max(0, from - CONTEXT), from),
      suffix: markdown.slice(to, to + CONTEXT),
      suggestion: suggests ? suggestion : null,
    };
    const success = await run({ postId, input: { body: body.trim(), ...anchor } });
    if (!success) return;
    setBody('');
    setSuggests(false);
  };
  return (
    <section className="stack" aria-label="A new note">
      {quote && (
        <blockquote className={styles.quote} dir="auto">
          {quote}
        </blockquote>
      )}
      <TextArea
        label={quote ? 'Note on the selected passage' : 'Note on the whole text'}
        hint={quote ? undefined : 'Select a passage of the text for a note on it.'}
        rows={2}
        maxLength={2000}
        value={body}
        error={problem?.fields.get('body')}
        onChange={({ target }) => setBody(target.value)}
      />
      {quote && (
        <CheckField
          label="Suggest another text"
          checked={suggests}
          onChange={({ target }) => {
            setSuggests(target.checked);
            setSuggestion(quote);
          }}
        />
      )}
      {quote && suggests && (
        <TextArea
          label="Suggested text"
          rows={3}
          maxLength={5000}
          value={suggestion}
          error={problem?.fields.get('suggestion')}
          onChange={({ target }) => setSuggestion(target.value)}
        />
      )}
      <ProblemAlert problem={problem} shown={['body', 'suggestion']} onRetry={() => void add()} />
      <p>
        <Button busy={busy} disabled={!body.trim()} onClick={() => void add()}>
          Add the note
        </Button>
      </p>
    </section>
  );
}
