import { useCallback, useEffect, useMemo, useReducer, useRef, type Dispatch } from 'react';
import { onOtherTab } from '../../ui/stored';
import { reduce, type Change } from './reducer';
import { EMPTY, type State } from './state';
import { forget, keep, keyOf, parse, restore } from './storage';

/** Delay of writes: a streamed post changes many times per second. */
const QUIET_MILLISECONDS = 250;

interface Kept {
  readonly state: State;
  readonly change: Dispatch<Change>;
  /** Delete the stored state, before leaving the wizard. */
  readonly discard: () => void;
}

/** The wizard's state, stored per account and shared by the tabs of this browser. */
export function useKeptState(userId: string): Kept {
  const [state, change] = useReducer(reduce, userId, restore);
  const latest = useRef(state);
  /** The state in the storage: written once, and not written back by the other tabs. */
  const kept = useRef(state);
  const keepNow = useCallback(() => {
    if (latest.current === kept.current) return;
    kept.current = latest.current;
    if (latest.current === EMPTY) forget(userId);
    else keep(userId, latest.current);
  }, [userId]);
  const discard = useCallback(() => {
    latest.current = EMPTY;
    keepNow();
  }, [keepNow]);
  useEffect(() => {
    latest.current = state;
    const timer = setTimeout(keepNow, QUIET_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [state, keepNow]);
  useEffect(
    () =>
      onOtherTab(keyOf(userId), (text) => {
        const synced = parse(text);
        latest.current = synced;
        kept.current = synced;
        change({ type: 'synced', state: synced });
      }),
    [userId],
  );
  useEffect(() => {
    addEventListener('pagehide', keepNow);
    return () => {
      removeEventListener('pagehide', keepNow);
      keepNow();
    };
  }, [keepNow]);
  return useMemo(() => ({ state, change, discard }), [state, discard]);
}
