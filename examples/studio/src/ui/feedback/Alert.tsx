import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Problem } from '../../api/problems';
import { Button } from '../input/Button';
import styles from './Alert.module.css';

type Tone = 'danger' | 'warn' | 'info' | 'good';

export function Notice({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <div className={`${styles.notice} ${styles[tone]}`}>{children}</div>;
}

/** Success message, announced to screen readers. Render it before the message exists. */
export function Status({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" className={styles.status}>
      {children && (
        <Notice tone="good">
          <p>{children}</p>
        </Notice>
      )}
    </div>
  );
}

interface Props {
  readonly problem: Problem | null;
  readonly onRetry?: (() => void) | undefined;
  /** Whether it is in a form, which a retry submits again. */
  readonly submits?: boolean;
  /** Paths of inputs that show their own messages. */
  readonly shown?: readonly string[];
  readonly children?: ReactNode;
}

/** Error message, announced to screen readers, with a countdown for retries. */
export function ProblemAlert({ problem, onRetry, submits = false, shown = [], children }: Props) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem?.fields.size) focusOnWrong(alert.current?.closest('form'));
  }, [problem]);
  if (problem === null) return null;
  const others = [...problem.fields].filter(([path]) => !shown.includes(path));
  return (
    <div className={`${styles.notice} ${styles.danger}`} role="alert" ref={alert}>
      <p>{problem.message}</p>
      {others.length > 0 && (
        <ul>
          {others.map(([path, message]) => (
            <li key={path}>
              <strong>{inWords(path)}</strong>: {message}
            </li>
          ))}
        </ul>
      )}
      {problem.requestId && <p className="small">Request {problem.requestId}</p>}
      {children}
      {(onRetry ?? submits) && (problem.passing || problem.retryAfter !== null) && (
        <Retry after={problem.retryAfter ?? 0} onRetry={onRetry} />
      )}
    </div>
  );
}

/** Focus the first invalid input of a form. */
export function focusOnWrong(form: HTMLElement | null | undefined): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** Readable form of a path: `brief.referenceLinks.0` becomes “reference links 1”. */
function inWords(path: string): string {
  const word = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return path
    .replace(/^brief\./, '')
    .split('.')
    .map((name) => (/^\d+$/.test(name) ? `${Number(name) + 1}` : word(name)))
    .join(' ');
}

interface RetryProps {
  readonly after: number;
  readonly onRetry: (() => void) | undefined;
}

/** Retry button, disabled until the waiting time is over. */
function Retry({ after, onRetry }: RetryProps) {
  const left = useSecondsLeft(after);
  return (
    <Button type={onRetry ? 'button' : 'submit'} onClick={onRetry} disabled={left > 0}>
      {left > 0 ? <span aria-live="off">Try again in {left} s</span> : 'Try again'}
    </Button>
  );
}

function useSecondsLeft(seconds: number): number {
  const [end] = useState(() => Date.now() + seconds * 1000);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setNow(Date.now()), 250);
    return () => clearTimeout(timer);
  }, [left, now]);
  return left;
}
