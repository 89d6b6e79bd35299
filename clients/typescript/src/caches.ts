import result from './generated/possible-types.js';

/** Possible types of each union and interface, for `InMemoryCache` of Apollo Client and other normalised caches. */
export const possibleTypes: Record<string, string[]> = result.possibleTypes;
