import { useId, useState, type FormEvent, type ReactNode } from 'react';
import type { Problem } from '../api/problems';
import { ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { TextArea, TextField } from '../ui/Field';
import { Html } from '../ui/Html';
import { Markdown } from '../ui/Markdown';
import { Page } from '../ui/Page';
import { Progress } from '../ui/Progress';
import { Findings } from './Findings';
import { MetaFields } from './MetaFields';
import { PictureInput } from './PictureInput';
import { TagsField } from './TagsField';
import { isChanged, type Draft } from './draft';
import type { Finding } from './checks';

const SHOWN = ['title', 'markdown', 'metaTitle', 'metaDescription', 'coverImageAlt', 'tags'];

interface Props {
  readonly draft: Draft;
  /** The saved version and its rendered HTML. */
  readonly base: Draft;
  /** Whether the blog is public: the edit changes its working copy. */
  readonly live: boolean;
  readonly html: string;
  readonly findings: readonly Finding[];
  readonly problem: Problem | null;
  readonly busy: boolean;
  readonly onEdit: (draft: Draft) => void;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
  readonly children: ReactNode;
}

export function EditForm({
  draft,
  base,
  live,
  html,
  findings,
  problem,
  busy,
  onEdit,
  onSave,
  onDiscard,
  children,
}: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const changed = isChanged(draft, base);
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
      {children}
      <form className="stack" onSubmit={submit}>
        <ProblemAlert problem={problem} shown={SHOWN} submits />
        <TextField
          label="Title"
          maxLength={200}
          required
          value={draft.title}
          error={problem?.fields.get('title')}
          onChange={({ target }) => onEdit({ ...draft, title: target.value })}
        />
        <TagsField
          value={draft.tags}
          problem={problem}
          onChange={(tags) => onEdit({ ...draft, tags })}
        />
        <Text
          draft={draft}
          html={draft.markdown === base.markdown ? html : null}
          onEdit={onEdit}
          error={problem?.fields.get('markdown')}
        />
        {draft.markdown === base.markdown && <Findings findings={findings} />}
        <Cover draft={draft} onEdit={onEdit} />
        <details className="card">
          <summary>For search engines</summary>
          <div className="stack">
            <MetaFields
              meta={draft}
              problem={problem}
              withCover={draft.coverImageUrl !== null}
              onChange={(meta) => onEdit({ ...draft, ...meta })}
            />
          </div>
        </details>
        {busy && <Progress label="Saving the changes …" />}
        <div className="step-ways">
          <Button onClick={onDiscard}>{changed ? 'Discard the changes' : 'Back'}</Button>
          <Button look="primary" type="submit" busy={busy} disabled={!changed}>
            Save the changes
          </Button>
        </div>
      </form>
    </>
  );
}

interface TextProps {
  readonly draft: Draft;
  /** HTML from the server, if the text is unchanged. */
  readonly html: string | null;
  readonly error: string | undefined;
  readonly onEdit: (draft: Draft) => void;
}

/** Markdown beside its preview; on a phone, one at a time. */
function Text({ draft, html, error, onEdit }: TextProps) {
  const [preview, setPreview] = useState(false);
  const id = useId();
  const tab = (name: string, on: boolean) => (
    <button type="button" aria-pressed={preview === on} onClick={() => setPreview(on)}>
      {name}
    </button>
  );
  return (
    <div className="editor" data-shows={preview ? 'preview' : 'text'}>
      <div className="tabs editor-tabs" role="group" aria-label="Text or preview">
        {tab('Text', false)}
        {tab('Preview', true)}
      </div>
      <div className="editor-text">
        <TextArea
          label="Text, in Markdown"
          className="mono"
          rows={24}
          maxLength={100_000}
          required
          dir="auto"
          spellCheck
          value={draft.markdown}
          error={error}
          onChange={({ target }) => onEdit({ ...draft, markdown: target.value })}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable by keyboard */}
      <section className="editor-preview" aria-labelledby={id} tabIndex={0}>
        <h2 className="label" id={id}>
          Preview
          <span className="soft"> {html === null ? '— not saved yet' : '— as saved'}</span>
        </h2>
        {html === null ? (
          <article className="prose sheet" dir="auto">
            <Markdown source={draft.markdown} />
          </article>
        ) : (
          <Html className="prose sheet" html={html} />
        )}
      </section>
    </div>
  );
}

function Cover({ draft, onEdit }: Pick<TextProps, 'draft' | 'onEdit'>) {
  return (
    <details className="card">
      <summary>Cover</summary>
      <div className="stack">
        {draft.coverImageUrl && (
          <figure className="cover-figure">
            <img className="cover-preview" src={draft.coverImageUrl} alt="Current cover" />
            <figcaption>
              <Button look="quiet" onClick={() => onEdit({ ...draft, coverImageUrl: null })}>
                Remove the cover
              </Button>
            </figcaption>
          </figure>
        )}
        <PictureInput onUploaded={(url) => onEdit({ ...draft, coverImageUrl: url })} />
      </div>
    </details>
  );
}
