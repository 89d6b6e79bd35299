import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { focusOnWrong } from '../ui/feedback/Alert';
import { Button, LinkButton } from '../ui/input/Button';
import { useWizard } from './context';
import { after, before, pathTo, type Step } from './state/steps';
import styles from './StepForm.module.css';
import formStyles from '../ui/input/FormActions.module.css';

interface Props {
  readonly step: Step;
  /** Called on Continue; returns whether the next step may open. */
  readonly onContinue: () => boolean | Promise<boolean>;
  readonly busy?: boolean;
  /** Whether Continue is enabled. */
  readonly canContinue?: boolean;
  readonly children: ReactNode;
}

/** Form of a step, with buttons Back and Continue. */
export function StepForm({ step, onContinue, busy = false, canContinue = true, children }: Props) {
  const navigate = useNavigate();
  const earlier = before(step);
  const form = useRef<HTMLFormElement>(null);
  const { wrong } = useWizard();
  useEffect(() => {
    if (wrong.size > 0) focusOnWrong(form.current);
  }, [wrong]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await onContinue()) void navigate(pathTo(after(step)));
  };
  return (
    <form className={`stack ${styles.form}`} ref={form} onSubmit={(event) => void submit(event)}>
      {children}
      <div className={formStyles.actions}>
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
