/** Unsaved work in this browser, stored per account: it outlives tabs, reloads and logins. */
import { useMemo, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

export function store(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    changed();
  } catch {
    // Storage is full or disabled: the work lasts as long as the page.
  }
}

export function remove(key: string): void {
  localStorage.removeItem(key);
  changed();
}

export const stored = (key: string): string | null => localStorage.getItem(key);

/** Call the listener when another tab changes this key. */
export function onOtherTab(key: string, listener: (text: string | null) => void): () => void {
  const follow = (event: StorageEvent) => {
    if (event.key === key) listener(event.newValue);
    if (event.key === null) listener(null);
  };
  addEventListener('storage', follow);
  return () => removeEventListener('storage', follow);
}

/** All stored texts whose keys begin with a prefix, by the rest of the key. */
export function useStored(prefix: string): readonly (readonly [string, string])[] {
  const snapshot = useSyncExternalStore(subscribe, () =>
    JSON.stringify(Object.entries(localStorage).filter(([key]) => key.startsWith(prefix))),
  );
  return useMemo(() => {
    const entries = JSON.parse(snapshot) as [string, string][];
    return entries.map(([key, text]) => [key.slice(prefix.length), text] as const);
  }, [snapshot, prefix]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
