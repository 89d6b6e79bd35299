import { useState } from 'react';
import { problemOfError, type Problem } from '../../api/problems';
import { ProblemAlert } from '../feedback/Alert';
import { Button } from '../input/Button';
import styles from './LoadMore.module.css';

interface Props {
  readonly shown: number;
  readonly total: number;
  readonly hasMore: boolean;
  readonly onMore: () => Promise<unknown>;
}

/** Number of shown items, and a button to load more. */
export function LoadMore({ shown, total, hasMore, onMore }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const more = async () => {
    setBusy(true);
    setProblem(null);
    await onMore().catch((error: unknown) => setProblem(problemOfError(error)));
    setBusy(false);
  };
  return (
    <div className={styles.more}>
      <p className="small soft" role="status">
        {shown} of {total}
      </p>
      <ProblemAlert problem={problem} onRetry={() => void more()} />
      {hasMore && (
        <Button busy={busy} onClick={() => void more()}>
          Load more
        </Button>
      )}
    </div>
  );
}
