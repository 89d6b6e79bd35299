import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '../input/Button';
import { Spinner } from './Spinner';
import styles from './Progress.module.css';

/** Seconds after which an explanation is shown. */
const LONG_SECONDS = 12;

interface Props {
  readonly label: string;
  readonly onCancel?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** Progress of a long operation, with its duration and a cancel button. */
export function Progress({ label, onCancel, children }: Props) {
  const seconds = useSeconds();
  return (
    <div className={styles.progress}>
      <div className="row-spread">
        <p role="status">
          <Spinner /> {label}
        </p>
        <span className="row">
          {seconds > 2 && (
            <span className="small soft" aria-hidden="true">
              {seconds > LONG_SECONDS && 'It can take a minute. '}
              {seconds} s
            </span>
          )}
          {onCancel && (
            <Button look="quiet" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </span>
      </div>
      <div className={styles.bar} aria-hidden="true" />
      {children}
    </div>
  );
}

function useSeconds(): number {
  const [began] = useState(() => Date.now());
  const [now, setNow] = useState(began);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.round((now - began) / 1000);
}

/** Placeholder while content is loading. */
export function Skeleton({
  lines = 3,
  label = 'Loading',
}: {
  readonly lines?: number;
  readonly label?: string;
}) {
  return (
    <div className={styles.skeleton} data-testid="skeleton" role="status">
      <span className="hidden">{label}</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} aria-hidden="true" />
      ))}
    </div>
  );
}
