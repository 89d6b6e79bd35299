import { useMemo, useState, type ReactNode } from 'react';
import { Navigate, useParams } from 'react-router';
import { CostSoFar } from '../post/cost/CostSoFar';
import { useIsOffline } from '../post/cost/service';
import { useSession } from '../session/session';
import { BriefStep } from './steps/BriefStep';
import { CoverStep } from './steps/CoverStep';
import { OptionsStep } from './steps/OptionsStep';
import { PostStep } from './steps/PostStep';
import { SaveStep } from './steps/SaveStep';
import { Stepper } from './Stepper';
import { WizardContext } from './context';
import { STEPS, canGoTo, furthest, pathTo, type Step } from './state/steps';
import { useKeptState } from './state/useKeptState';
import styles from './WizardPage.module.css';

export function WizardPage() {
  const session = useSession();
  // Another user has another state.
  return session && <WizardOf key={session.userId} userId={session.userId} />;
}

function WizardOf({ userId }: { readonly userId: string }) {
  const kept = useKeptState(userId);
  const [wrong, setWrong] = useState<ReadonlyMap<string, string>>(new Map());
  const wizard = useMemo(() => ({ ...kept, wrong, setWrong }), [kept, wrong]);
  const { state } = kept;
  const { step: asked } = useParams();
  const step = STEPS.find(({ id }) => id === asked)?.id;
  if (step === undefined || !canGoTo(state, step)) {
    return <Navigate to={pathTo(furthest(state))} replace />;
  }
  return (
    <WizardContext value={wizard}>
      <div className={styles.wizard}>
        <Stepper step={step} />
        {step === 'brief' && <Writer />}
        {pageOf(step)}
        <CostSoFar cost={state.cost} />
      </div>
    </WizardContext>
  );
}

function pageOf(step: Step): ReactNode {
  switch (step) {
    case 'brief':
      return <BriefStep />;
    case 'cover':
      return <CoverStep />;
    case 'post':
      return <PostStep />;
    case 'save':
      return <SaveStep />;
    default:
      // The key gives each step its own progress and error.
      return <OptionsStep key={step} step={step} />;
  }
}

function Writer() {
  if (!useIsOffline()) return null;
  return (
    <p className={`${styles.writer} small`}>
      This server generates offline samples. Set GEMINI_API_KEY to use Gemini.
    </p>
  );
}
