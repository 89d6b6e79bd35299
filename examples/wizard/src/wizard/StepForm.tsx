import type { FormEvent, ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Button, LinkButton } from '../ui/Button';
import { after, before, pathTo, type Step } from './steps';

interface Props {
  readonly step: Step;
  /** May the next step be gone to? It is asked when Continue is pressed. */
  readonly onContinue: () => boolean | Promise<boolean>;
  readonly busy?: boolean;
  /** Whether there is anything to go on with yet. */
  readonly canContinue?: boolean;
  readonly children: ReactNode;
}

/** A step's form with its way back and its way on. */
export function StepForm({ step, onContinue, busy = false, canContinue = true, children }: Props) {
  const navigate = useNavigate();
  const earlier = before(step);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await onContinue()) void navigate(pathTo(after(step)));
  };
  return (
    <form className="stack step-form" onSubmit={(event) => void submit(event)}>
      {children}
      <div className="step-ways">
        {earlier ? <LinkButton to={pathTo(earlier)}>Back</LinkButton> : <span />}
        {canContinue && (
          <Button look="primary" type="submit" busy={busy}>
            Continue
          </Button>
        )}
      </div>
    </form>
  );
}
