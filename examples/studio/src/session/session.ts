/** The session of this browser, stored across reloads and shared by all tabs. */
import { useSyncExternalStore } from 'react';

export interface Session {
  readonly token: string;
  /** Date and time, RFC 3339. */
  readonly expiresAt: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly admin: boolean;
}

const KEY = 'studio.session';
/** Maximum delay of a timer, in milliseconds; longer delays are checked again then. */
export const LONGEST_TIMER = 2 ** 31 - 1;

let current = read();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** The current session; null when signed out. */
export const session = (): Session | null => current;

export function useSession(): Session | null {
  return useSyncExternalStore(subscribe, session);
}

/** Call the listener after each change of the session, including changes in other tabs. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function signIn(next: Session): void {
  localStorage.setItem(KEY, JSON.stringify(next));
  change(next);
}

/** End the session: on request, or because the server rejects its token. */
export function signOut(): void {
  localStorage.removeItem(KEY);
  change(null);
}

function change(next: Session | null): void {
  current = next;
  endInTime();
  for (const listener of listeners) listener();
}

function read(): Session | null {
  const kept = localStorage.getItem(KEY);
  if (kept === null) return null;
  try {
    const found = JSON.parse(kept) as Partial<Session> | null;
    const texts = [found?.token, found?.userId, found?.name, found?.email];
    const usable =
      texts.every((text) => typeof text === 'string') &&
      Date.parse(found?.expiresAt ?? '') > Date.now();
    return usable ? (found as Session) : null;
  } catch {
    return null;
  }
}

/** Sign out when the token expires, not at the next request after that. */
function endInTime(): void {
  clearTimeout(timer);
  if (current === null) return;
  const left = Date.parse(current.expiresAt) - Date.now();
  const next = left > LONGEST_TIMER ? endInTime : signOut;
  timer = setTimeout(next, Math.min(left, LONGEST_TIMER));
}

endInTime();
addEventListener('storage', (event) => {
  if (event.key === KEY || event.key === null) change(read());
});
