import type { GraphQLCodegenDataMasking } from '@apollo/client/masking';

/** The types that GraphQL Code Generator writes for masked data. */
declare module '@apollo/client' {
  export interface TypeOverrides extends GraphQLCodegenDataMasking.TypeOverrides {}
}
