/** The post as it is written: one run over as many connections as it takes. */
import type { ApolloClient } from '@apollo/client';
import { problem, problemOfError, problemOfFailure, type Problem } from '../api/problems';
import { SocketClosed } from '../api/links';
import type { GenerateBlogInput, WritePostSubscription } from '../gql/graphql';
import { WritePost } from './documents';
import type { Run } from './state';

/** The screen follows this often; the text arrives much more often than that. */
const FRAME_MILLISECONDS = 80;
/** A connection that is lost is taken up again so often by itself, after so long. */
const RECONNECTIONS = 3;
const RECONNECT_MILLISECONDS = 1000;

export type Written = Extract<
  WritePostSubscription['event'],
  { readonly __typename: 'GenerateBlogSuccess' }
>;

interface Asked {
  readonly input: GenerateBlogInput;
  /** What the input comes from, as a text; see `basisOf`. */
  readonly basis: string;
  /** Where to go on; null: from the beginning. */
  readonly from: Run | null;
  readonly onText: (run: Run) => void;
  readonly onEnd: (end: Written | Problem) => void;
}

/** Write a post, or go on with one. Returns what stops it. */
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

/** One connection. It calls `end` or `lost` once, unless it is stopped before. */
function follow(
  client: ApolloClient,
  input: GenerateBlogInput,
  text: Text,
  end: (how: Written | Problem) => void,
  lost: (error: unknown) => void,
): () => void {
  const run = text.run();
  const resume = run && { runId: run.runId, after: run.position, markdown: run.markdown };
  // An error is followed by a completion, and a success too.
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
      complete: () => once(() => end(problem('The text ended too early.', { passing: true }))),
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

/** Puts pieces together, and hands the text over a few times a second. */
function collect({ from, basis, onText }: Asked) {
  let run = from;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    if (timer !== undefined && run) onText(run);
    timer = undefined;
  };
  const add = ({ runId, position, piece }: Piece) => {
    // A run that the server has forgotten begins anew, from nothing.
    const before = run?.runId === runId || position > 1 ? (run?.markdown ?? '') : '';
    run = { runId, position, markdown: before + piece, basis };
    timer ??= setTimeout(flush, FRAME_MILLISECONDS);
  };
  return { run: () => run, flush, add };
}
