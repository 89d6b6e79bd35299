import { useCallback, useEffect, useRef, useState } from 'react';
import { useApolloClient } from '@apollo/client/react';
import { problem, problemOfError, problemOfFailure, type Problem } from '../api/problems';
import { SocketClosed } from '../api/links';
import { useWizard } from './context';
import { WritePost, contentOf, postInput, referencesOf } from './documents';
import { basisOf, type Run } from './state';
import { material } from './steps';

/** The screen follows this often; the text arrives much more often than that. */
const FRAME_MILLISECONDS = 80;
/** A connection that is lost is taken up again so often by itself, after so long. */
const RECONNECTIONS = 3;
const RECONNECT_MILLISECONDS = 1000;

interface Stream {
  readonly writing: boolean;
  readonly problem: Problem | null;
  /** Write it, or go on where it was left. */
  readonly start: () => void;
  /** Write another one from the beginning. */
  readonly restart: () => void;
  readonly stop: () => void;
}

/** Writes the post while the author looks on. It goes on after a reload: the state knows where. */
export function usePostStream(): Stream {
  const client = useApolloClient();
  const { state, change, setWrong } = useWizard();
  const [writing, setWriting] = useState(false);
  const [wrong, setProblem] = useState<Problem | null>(null);
  const end = useRef<(() => void) | null>(null);

  const follow = useCallback(
    function again(from: Run | null, reconnections: number): void {
      const basis = basisOf(state, 'post');
      const collected = collect(from, basis, (run) => change({ type: 'run', run }));
      setProblem(null);
      setWriting(true);
      // An error is followed by a completion; that of an earlier connection says nothing any more.
      let over = false;
      const done = (found: Problem | null) => {
        over = true;
        end.current = null;
        collected.flush();
        setWriting(false);
        setProblem(found);
      };
      const lost = (error: unknown) => {
        if (!(error instanceof SocketClosed && error.passing) || reconnections === 0) {
          done(problemOfError(error));
          return;
        }
        over = true;
        collected.flush();
        const timer = setTimeout(
          () => again(collected.run(), reconnections - 1),
          RECONNECT_MILLISECONDS,
        );
        end.current = () => clearTimeout(timer);
      };
      const subscription = client
        .subscribe({
          query: WritePost,
          variables: {
            input: postInput(state),
            resume: from && { runId: from.runId, after: from.position, markdown: from.markdown },
          },
          fetchPolicy: 'no-cache',
        })
        .subscribe({
          next: ({ data, error }) => {
            if (error) return lost(error);
            const event = data?.event;
            if (!event) return;
            if (event.__typename === 'BlogDelta') {
              collected.add(event.runId, event.position, event.piece);
            } else if (event.__typename === 'GenerateBlogSuccess') {
              done(null);
              change({
                type: 'written',
                post: {
                  title: material(state).title,
                  content: contentOf(event.content),
                  references: referencesOf(event.references),
                  basis,
                },
              });
            } else {
              const found = problemOfFailure(event);
              setWrong(found.fields);
              done(found);
            }
          },
          error: lost,
          complete: () => {
            // It ends with a success or a failure; without either, the server gave up.
            if (!over) done(problem('The text ended too early.', { passing: true }));
          },
        });
      end.current = () => {
        over = true;
        collected.flush();
        subscription.unsubscribe();
      };
    },
    [client, state, change, setWrong],
  );

  const stop = useCallback(() => {
    end.current?.();
    end.current = null;
    setWriting(false);
  }, []);
  useEffect(() => stop, [stop]);

  const start = useCallback(() => {
    stop();
    follow(state.run?.basis === basisOf(state, 'post') ? state.run : null, RECONNECTIONS);
  }, [follow, state, stop]);
  const restart = useCallback(() => {
    stop();
    change({ type: 'run', run: null });
    follow(null, RECONNECTIONS);
  }, [follow, change, stop]);
  return { writing, problem: wrong, start, restart, stop };
}

/** Puts pieces together, and hands the text over a few times a second. */
function collect(from: Run | null, basis: string, hand: (run: Run) => void) {
  let run = from;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (timer !== undefined && run) hand(run);
    timer = undefined;
  };
  return {
    run: () => run,
    flush,
    add(runId: string, position: number, piece: string) {
      // A run that the server has forgotten begins anew, from nothing.
      const before = run?.runId === runId || position > 1 ? (run?.markdown ?? '') : '';
      run = { runId, position, markdown: before + piece, basis };
      timer ??= setTimeout(flush, FRAME_MILLISECONDS);
    },
  };
}
