import { useState } from 'react';
import { Button } from '../ui/Button';
import { SelectField, TextArea, TextField } from '../ui/Field';
import { Page } from '../ui/Page';
import { Progress } from '../ui/Progress';
import { StepForm } from './StepForm';
import { StepProblem } from './StepProblem';
import { useWizard } from './context';
import { EMPTY, isOutdated, lines, type Brief } from './state';
import { useSuggest } from './useSuggest';

const MOST_LINKS = 20;
const TONES = ['Informative', 'Friendly', 'Professional', 'Witty', 'Persuasive', 'Inspiring'];
const LANGUAGES = ['English', 'German', 'French', 'Spanish', 'Italian', 'Portuguese', 'Japanese'];

export function BriefStep() {
  const { state, change, wrong, setWrong } = useWizard();
  const { suggest, busy, problem, cancel } = useSuggest('idea');
  const { brief } = state;

  /** The value and what changes it; the error, of a link in a list too. */
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
        title="What is it about?"
        kicker="A new post"
        lead="A few words on the subject and its readers. Each later step builds on them."
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
            hint="The words that it is to be found by."
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
            hint="Pages to draw on and to cite, one a line, 20 at most. Optional."
            placeholder="https://…"
          />
          <div className="fields-3">
            <TextField {...input('tone')} label="Tone" list="tones" maxLength={60} required />
            <SelectField {...input('creativity')} label="Creativity">
              <option value="LOW">Low: sober</option>
              <option value="MEDIUM">Medium: lively</option>
              <option value="HIGH">High: surprising</option>
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
        {busy && <Progress label="Looking for five ideas …" onCancel={cancel} />}
        {state !== EMPTY && <StartAgain />}
      </StepForm>
    </>
  );
}

/** What is wrong with the links: the API takes none that is no address. */
function wrongLinks(text: string): string | null {
  const links = lines(text);
  if (links.length > MOST_LINKS) return `${MOST_LINKS} links at most.`;
  const wrong = links.find((link) => !/^https?:\/\//i.test(link) || !URL.canParse(link));
  return wrong === undefined
    ? null
    : `“${wrong}” is no address that begins with https:// or http://.`;
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

/** Throws away what this tab keeps, after asking once more. */
function StartAgain() {
  const { change } = useWizard();
  const [sure, setSure] = useState(false);
  return (
    <p className="row">
      <Button look="quiet" onClick={() => (sure ? change({ type: 'reset' }) : setSure(true))}>
        {sure ? 'Really throw this draft away' : 'Start again'}
      </Button>
      {sure && (
        <Button look="quiet" onClick={() => setSure(false)}>
          Keep it
        </Button>
      )}
    </p>
  );
}
