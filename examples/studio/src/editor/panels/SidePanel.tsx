import { useId, useRef, useState, type RefObject } from 'react';
import { Feedback } from '../../post/PostCard';
import type { Finding } from '../../post/checks';
import type { Usage } from '../../post/cost/cost';
import type { Draft } from '../draft/draft';
import type { EditableFragment, BriefInput } from '../../gql/graphql';
import { Html } from '../../ui/text/Html';
import { Skeleton } from '../../ui/feedback/Progress';
import { Findings } from './Findings';
import { NotesPanel } from '../notes/NotesPanel';
import { RewritePanel } from './RewritePanel';
import { SectionPanel } from './SectionPanel';
import { Tabs } from './Tabs';
import { VersionsPanel } from './VersionsPanel';
import type { Passage } from '../markdown/passages';
import type { usePreview } from './usePreview';
import { useSyncedScroll } from './useSyncedScroll';
import styles from './SidePanel.module.css';

type Shown = 'preview' | 'rewrite' | 'notes' | 'check' | 'versions';

interface Props {
  readonly postId: string;
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
  /** Called after each generation. */
  readonly onSpent: (usage: Usage) => void;
  /** Called with the post after the server has changed its text. */
  readonly onChanged: (post: EditableFragment) => void;
}

/** Panel beside the text: its preview, rewrites, notes, passages to check, and versions. */
export function SidePanel(props: Props) {
  const { text, draft, brief, feedback, preview, findings } = props;
  const { postId, revision, changed, onChanged, onJump } = props;
  const [shown, setShown] = useState<Shown>('preview');
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useSyncedScroll(text, panel, shown === 'preview');
  return (
    <div className={styles.side}>
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
        className={shown === 'preview' ? `${styles.panel} ${styles.preview}` : styles.panel}
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
              onSpent={props.onSpent}
            />
            <SectionPanel
              brief={brief}
              title={draft.title}
              markdown={draft.markdown}
              sections={preview.content?.sections ?? []}
              onRewritten={props.onRewritten}
              onSpent={props.onSpent}
            />
          </>
        )}
        {shown === 'notes' && (
          <NotesPanel
            postId={postId}
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
            postId={postId}
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
