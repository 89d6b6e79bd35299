import { Link } from 'react-router';
import { useWizard } from './context';
import { STEPS, canGoTo, pathTo, type Step } from './steps';

/** Navigation with the current step and the steps that can be opened. */
export function Stepper({ step }: { readonly step: Step }) {
  const { state } = useWizard();
  const now = STEPS.findIndex(({ id }) => id === step);
  return (
    <nav aria-label="Steps" className="stepper">
      <p className="stepper-now" aria-hidden="true">
        Step {now + 1} of {STEPS.length}
      </p>
      <ol>
        {STEPS.map(({ id, name }, at) => (
          <li key={id} className={at < now ? 'is-done' : undefined}>
            {canGoTo(state, id) ? (
              <Link to={pathTo(id)} aria-current={id === step ? 'step' : undefined}>
                <span className="stepper-dot" aria-hidden="true" />
                {name}
              </Link>
            ) : (
              <span className="stepper-later">
                <span className="stepper-dot" aria-hidden="true" />
                {name}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
