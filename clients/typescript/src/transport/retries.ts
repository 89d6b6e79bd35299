import { ConnectionError, RequestError } from '../errors.js';

/** Limits of the retries of a call. */
export interface RetryPolicy {
  /** Maximum number of attempts, including the first one. Default: 4. */
  readonly maxAttempts?: number;
  /** Maximum total delay, in seconds. Default: 30. */
  readonly maxTotalDelaySeconds?: number;
  /** Called before each delay, for example to show a message. */
  readonly onRetry?: (delaySeconds: number, error: Error) => void;
}

/** A policy with its defaults. */
export type CompletePolicy = RetryPolicy &
  Required<Pick<RetryPolicy, 'maxAttempts' | 'maxTotalDelaySeconds'>>;

export function completePolicyOf(policy: RetryPolicy | false | undefined): CompletePolicy {
  if (policy === false) return { maxAttempts: 1, maxTotalDelaySeconds: 0 };
  return { maxAttempts: 4, maxTotalDelaySeconds: 30, ...policy };
}

/**
 * When a call may be sent again.
 *
 * - `always`: it is idempotent.
 * - `refused`: only if the server refused it. It has one root field, which was not executed.
 * - `unstarted`: only if the server refused the whole request, so that no root field was executed.
 */
export type Repeatable = 'always' | 'refused' | 'unstarted';

/** Retry state of a call, or of a stream since its last event. */
export class Retries {
  #tries = 0;
  #waited = 0;

  constructor(
    private readonly policy: CompletePolicy,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Forget earlier failures, after progress. */
  reset(): void {
    this.#tries = 0;
    this.#waited = 0;
  }

  /** Wait until a retry can succeed. Throws the error if there is to be no retry. */
  async after(error: unknown, repeatable: Repeatable): Promise<void> {
    this.#tries += 1;
    const seconds = secondsAfter(error, repeatable, this.#tries);
    if (
      seconds === undefined ||
      this.#tries >= this.policy.maxAttempts ||
      this.#waited + seconds > this.policy.maxTotalDelaySeconds
    ) {
      throw error;
    }
    this.#waited += seconds;
    this.policy.onRetry?.(seconds, error as Error);
    await sleep(seconds, this.signal);
  }
}

function secondsAfter(error: unknown, repeatable: Repeatable, tries: number): number | undefined {
  if (error instanceof RequestError) {
    const transient =
      error.code === 'RATE_LIMITED' || (error.code === 'UNAVAILABLE' && repeatable === 'always');
    // Every error must be transient. If a field failed, other fields may have been executed.
    const permanent = error.errors.some(
      ({ extensions, path }) =>
        extensions?.['code'] !== error.code || (repeatable === 'unstarted' && path !== undefined),
    );
    if (!transient || permanent) return undefined;
    // Jitter, so that waiting clients don't all retry at the same time.
    return (error.retryAfterSeconds ?? backoff(tries)) + Math.random() / 4;
  }
  if (error instanceof ConnectionError && repeatable === 'always') {
    return error.retryAfterSeconds ?? backoff(tries) + Math.random() / 4;
  }
  return undefined;
}

// Exponential backoff, capped at a delay that is acceptable in a user interface.
const backoff = (tries: number): number => Math.min(0.25 * 2 ** (tries - 1), 2);

/** Wait. Rejects with the signal's reason when the signal is aborted. */
export function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
