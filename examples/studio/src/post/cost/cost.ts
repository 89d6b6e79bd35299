/** Cost of the generations of a post, counted in this browser: the API returns costs, and stores none per post. */
import { useCallback, useMemo } from 'react';
import { store, stored, useStored } from '../../ui/stored';

export interface Cost {
  readonly generations: number;
  /** Sum of the known costs, in US dollars. */
  readonly usd: number;
  /** Number of generations without a known price. */
  readonly unpriced: number;
}

/** Usage of a generation. The cost is null for sample texts and unknown prices. */
export interface Usage {
  readonly costUsd?: number | null;
}

export const NO_COST: Cost = { generations: 0, usd: 0, unpriced: 0 };

export const plus = ({ generations, usd, unpriced }: Cost, { costUsd }: Usage): Cost => ({
  generations: generations + 1,
  usd: usd + (costUsd ?? 0),
  unpriced: unpriced + (typeof costUsd === 'number' ? 0 : 1),
});

/** A cost from a stored value; zero if it is missing or invalid. */
export function costFrom(value: unknown): Cost {
  const found = (typeof value === 'object' ? value : null) as Partial<Cost> | null;
  const { generations, usd, unpriced } = found ?? {};
  const usable = [generations, usd, unpriced].every((part) => Number.isFinite(part));
  return usable ? (found as Cost) : NO_COST;
}

export function parseCost(text: string | null): Cost {
  try {
    return costFrom(JSON.parse(text ?? 'null'));
  } catch {
    return NO_COST;
  }
}

export const costKey = (userId: string, postId: string): string => `studio.cost.${userId}.${postId}`;

/** The cost of a saved post, shared by the tabs of this browser, and a function that adds a generation. */
export function useCost(userId: string, postId: string) {
  const key = costKey(userId, postId);
  const text = useStored(key)[0]?.[1] ?? null;
  const cost = useMemo(() => parseCost(text), [text]);
  const spend = useCallback(
    (usage: Usage) => store(key, plus(parseCost(stored(key)), usage)),
    [key],
  );
  return { cost, spend };
}

/** The cost in words; null before the first generation. */
export function inWords({ generations, usd, unpriced }: Cost, offline: boolean): string | null {
  if (generations === 0) return null;
  const texts = `${unpriced} generation${unpriced === 1 ? '' : 's'}`;
  if (unpriced === 0) return `Cost so far: ${dollars(usd)} (this browser)`;
  if (unpriced < generations) {
    return `Cost so far: ${dollars(usd)} and ${texts} of unknown price (this browser)`;
  }
  return offline
    ? 'Sample texts: no cost'
    : 'Cost so far: unknown, because the server has no price for this model';
}

const LEAST = 0.0001;

function dollars(usd: number): string {
  if (usd > 0 && usd < LEAST) return `less than $${LEAST}`;
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}
