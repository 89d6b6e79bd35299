import { useState } from 'react';
import { useAction } from '../../api/useAction';
import type { BriefInput, RewriteMode } from '../../gql/graphql';
import type { Usage } from '../../post/cost/cost';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Button } from '../../ui/input/Button';
import { Diff } from '../../ui/text/Diff';
import { SelectField, TextArea } from '../../ui/input/Field';
import { Progress } from '../../ui/feedback/Progress';
import { RewriteText } from '../documents';
import { trimmed, type Passage } from '../markdown/passages';
import panelStyles from './panels.module.css';
import fieldStyles from '../../ui/input/Field.module.css';

const MODES: Record<RewriteMode, string> = {
  IMPROVE: 'Improve',
  SHORTEN: 'Shorten',
  EXPAND: 'Expand',
  SIMPLIFY: 'Simplify',
  CUSTOM: 'As instructed',
};
/** Limit of the API. */
const MOST_CHARACTERS = 3000;

interface Props {
  readonly brief: BriefInput;
  readonly markdown: string;
  readonly selection: Passage;
  readonly onReplace: (passage: Passage, text: string, receipt: string) => void;
  /** Called after each generation. */
  readonly onSpent: (usage: Usage) => void;
}

interface Offer {
  readonly quote: string;
  readonly options: readonly string[];
  readonly receipt: string;
}

/** Rewrites the selected passage: three versions with their differences, to choose from. */
export function RewritePanel({ brief, markdown, selection, onReplace, onSpent }: Props) {
  const { run, busy, problem, cancel } = useAction(RewriteText, { cancelOnLeave: true });
  const [mode, setMode] = useState<RewriteMode>('IMPROVE');
  const [instruction, setInstruction] = useState('');
  const [offer, setOffer] = useState<Offer | null>(null);
  const passage = trimmed(markdown, selection);
  const quote = markdown.slice(passage.from, passage.to);
  const usable = quote !== '' && quote.length <= MOST_CHARACTERS;

  const rewrite = async () => {
    setOffer(null);
    const words = instruction.trim() || null;
    const success = await run({ input: { brief, markdown, quote, mode, instruction: words } });
    if (!success) return;
    onSpent(success.usage);
    setOffer({ quote, options: success.options, receipt: success.receipt });
  };
  const use = ({ quote: old, receipt }: Offer, text: string) => {
    // The passage may have moved since it was selected.
    const near = markdown.slice(passage.from, passage.to) === old ? passage.from : markdown.indexOf(old);
    if (near !== -1) onReplace({ from: near, to: near + old.length }, text, receipt);
    setOffer(null);
  };
  return (
    <section className="stack" aria-label="Rewrite the selection">
      <h3>Selected passage</h3>
      {quote ? (
        <blockquote className={panelStyles.quote} dir="auto">
          {quote}
        </blockquote>
      ) : (
        <p className="soft small">Select a passage of the text to rewrite it.</p>
      )}
      {quote.length > MOST_CHARACTERS && (
        <p className={fieldStyles.error}>Select at most 3,000 characters.</p>
      )}
      <SelectField
        label="Change"
        value={mode}
        onChange={({ target }) => setMode(target.value as RewriteMode)}
      >
        {Object.entries(MODES).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextArea
        label="Instructions"
        hint={mode === 'CUSTOM' ? undefined : 'Optional.'}
        rows={2}
        maxLength={1000}
        value={instruction}
        error={problem?.fields.get('instruction')}
        onChange={({ target }) => setInstruction(target.value)}
      />
      <ProblemAlert problem={problem} shown={['instruction']} onRetry={() => void rewrite()} />
      {busy && <Progress label="Writing three versions …" onCancel={cancel} />}
      <p>
        <Button
          look="primary"
          busy={busy}
          disabled={!usable || (mode === 'CUSTOM' && !instruction.trim())}
          onClick={() => void rewrite()}
        >
          {offer ? 'Regenerate' : 'Rewrite the passage'}
        </Button>
      </p>
      {offer?.options.map((option, at) => (
        <div className={`stack ${panelStyles.version}`} key={at}>
          <Diff label={`Version ${at + 1}`} before={offer.quote} after={option} />
          <p>
            <Button onClick={() => use(offer, option)}>Use version {at + 1}</Button>
          </p>
        </div>
      ))}
    </section>
  );
}
