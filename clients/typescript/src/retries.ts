import { ConnectionError, RequestError } from './errors.js';

/** Limits of the retries of a call. */
export interface RetryOptions {
  /** Maximum number of attempts, including the first one. Default: 4. */
  readonly attempts?: number;
  /** Maximum total waiting time, in seconds. Default: 30. */
  readonly patienceSeconds?: number;
  /** Called before each wait, for example to show a message. */
  readonly onWait?: (seconds: number, error: Error) => void;
}

export interface RetryPolicy extends RetryOptions {
  readonly attempts: number;
  readonly patienceSeconds: number;
}

export const NO_RETRIES: RetryPolicy = { attempts: 1, patienceSeconds: 0 };

export function retryPolicyOf(options: RetryOptions | false | undefined): RetryPolicy {
  if (options === false) return NO_RETRIES;
  const { attempts = 4, patienceSeconds = 30 } = options ?? {};
  return { ...options, attempts, patienceSeconds };
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
    private readonly policy: RetryPolicy,
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
      this.#tries >= this.policy.attempts ||
      this.#waited + seconds > this.policy.patienceSeconds
    ) {
      throw error;
    }
    this.#waited += seconds;
    this.policy.onWait?.(seconds, error as Error);
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
