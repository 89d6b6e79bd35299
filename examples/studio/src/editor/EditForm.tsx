import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useQuery } from '@apollo/client/react';
import { EditorView } from '@codemirror/view';
import type { Problem } from '../api/problems';
import { MetaFields } from '../post/fields/MetaFields';
import { PictureInput } from '../post/fields/PictureInput';
import { SearchResult } from '../post/SearchResult';
import { TagsField } from '../post/fields/TagsField';
import { findingsOf } from '../post/checks';
import { CostSoFar } from '../post/cost/CostSoFar';
import { useCost } from '../post/cost/cost';
import { isChanged, withReceipt, type Draft } from './draft/draft';
import type { EditableFragment, BriefInput } from '../gql/graphql';
import { ProblemAlert } from '../ui/feedback/Alert';
import { Button } from '../ui/input/Button';
import { TextField } from '../ui/input/Field';
import { Page } from '../ui/Page';
import { Progress } from '../ui/feedback/Progress';
import { MarkdownEditor } from './markdown/MarkdownEditor';
import { SidePanel } from './panels/SidePanel';
import { TagSuggestions } from './TagSuggestions';
import type { Mark } from './markdown/extensions';
import { Notes } from './notes/documents';
import { findPassage, type Passage } from './markdown/passages';
import { usePreview } from './panels/usePreview';
import styles from './EditForm.module.css';
import formStyles from '../ui/input/FormActions.module.css';
import pictureStyles from '../post/fields/PictureInput.module.css';

const SHOWN = ['title', 'markdown', 'metaTitle', 'metaDescription', 'coverImageAlt', 'tags'];
const NOWHERE: Passage = { from: 0, to: 0 };

interface Props {
  readonly userId: string;
  readonly postId: string;
  readonly draft: Draft;
  /** The saved version. */
  readonly base: Draft;
  /** Whether the post is public: the edit changes its working copy. */
  readonly live: boolean;
  readonly slug: string | null;
  readonly brief: BriefInput;
  readonly feedback: string | null;
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly onEdit: (draft: Draft) => void;
  /** Save; `leave` opens the post afterwards. */
  readonly onSave: (leave: boolean) => void;
  readonly onDiscard: () => void;
  /** Called with the post after the server has changed its text. */
  readonly onChanged: (post: EditableFragment) => void;
  readonly children: ReactNode;
}

export function EditForm(props: Props) {
  const { draft, base, live, slug, brief, problem, busy, onEdit, onSave, onDiscard } = props;
  const changed = isChanged(draft, base);
  const { cost, spend } = useCost(props.userId, props.postId);
  const view = useRef<EditorView | null>(null);
  const text = useRef<HTMLDivElement>(null);
  const [selection, setSelection] = useState(NOWHERE);
  const preview = usePreview(draft.title, draft.markdown, brief.targetedKeyword);
  const findings = useMemo(() => (preview.content ? findingsOf(preview.content) : []), [preview.content]);
  const notes = useOpenNotes(props.postId);
  const marks = useMemo(
    () => [
      ...findings.map(({ quote }): Mark => ({ quote, kind: 'finding' })),
      ...notes.map(({ quote }): Mark => ({ quote: quote ?? '', kind: 'note' })),
    ],
    [findings, notes],
  );
  useSaveKey(() => changed && !busy && onSave(false));

  const onView = useCallback((now: EditorView | null) => {
    view.current = now;
  }, []);
  /** Select a quoted passage in the text and scroll to it. */
  const jump = (quote: string) => {
    const passage = findPassage(draft.markdown, quote);
    if (passage === null || view.current === null) return false;
    view.current.dispatch({
      selection: { anchor: passage.from, head: passage.to },
      effects: EditorView.scrollIntoView(passage.from, { y: 'center' }),
    });
    view.current.focus();
    return true;
  };
  const write = (markdown: string, receipt: string) =>
    onEdit(withReceipt({ ...draft, markdown }, receipt));
  const replace = ({ from, to }: Passage, words: string, receipt: string) => {
    write(draft.markdown.slice(0, from) + words + draft.markdown.slice(to), receipt);
    setSelection(NOWHERE);
  };
  return (
    <>
      <Page
        title={`Edit: ${base.title}`}
        lead={
          live
            ? 'The public page stays as it is until the changes are approved. Unsaved ones are kept in this browser.'
            : 'Unsaved changes are kept in this browser.'
        }
      />
      {props.children}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(true);
        }}
      >
        <ProblemAlert problem={problem} shown={SHOWN} submits />
        <TextField
          label="Title"
          maxLength={200}
          required
          value={draft.title}
          error={problem?.fields.get('title')}
          onChange={({ target }) => onEdit({ ...draft, title: target.value })}
        />
        <div className={styles.editor}>
          <div ref={text}>
            <MarkdownEditor
              label="Text, in Markdown"
              value={draft.markdown}
              error={problem?.fields.get('markdown')}
              marks={marks}
              onChange={(markdown) => onEdit({ ...draft, markdown })}
              onSelect={setSelection}
              onView={onView}
            />
          </div>
          <SidePanel
            postId={props.postId}
            revision={base.revision}
            changed={changed}
            openNotes={notes.length}
            onChanged={props.onChanged}
            text={text}
            draft={draft}
            brief={brief}
            feedback={props.feedback}
            preview={preview}
            findings={findings}
            selection={selection}
            onJump={jump}
            onReplace={replace}
            onRewritten={write}
            onSpent={spend}
          />
        </div>
        <TagsField
          value={draft.tags}
          problem={problem}
          onChange={(tags) => onEdit({ ...draft, tags })}
        />
        <TagSuggestions
          input={{ brief, title: draft.title, markdown: draft.markdown }}
          tags={draft.tags}
          onChange={(tags) => onEdit({ ...draft, tags })}
          onSpent={spend}
        />
        <Cover draft={draft} onEdit={onEdit} />
        <details className="card">
          <summary>For search engines</summary>
          <div className="stack">
            <SearchResult
              title={draft.metaTitle || draft.title}
              description={draft.metaDescription}
              slug={slug}
            />
            <MetaFields
              meta={draft}
              problem={problem}
              withCover={draft.coverImageUrl !== null}
              onChange={(meta) => onEdit({ ...draft, ...meta })}
            />
          </div>
        </details>
        <CostSoFar cost={cost} />
        {busy && <Progress label="Saving the changes …" />}
        <div className={`${formStyles.actions} ${styles.actions}`}>
          <Button onClick={onDiscard}>{changed ? 'Discard the changes' : 'Back'}</Button>
          <span className="small soft" role="status">
            {preview.content && `${preview.content.wordCount} words · ${preview.content.readingMinutes} min read · `}
            {changed ? 'Not saved' : 'Saved'}
          </span>
          <Button look="primary" type="submit" busy={busy} disabled={!changed} title="Ctrl+S saves and stays here">
            Save the changes
          </Button>
        </div>
      </form>
    </>
  );
}

/** Open notes, whose passages are marked in the text. */
function useOpenNotes(id: string) {
  const { data } = useQuery(Notes, { variables: { id } });
  return useMemo(() => {
    const notes = data?.blog?.notes ?? [];
    return notes.filter(({ resolvedAt }) => !resolvedAt);
  }, [data]);
}

/** Ctrl+S or ⌘S saves. */
function useSaveKey(onSave: () => void): void {
  const latest = useRef(onSave);
  useEffect(() => {
    latest.current = onSave;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function Cover({ draft, onEdit }: Pick<Props, 'draft' | 'onEdit'>) {
  return (
    <details className="card">
      <summary>Cover</summary>
      <div className="stack">
        {draft.coverImageUrl && (
          <figure className={pictureStyles.figure}>
            <img className={pictureStyles.preview} src={draft.coverImageUrl} alt="Current cover" />
            <figcaption>
              <Button look="quiet" onClick={() => onEdit({ ...draft, coverImageUrl: null })}>
                Remove the cover
              </Button>
            </figcaption>
          </figure>
        )}
        <PictureInput
          key={draft.coverImageUrl}
          onUploaded={(url) => onEdit({ ...draft, coverImageUrl: url })}
        />
      </div>
    </details>
  );
}
