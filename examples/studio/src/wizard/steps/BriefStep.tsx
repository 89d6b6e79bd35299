import { useState } from 'react';
import { Button } from '../../ui/input/Button';
import { SelectField, TextArea, TextField } from '../../ui/input/Field';
import { Page } from '../../ui/Page';
import { Progress } from '../../ui/feedback/Progress';
import { StepForm } from '../StepForm';
import { StepProblem } from '../StepProblem';
import { useWizard } from '../context';
import { EMPTY, isOutdated, lines, type Brief } from '../state/state';
import { useSuggest } from './useSuggest';

const MOST_LINKS = 20;
const TONES = ['Informative', 'Friendly', 'Professional', 'Witty', 'Persuasive', 'Inspiring'];
const LANGUAGES = ['English', 'German', 'French', 'Spanish', 'Italian', 'Portuguese', 'Japanese'];

export function BriefStep() {
  const { state, change, wrong, setWrong } = useWizard();
  const { suggest, busy, problem, cancel } = useSuggest('idea');
  const { brief } = state;

  /** Props of an input: value, change handler, and error, also of list items. */
  const input = (name: keyof Brief) => ({
    name,
    value: brief[name],
    disabled: busy,
    onChange: (event: { target: { value: string } }) =>
      change({ type: 'brief', brief: { [name]: event.target.value } }),
    error: errorAt(wrong, name),
  });

  const next = async () => {
    if (state.choices.idea.options.length > 0 && !isOutdated(state, 'idea')) return true;
    const links = wrongLinks(brief.referenceLinks);
    if (links !== null) {
      setWrong(new Map([['brief.referenceLinks', links]]));
      return false;
    }
    return suggest();
  };

  return (
    <>
      <Page
        title="Describe your post"
        kicker="A new post"
        lead="Describe the subject and its readers. All later steps use this brief."
      />
      <StepForm step="brief" onContinue={next} busy={busy}>
        <StepProblem
          problem={problem}
          here="brief"
          shown={[...wrong.keys()].filter((path) => path.startsWith('brief.'))}
          submits
        />
        <div className="card stack">
          <TextField
            {...input('focusOrNiche')}
            label="Niche"
            placeholder="Urban gardening"
            maxLength={200}
            required
          />
          <TextField
            {...input('targetedKeyword')}
            label="Keyword"
            hint="The search terms that should find the post."
            placeholder="balcony composting"
            maxLength={200}
            required
          />
          <TextField
            {...input('targetedAudience')}
            label="Audience"
            placeholder="busy families in small flats"
            maxLength={200}
            required
          />
          <TextArea
            {...input('referenceLinks')}
            label="Links"
            hint="Sources to use and cite, one per line, at most 20. Optional."
            placeholder="https://…"
          />
          <div className="fields">
            <TextField {...input('tone')} label="Tone" list="tones" maxLength={60} required />
            <SelectField {...input('creativity')} label="Creativity">
              <option value="LOW">Low: sober</option>
              <option value="MEDIUM">Medium: lively</option>
              <option value="HIGH">High: surprising</option>
            </SelectField>
            <SelectField {...input('length')} label="Length">
              <option value="SHORT">Short: 400 to 700 words</option>
              <option value="MEDIUM">Medium: 700 to 1,200 words</option>
              <option value="LONG">Long: 1,500 to 2,500 words</option>
            </SelectField>
            <TextField
              {...input('language')}
              label="Language"
              list="languages"
              maxLength={60}
              required
            />
          </div>
          <Suggested id="tones" values={TONES} />
          <Suggested id="languages" values={LANGUAGES} />
        </div>
        {busy && <Progress label="Writing five ideas …" onCancel={cancel} />}
        {state !== EMPTY && <StartAgain />}
      </StepForm>
    </>
  );
}

/** Validation message for the links: the API accepts only URLs. */
function wrongLinks(text: string): string | null {
  const links = lines(text);
  if (links.length > MOST_LINKS) return `${MOST_LINKS} links at most.`;
  const wrong = links.find((link) => !/^https?:\/\//i.test(link) || !URL.canParse(link));
  return wrong === undefined
    ? null
    : `“${wrong}” is not a URL that begins with https:// or http://.`;
}

function errorAt(problems: ReadonlyMap<string, string>, name: keyof Brief): string | undefined {
  const found = [...problems].filter(([path]) => `${path}.`.startsWith(`brief.${name}.`));
  return found.length ? found.map(([, message]) => message).join(' ') : undefined;
}

function Suggested({ id, values }: { readonly id: string; readonly values: readonly string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value}>{value}</option>
      ))}
    </datalist>
  );
}

/** Discards the stored state, with a confirmation. */
function StartAgain() {
  const { change } = useWizard();
  const [sure, setSure] = useState(false);
  return (
    <p className="row">
      <Button look="quiet" onClick={() => (sure ? change({ type: 'reset' }) : setSure(true))}>
        {sure ? 'Discard this draft' : 'Start over'}
      </Button>
      {sure && (
        <Button look="quiet" onClick={() => setSure(false)}>
          Keep it
        </Button>
      )}
    </p>
  );
}
