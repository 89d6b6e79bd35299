import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Problem } from '../api/problems';
import { Button } from './Button';

type Tone = 'danger' | 'warn' | 'info' | 'good';

export function Notice({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <div className={`notice notice-${tone}`}>{children}</div>;
}

interface Props {
  readonly problem: Problem | null;
  readonly onRetry?: (() => void) | undefined;
  /** It stands in a form, and another try is to send that again. */
  readonly submits?: boolean;
  /** Names of inputs that show their own part of the problem. */
  readonly shown?: readonly string[];
  readonly children?: ReactNode;
}

/** What went wrong, said at once to screen readers too; with the time to wait, where one is known. */
export function ProblemAlert({ problem, onRetry, submits = false, shown = [], children }: Props) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem?.fields.size) focusOnWrong(alert.current?.closest('form'));
  }, [problem]);
  if (problem === null) return null;
  const others = [...problem.fields].filter(([path]) => !shown.includes(path));
  return (
    <div className="notice notice-danger" role="alert" ref={alert}>
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

/** Bring a form's first wrong input to whoever has sent it. */
export function focusOnWrong(form: HTMLElement | null | undefined): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** `brief.referenceLinks.0` as people would say it: “reference links 1”. */
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

/** Can be pressed when the time to wait is over. */
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
