import { useId, useRef, useState, type RefObject } from 'react';
import { Feedback } from '../blog/BlogCard';
import type { Finding } from '../blog/checks';
import type { Draft } from '../blog/draft';
import type { EditableParts } from '../blog/documents';
import type { FragmentType } from '../gql';
import type { BriefInput } from '../gql/graphql';
import { Html } from '../ui/Html';
import { Skeleton } from '../ui/Progress';
import { Findings } from './Findings';
import { NotesPanel } from './NotesPanel';
import { RewritePanel } from './RewritePanel';
import { SectionPanel } from './SectionPanel';
import { Tabs } from './Tabs';
import { VersionsPanel } from './VersionsPanel';
import type { Passage } from './passages';
import type { usePreview } from './usePreview';
import { useSyncedScroll } from './useSyncedScroll';

type Shown = 'preview' | 'rewrite' | 'notes' | 'check' | 'versions';

interface Props {
  readonly blogId: string;
  readonly revision: number;
  /** Whether the text has unsaved changes. */
  readonly changed: boolean;
  readonly openNotes: number;
  /** The editor, which the preview follows. */
  readonly text: RefObject<HTMLElement | null>;
  readonly draft: Draft;
  readonly brief: BriefInput;
  readonly feedback: string | null;
  readonly preview: ReturnType<typeof usePreview>;
  readonly findings: readonly Finding[];
  readonly selection: Passage;
  readonly onJump: (quote: string) => boolean;
  readonly onReplace: (passage: Passage, text: string, receipt: string) => void;
  readonly onRewritten: (markdown: string, receipt: string) => void;
  /** Called with the blog after the server has changed its text. */
  readonly onChanged: (blog: FragmentType<typeof EditableParts>) => void;
}

/** Panel beside the text: its preview, rewrites, notes, passages to check, and versions. */
export function SidePanel(props: Props) {
  const { text, draft, brief, feedback, preview, findings } = props;
  const { blogId, revision, changed, onChanged, onJump } = props;
  const [shown, setShown] = useState<Shown>('preview');
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useSyncedScroll(text, panel, shown === 'preview');
  return (
    <div className="editor-side">
      {feedback && <Feedback words={feedback} />}
      <Tabs
        label="Beside the text"
        id={id}
        picked={shown}
        onPick={setShown}
        tabs={[
          { key: 'preview', name: 'Preview' },
          { key: 'rewrite', name: 'Rewrite' },
          { key: 'notes', name: 'Notes', count: props.openNotes },
          { key: 'check', name: 'Check', count: findings.length },
          { key: 'versions', name: 'Versions' },
        ]}
      />
      <div
        className={`editor-panel editor-${shown}`}
        id={id}
        role="tabpanel"
        aria-label={shown}
        // Focusable, because a panel may scroll.
        tabIndex={0}
        ref={panel}
      >
        {shown === 'preview' &&
          (preview.content ? (
            <Html className="prose sheet" html={preview.content.html} label="Preview" />
          ) : (
            <Skeleton lines={8} label="Loading the preview" />
          ))}
        {shown === 'rewrite' && (
          <>
            <RewritePanel
              brief={brief}
              markdown={draft.markdown}
              selection={props.selection}
              onReplace={props.onReplace}
            />
            <SectionPanel
              brief={brief}
              title={draft.title}
              markdown={draft.markdown}
              sections={preview.content?.sections ?? []}
              onRewritten={props.onRewritten}
            />
          </>
        )}
        {shown === 'notes' && (
          <NotesPanel
            blogId={blogId}
            revision={revision}
            markdown={draft.markdown}
            selection={props.selection}
            changed={changed}
            onJump={onJump}
            onApplied={onChanged}
          />
        )}
        {shown === 'check' && <Findings findings={findings} onJump={onJump} />}
        {shown === 'versions' && (
          <VersionsPanel
            blogId={blogId}
            revision={revision}
            markdown={draft.markdown}
            changed={changed}
            onRestored={onChanged}
          />
        )}
      </div>
    </div>
  );
}
