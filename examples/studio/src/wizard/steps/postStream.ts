/** Stream of a post: one run over several connections if necessary. */
import type { ApolloClient } from '@apollo/client';
import { problem, problemOfError, problemOfFailure, type Problem } from '../../api/problems';
import { SocketClosed } from '../../api/links';
import type { GenerateBlogInput, WritePostSubscription } from '../../gql/graphql';
import { WritePost } from '../documents';
import type { Run } from '../state/state';

/** Interval of screen updates; deltas arrive more often. */
const FRAME_MILLISECONDS = 80;
/** Number and delay of automatic reconnections. */
const RECONNECTIONS = 3;
const RECONNECT_MILLISECONDS = 1000;

export type Written = Extract<
  WritePostSubscription['event'],
  { readonly __typename: 'GenerateBlogSuccess' }
>;

interface Asked {
  readonly input: GenerateBlogInput;
  /** Fingerprint of the input; see `basisOf`. */
  readonly basis: string;
  /** Run to resume; null starts a new one. */
  readonly from: Run | null;
  readonly onText: (run: Run) => void;
  readonly onEnd: (end: Written | Problem) => void;
}

/** Generate a post or resume a run. Returns a function that cancels it. */
export function writePost(client: ApolloClient, asked: Asked): () => void {
  const text = collect(asked);
  let reconnections = RECONNECTIONS;
  let stop: () => void;

  const end = (how: Written | Problem) => {
    text.flush();
    asked.onEnd(how);
  };
  const lost = (error: unknown) => {
    if (!(error instanceof SocketClosed && error.passing) || reconnections-- === 0) {
      end(problemOfError(error));
      return;
    }
    text.flush();
    const timer = setTimeout(connect, RECONNECT_MILLISECONDS);
    stop = () => clearTimeout(timer);
  };
  function connect() {
    stop = follow(client, asked.input, text, end, lost);
  }

  connect();
  return () => {
    text.flush();
    stop();
  };
}

/** Subscribe once. Calls `end` or `lost` once, unless it is cancelled before. */
function follow(
  client: ApolloClient,
  input: GenerateBlogInput,
  text: Text,
  end: (how: Written | Problem) => void,
  lost: (error: unknown) => void,
): () => void {
  const run = text.run();
  const resume = run && { runId: run.runId, after: run.position, markdown: run.markdown };
  // A completion follows errors and successes.
  let over = false;
  const once = (what: () => void) => {
    if (!over) what();
    over = true;
  };
  const subscription = client
    .subscribe({ query: WritePost, variables: { input, resume }, fetchPolicy: 'no-cache' })
    .subscribe({
      next: ({ data, error }) => {
        const event = data?.event;
        if (error) once(() => lost(error));
        else if (event?.__typename === 'BlogDelta') text.add(event);
        else if (event?.__typename === 'GenerateBlogSuccess') once(() => end(event));
        else if (event) once(() => end(problemOfFailure(event)));
      },
      error: (error: unknown) => once(() => lost(error)),
      complete: () => once(() => end(problem('The text ended before it was complete.', { passing: true }))),
    });
  return () => {
    over = true;
    subscription.unsubscribe();
  };
}

interface Piece {
  readonly runId: string;
  readonly position: number;
  readonly piece: string;
}

type Text = ReturnType<typeof collect>;

/** Joins the deltas, and updates the text a few times per second. */
function collect({ from, basis, onText }: Asked) {
  let run = from;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (timer !== undefined && run) onText(run);
    timer = undefined;
  };
  const add = ({ runId, position, piece }: Piece) => {
    // A run that the server no longer has starts over with an empty text.
    const before = run?.runId === runId || position > 1 ? (run?.markdown ?? '') : '';
    run = { runId, position, markdown: before + piece, basis };
    timer ??= setTimeout(flush, FRAME_MILLISECONDS);
  };
  return { run: () => run, flush, add };
}
