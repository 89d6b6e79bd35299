import { ConnectionError, RequestError } from './errors.js';

/** How long a call waits for better times before it fails. */
export interface RetryOptions {
  /** How often it is tried, the first time included. */
  readonly attempts?: number;
  /** How many seconds it waits at most, all its waits together. */
  readonly patienceSeconds?: number;
  /** Told before each wait, as for a note on the screen. */
  readonly onWait?: (seconds: number, error: Error) => void;
}

export interface Patience extends RetryOptions {
  readonly attempts: number;
  readonly patienceSeconds: number;
}

export const NO_PATIENCE: Patience = { attempts: 1, patienceSeconds: 0 };

export function patienceOf(options: RetryOptions | false | undefined): Patience {
  if (options === false) return NO_PATIENCE;
  const { attempts = 4, patienceSeconds = 30 } = options ?? {};
  return { ...options, attempts, patienceSeconds };
}

/**
 * Whether a call may be sent once more.
 *
 * - `always`: doing it twice is doing it once.
 * - `refused`: only where the server refused it; it does one thing, and that was not done.
 * - `unstarted`: only where the server refused it as a whole; of several things, none was done.
 */
export type Repeatable = 'always' | 'refused' | 'unstarted';

/** The waits of one call, or of one stream until it gets on. */
export class Waits {
  #tries = 0;
  #waited = 0;

  constructor(
    private readonly patience: Patience,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** It gets on: what was bad before is forgotten. */
  reset(): void {
    this.#tries = 0;
    this.#waited = 0;
  }

  /** Wait until another try can succeed; throws the error where there is to be none. */
  async after(error: unknown, repeatable: Repeatable): Promise<void> {
    this.#tries += 1;
    const seconds = secondsAfter(error, repeatable, this.#tries);
    if (
      seconds === undefined ||
      this.#tries >= this.patience.attempts ||
      this.#waited + seconds > this.patience.patienceSeconds
    ) {
      throw error;
    }
    this.#waited += seconds;
    this.patience.onWait?.(seconds, error as Error);
    await sleep(seconds, this.signal);
  }
}

function secondsAfter(error: unknown, repeatable: Repeatable, tries: number): number | undefined {
  if (error instanceof RequestError) {
    const transient =
      error.code === 'RATE_LIMITED' || (error.code === 'UNAVAILABLE' && repeatable === 'always');
    // Each has to be, and where a field has failed, others may have been done.
    const hopeless = error.errors.some(
      ({ extensions, path }) =>
        extensions?.['code'] !== error.code || (repeatable === 'unstarted' && path !== undefined),
    );
    if (!transient || hopeless) return undefined;
    // A bit more than was said, so that all who wait don't come back at the same instant.
    return (error.retryAfterSeconds ?? backoff(tries)) + Math.random() / 4;
  }
  if (error instanceof ConnectionError && repeatable === 'always') {
    return error.retryAfterSeconds ?? backoff(tries) + Math.random() / 4;
  }
  return undefined;
}

// Longer and longer, and no longer than somebody looks at a page that does nothing.
const backoff = (tries: number): number => Math.min(0.25 * 2 ** (tries - 1), 2);

/** Wait, unless the signal ends that. */
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
