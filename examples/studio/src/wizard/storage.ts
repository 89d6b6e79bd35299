/** Stores the wizard's state in this tab, across reloads and logins. */
import { EMPTY, OPTION_STEPS, type Choice, type State } from './state';

/** Incremented on incompatible changes of the state. */
const VERSION = 2;

const keyOf = (userId: string): string => `studio.draft.${userId}`;

export function keep(userId: string, state: State): void {
  try {
    sessionStorage.setItem(keyOf(userId), JSON.stringify({ version: VERSION, state }));
  } catch {
    // Storage is full or disabled: the state lasts as long as the page.
  }
}

export function forget(userId: string): void {
  sessionStorage.removeItem(keyOf(userId));
}

export function restore(userId: string): State {
  return parse(sessionStorage.getItem(keyOf(userId)));
}

/** Parse a stored state; empty if it is missing or invalid. */
export function parse(kept: string | null): State {
  if (kept === null) return EMPTY;
  try {
    const { version, state } = JSON.parse(kept) as { version: unknown; state: Partial<State> };
    return version === VERSION && isState(state) ? { ...EMPTY, ...state } : EMPTY;
  } catch {
    return EMPTY;
  }
}

function isState(state: Partial<State>): state is State {
  const { brief, choices, cover, run, post, receipts } = state;
  if (!brief || !choices || !cover || run === undefined || post === undefined) return false;
  if (!Array.isArray(receipts)) return false;
  return (
    Object.keys(EMPTY.brief).every(
      (name) => typeof brief[name as keyof typeof brief] === 'string',
    ) &&
    OPTION_STEPS.every((step) => isChoice(choices[step])) &&
    (run === null || (typeof run.runId === 'string' && typeof run.markdown === 'string')) &&
    (post === null || (typeof post.content.html === 'string' && Array.isArray(post.earlier)))
  );
}

function isChoice(choice: Partial<Choice> | undefined): boolean {
  return (
    Array.isArray(choice?.options) &&
    choice.options.every((option) => typeof option === 'string') &&
    typeof choice.own === 'string' &&
    Number.isInteger(choice.page) &&
    choice.chosen !== undefined
  );
}
