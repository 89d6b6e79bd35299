import { plus, type Usage } from '../../post/cost/cost';
import {
  EMPTY,
  PAGE,
  type Brief,
  type Choice,
  type Content,
  type Cover,
  type Meta,
  type OptionStep,
  type Post,
  type Run,
  type State,
} from './state';

export type Change =
  | { readonly type: 'brief'; readonly brief: Partial<Brief> }
  | {
      readonly type: 'offered';
      readonly step: OptionStep;
      readonly options: readonly string[];
      readonly basis: string;
      readonly receipt?: string | undefined;
    }
  | { readonly type: 'choose'; readonly step: OptionStep; readonly chosen: number | 'own' }
  | { readonly type: 'own'; readonly step: OptionStep; readonly text: string }
  | { readonly type: 'page'; readonly step: OptionStep; readonly page: number }
  | { readonly type: 'cover'; readonly cover: Partial<Cover> }
  | { readonly type: 'run'; readonly run: Run | null }
  | {
      readonly type: 'written';
      readonly post: Omit<Post, 'earlier'>;
      readonly receipt: string;
    }
  | { readonly type: 'rewritten'; readonly content: Content; readonly receipt: string }
  | { readonly type: 'undo' }
  /** A generation was completed. */
  | { readonly type: 'spent'; readonly usage: Usage }
  | { readonly type: 'meta'; readonly meta: Meta }
  | { readonly type: 'tags'; readonly tags: string }
  | { readonly type: 'reset' }
  /** Another tab has changed the state. */
  | { readonly type: 'synced'; readonly state: State };

/** Limit of the API. */
const MOST_RECEIPTS = 50;

export function reduce(state: State, change: Change): State {
  switch (change.type) {
    case 'brief':
      return { ...state, brief: { ...state.brief, ...change.brief } };
    case 'offered':
      return withReceipt(
        withChoice(state, change.step, (choice) =>
          offered(choice, change.options, change.basis),
        ),
        change.receipt,
      );
    case 'choose':
      return withChoice(state, change.step, (choice) => ({ ...choice, chosen: change.chosen }));
    case 'own':
      return withChoice(state, change.step, (choice) => ({
        ...choice,
        own: change.text,
        chosen: 'own',
      }));
    case 'page':
      return withChoice(state, change.step, (choice) => ({ ...choice, page: change.page }));
    case 'cover':
      return { ...state, cover: { ...state.cover, ...change.cover } };
    case 'run':
      return { ...state, run: change.run };
    case 'written':
      return withReceipt(
        { ...state, run: null, post: { ...change.post, earlier: [] }, meta: null },
        change.receipt,
      );
    case 'rewritten':
      return state.post === null
        ? state
        : withReceipt(
            { ...state, post: rewritten(state.post, change.content) },
            change.receipt,
          );
    case 'undo':
      return state.post === null ? state : { ...state, post: undone(state.post) };
    case 'spent':
      return { ...state, cost: plus(state.cost, change.usage) };
    case 'meta':
      return { ...state, meta: change.meta };
    case 'tags':
      return { ...state, tags: change.tags };
    case 'reset':
      return EMPTY;
    case 'synced':
      return change.state;
  }
}

function withChoice(state: State, step: OptionStep, next: (choice: Choice) => Choice): State {
  return { ...state, choices: { ...state.choices, [step]: next(state.choices[step]) } };
}

function withReceipt(state: State, receipt: string | undefined): State {
  if (receipt === undefined) return state;
  return { ...state, receipts: [...state.receipts, receipt].slice(-MOST_RECEIPTS) };
}

/** Append options with the same basis; replace those with another basis. */
function offered(choice: Choice, options: readonly string[], basis: string): Choice {
  if (choice.basis === basis) {
    const all = [...choice.options, ...options];
    return { ...choice, options: all, page: Math.ceil(all.length / PAGE) - 1 };
  }
  const chosen = choice.chosen === 'own' ? 'own' : null;
  return { ...choice, options, page: 0, chosen, basis };
}

function rewritten(post: Post, content: Content): Post {
  return { ...post, content, earlier: [...post.earlier, post.content].slice(-10) };
}

function undone(post: Post): Post {
  const before = post.earlier.at(-1);
  return before ? { ...post, content: before, earlier: post.earlier.slice(0, -1) } : post;
}
