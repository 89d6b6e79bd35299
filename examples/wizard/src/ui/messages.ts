/** What the page tells about things that were done elsewhere on it, or on one that was left. */
import { useSyncExternalStore } from 'react';
import type { Problem } from '../api/problems';

export interface Message {
  readonly id: number;
  readonly text: string;
  /** What went wrong; without it, all is well. */
  readonly problem: Problem | null;
  readonly onRetry?: (() => void) | undefined;
}

const GOOD_NEWS_MILLISECONDS = 6000;

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
  setTimeout(() => dismiss(id), GOOD_NEWS_MILLISECONDS);
}

/** Stays until it is dismissed, or tried again. */
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
