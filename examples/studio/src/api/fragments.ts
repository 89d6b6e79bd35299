/** Fields of a fragment that is spread with `@unmask`: its generated type without the name of the mask. */
export type FieldsOf<F> = F extends unknown ? Omit<F, ' $fragmentName'> : never;
