import { useEffect, useRef, useState } from 'react';
import { Notice } from '../../ui/feedback/Alert';
import { Button, LinkButton } from '../../ui/input/Button';
import { Page } from '../../ui/Page';
import { Progress } from '../../ui/feedback/Progress';
import { OptionCards } from './OptionCards';
import { StepForm } from '../StepForm';
import { StepProblem } from '../StepProblem';
import { useWizard } from '../context';
import { chosen, isOutdated, type OptionStep } from '../state/state';
import { originOf, pathTo } from '../state/steps';
import { SUGGESTIONS } from '../state/suggestions';
import { useSuggest } from './useSuggest';

/** A step with five options or the user's own text. */
export function OptionsStep({ step }: { readonly step: OptionStep }) {
  const { state, wrong } = useWizard();
  const { title, lead, one, several } = SUGGESTIONS[step];
  const { suggest, busy, problem, cancel } = useSuggest(step);
  const [missing, setMissing] = useState(false);
  const choice = state.choices[step];
  const none = choice.options.length === 0;
  const outdated = isOutdated(state, step);

  // Generate options automatically on the first visit.
  const begun = useRef(false);
  useEffect(() => {
    if (none && !begun.current) void suggest();
    begun.current = true;
  }, [none, suggest]);
  useEffect(
    () => () => {
      begun.current = false;
    },
    [],
  );

  const taken = chosen(state, step) !== null;
  const article = /^[aeiou]/.test(one) ? 'an' : 'a';
  // Errors of later steps that concern this choice.
  const found = [...wrong].filter(([path]) => originOf(path) === step).map(([, why]) => why);
  const error =
    missing && !taken
      ? `Choose ${article} ${one}, or write your own.`
      : found.join(' ') || undefined;
  return (
    <>
      <Page title={title} lead={lead} focusOn={step} />
      <StepForm
        step={step}
        onContinue={() => {
          setMissing(!taken);
          return taken;
        }}
      >
        <StepProblem problem={problem} here={step} onRetry={() => void suggest()} />
        {outdated && !busy && (
          <Notice tone="warn">
            <p>You have changed an earlier step since these {several} were written.</p>
            <Button onClick={() => void suggest()}>Regenerate</Button>
          </Notice>
        )}
        {busy && <Progress label={`Writing five ${several} …`} onCancel={cancel} />}
        <OptionCards step={step} error={error} />
        <div className="row">
          {!outdated && (
            <Button busy={busy} onClick={() => void suggest()}>
              {none ? `Write five ${several}` : 'Five more'}
            </Button>
          )}
          {step === 'picture' && (
            <>
              <LinkButton look="quiet" to={pathTo('cover')}>
                Upload a picture instead
              </LinkButton>
              <LinkButton look="quiet" to={pathTo('post')}>
                Continue without a cover
              </LinkButton>
            </>
          )}
        </div>
      </StepForm>
    </>
  );
}
