import { Link } from 'react-router';
import { useWizard } from './context';
import { GENERATED, STEPS, canGoTo, nameOf, pathTo, type Step } from './state/steps';
import styles from './Stepper.module.css';

/** Navigation with the current step and the steps that can be opened. */
export function Stepper({ step }: { readonly step: Step }) {
  const { state } = useWizard();
  const now = STEPS.findIndex(({ id }) => id === step);
  const number = GENERATED.findIndex(({ id }) => id === step) + 1;
  return (
    <nav aria-label="Steps" className={styles.stepper}>
      <p className={styles.now} aria-hidden="true">
        {number > 0 ? `Step ${number} of ${GENERATED.length}: ${nameOf(step)}` : nameOf(step)}
      </p>
      <ol>
        {STEPS.map(({ id, name }, at) => (
          <li key={id} className={at < now ? styles.done : undefined}>
            {canGoTo(state, id) ? (
              <Link to={pathTo(id)} aria-current={id === step ? 'step' : undefined}>
                <span className={styles.dot} aria-hidden="true" />
                {name}
              </Link>
            ) : (
              <span className={styles.later}>
                <span className={styles.dot} aria-hidden="true" />
                {name}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
