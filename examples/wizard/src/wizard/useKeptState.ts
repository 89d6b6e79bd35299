import { useCallback, useEffect, useMemo, useReducer, useRef, type Dispatch } from 'react';
import { reduce, type Change } from './reducer';
import { EMPTY, type State } from './state';
import { forget, keep, restore } from './storage';

/** While a post streams in, it changes many times a second. */
const QUIET_MILLISECONDS = 250;

interface Kept {
  readonly state: State;
  readonly change: Dispatch<Change>;
  /** Keep it no longer; the page that shows it is about to be left. */
  readonly discard: () => void;
}

/** The wizard's state, kept in this tab for this person. */
export function useKeptState(userId: string): Kept {
  const [state, change] = useReducer(reduce, userId, restore);
  const latest = useRef(state);
  const discard = useCallback(() => {
    latest.current = EMPTY;
    forget(userId);
  }, [userId]);
  useEffect(() => {
    latest.current = state;
    if (state === EMPTY) {
      forget(userId);
      return;
    }
    const timer = setTimeout(() => {
      // Not if it was thrown away meanwhile.
      if (latest.current === state) keep(userId, state);
    }, QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [userId, state]);
  useEffect(() => {
    const keepNow = () => {
      if (latest.current !== EMPTY) keep(userId, latest.current);
    };
    addEventListener('pagehide', keepNow);
    return () => {
      removeEventListener('pagehide', keepNow);
      keepNow();
    };
  }, [userId]);
  return useMemo(() => ({ state, change, discard }), [state, discard]);
}
