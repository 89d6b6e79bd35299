import { useId, useRef, useState, type RefObject } from 'react';
import { Feedback } from '../blog/BlogCard';
import type { Finding } from '../blog/checks';
import type { Draft } from '../blog/draft';
import type { BriefInput } from '../gql/graphql';
import { Html } from '../ui/Html';
import { Skeleton } from '../ui/Progress';
import { Findings } from './Findings';
import { RewritePanel } from './RewritePanel';
import { SectionPanel } from './SectionPanel';
import { Tabs } from './Tabs';
import type { Passage } from './passages';
import type { usePreview } from './usePreview';
import { useSyncedScroll } from './useSyncedScroll';

type Shown = 'preview' | 'rewrite' | 'check';

interface Props {
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
}

/** Panel beside the text: its preview, rewrites, and passages to check. */
export function SidePanel(props: Props) {
  const { text, draft, brief, feedback, preview, findings } = props;
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
          { key: 'check', name: 'Check', count: findings.length },
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
        {shown === 'check' && <Findings findings={findings} onJump={props.onJump} />}
      </div>
    </div>
  );
}
