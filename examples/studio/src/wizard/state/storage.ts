/** Stores the state of an unsaved post in this browser, for all tabs of the account. */
import { costFrom } from '../../post/cost/cost';
import { remove, store, stored } from '../../ui/stored';
import { EMPTY, OPTION_STEPS, type Choice, type State } from './state';

/** Incremented on incompatible changes of the state. */
const VERSION = 3;

/** Prefix of the keys; the id of the account follows. */
export const POSTS = 'studio.post.';

export const keyOf = (userId: string): string => POSTS + userId;

export const keep = (userId: string, state: State): void =>
  store(keyOf(userId), { version: VERSION, state });

export const forget = (userId: string): void => remove(keyOf(userId));

export const restore = (userId: string): State => parse(stored(keyOf(userId)));

/** Parse a stored state; empty if it is missing or invalid. */
export function parse(kept: string | null): State {
  if (kept === null) return EMPTY;
  try {
    const { version, state } = JSON.parse(kept) as { version: unknown; state: Partial<State> };
    if (version !== VERSION || !isState(state)) return EMPTY;
    return { ...EMPTY, ...state, cost: costFrom(state.cost) };
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
    (post === null ||
      (typeof post.content.html === 'string' &&
        Array.isArray(post.earlier) &&
        typeof post.material.selectedIdea === 'string'))
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
