import { inWords, type Cost } from './cost';
import { useIsOffline } from './service';

/** Cost of the completed generations of a post. */
export function CostSoFar({ cost }: { readonly cost: Cost }) {
  const words = inWords(cost, useIsOffline());
  return words && <p className="small soft">{words}</p>;
}
