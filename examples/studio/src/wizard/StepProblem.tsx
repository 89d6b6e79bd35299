import { Link } from 'react-router';
import type { Problem } from '../api/problems';
import { ProblemAlert } from '../ui/feedback/Alert';
import { STEPS, originOf, pathTo, type Step } from './state/steps';

interface Props {
  readonly problem: Problem | null;
  readonly here: Step;
  readonly shown?: readonly string[];
  readonly onRetry?: () => void;
  readonly submits?: boolean;
}

/** Error of a step, with links to the steps of invalid inputs. */
export function StepProblem({ problem, here, shown = [], onRetry, submits = false }: Props) {
  const origins = new Set([...(problem?.fields.keys() ?? [])].map(originOf));
  return (
    <ProblemAlert problem={problem} onRetry={onRetry} submits={submits} shown={shown}>
      {STEPS.filter(({ id }) => id !== here && origins.has(id)).map(({ id, name }) => (
        <p key={id}>
          <Link to={pathTo(id)}>Change the {name.toLowerCase()}</Link>
        </p>
      ))}
    </ProblemAlert>
  );
}
