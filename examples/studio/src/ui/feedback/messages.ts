/** Toast messages about actions on this or an earlier page. */
import { useSyncExternalStore } from 'react';
import type { Problem } from '../../api/problems';

export interface Message {
  readonly id: number;
  readonly text: string;
  /** The error; null for a success. */
  readonly problem: Problem | null;
  readonly onRetry?: (() => void) | undefined;
}

const SUCCESS_MILLISECONDS = 6000;

let messages: readonly Message[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Message[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

export function dismiss(id: number): void {
  set(messages.filter((message) => message.id !== id));
}

export function tell(text: string): void {
  const id = ++last;
  set([...messages, { id, text, problem: null }]);
  setTimeout(() => dismiss(id), SUCCESS_MILLISECONDS);
}

/** Show an error until it is dismissed or retried. */
export function complain(text: string, problem: Problem, onRetry?: () => void): void {
  const id = ++last;
  const again = onRetry && (() => (dismiss(id), onRetry()));
  set([...messages, { id, text, problem, onRetry: again }]);
}

export function useMessages(): readonly Message[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => messages,
  );
}
