/** Configuration of normalised caches, such as `InMemoryCache` of Apollo Client. */
import result from './generated/possible-types.js';

export { typePolicies } from './generated/caches.js';

/** Possible types of each union and interface. */
export const possibleTypes: Record<string, string[]> = result.possibleTypes;
