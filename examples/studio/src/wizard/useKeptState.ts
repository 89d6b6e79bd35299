import { useCallback, useEffect, useMemo, useReducer, useRef, type Dispatch } from 'react';
import { reduce, type Change } from './reducer';
import { EMPTY, type State } from './state';
import { forget, keep, restore } from './storage';

/** Delay of writes: a streamed post changes many times per second. */
const QUIET_MILLISECONDS = 250;

interface Kept {
  readonly state: State;
  readonly change: Dispatch<Change>;
  /** Delete the stored state, before leaving the wizard. */
  readonly discard: () => void;
}

/** The wizard's state, stored in this tab per user. */
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
      // Not if it was discarded in the meantime.
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
