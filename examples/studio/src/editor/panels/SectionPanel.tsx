import { useState } from 'react';
import { useAction } from '../../api/useAction';
import type { BriefInput } from '../../gql/graphql';
import type { Usage } from '../../post/cost/cost';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { SectionField } from '../../post/fields/SectionField';
import { Button } from '../../ui/input/Button';
import { Diff } from '../../ui/text/Diff';
import { TextArea } from '../../ui/input/Field';
import { Progress } from '../../ui/feedback/Progress';
import { RewriteSection } from '../documents';
import { changedPart } from '../markdown/passages';
import styles from './panels.module.css';

interface Props {
  readonly brief: BriefInput;
  readonly title: string;
  readonly markdown: string;
  readonly sections: readonly { readonly heading: string; readonly anchor: string }[];
  readonly onRewritten: (markdown: string, receipt: string) => void;
  /** Called after each generation. */
  readonly onSpent: (usage: Usage) => void;
}

interface Offer {
  readonly before: string;
  readonly after: string;
  readonly receipt: string;
}

/** Regenerates a section as instructed, and shows the differences before they are used. */
export function SectionPanel({ brief, title, markdown, sections, onRewritten, onSpent }: Props) {
  const { run, busy, problem, cancel } = useAction(RewriteSection, { cancelOnLeave: true });
  const [picked, setPicked] = useState('');
  const [instruction, setInstruction] = useState('');
  const [offer, setOffer] = useState<Offer | null>(null);
  const anchor = sections.some((each) => each.anchor === picked) ? picked : sections[0]?.anchor;
  if (anchor === undefined) return null;
  const regenerate = async () => {
    setOffer(null);
    const words = instruction.trim();
    const success = await run({ input: { brief, title, markdown, anchor, instruction: words } });
    if (!success) return;
    onSpent(success.usage);
    const { content, receipt } = success;
    setOffer({ before: markdown, after: content.markdown, receipt });
  };
  const [before, after] = offer ? changedPart(offer.before, offer.after) : ['', ''];
  return (
    <section className="stack" aria-label="Regenerate a section">
      <h3>A whole section</h3>
      <SectionField sections={sections} value={anchor} disabled={busy} onPick={setPicked} />
      <TextArea
        label="Instructions for the section"
        placeholder="Shorter, with an example."
        rows={2}
        maxLength={1000}
        value={instruction}
        error={problem?.fields.get('instruction')}
        onChange={({ target }) => setInstruction(target.value)}
      />
      <ProblemAlert problem={problem} shown={['instruction']} onRetry={() => void regenerate()} />
      {busy && <Progress label="Writing the section …" onCancel={cancel} />}
      <p>
        <Button busy={busy} disabled={!instruction.trim()} onClick={() => void regenerate()}>
          Regenerate the section
        </Button>
      </p>
      {offer && (
        <div className={`stack ${styles.version}`}>
          <Diff label="The new section" before={before} after={after} />
          <p className="row">
            <Button
              look="primary"
              disabled={markdown !== offer.before}
              onClick={() => {
                onRewritten(offer.after, offer.receipt);
                setOffer(null);
              }}
            >
              Use the new section
            </Button>
            <Button look="quiet" onClick={() => setOffer(null)}>
              Keep the old one
            </Button>
            {markdown !== offer.before && (
              <span className="small soft">The text has changed since: regenerate it.</span>
            )}
          </p>
        </div>
      )}
    </section>
  );
}
