/** Passages that an author should check: unsourced claims and violations of the style guide. */
import type { FieldsOf } from '../api/fragments';
import { graphql } from '../gql';
import type { ClaimKind, FindingsFragment } from '../gql/graphql';

graphql(`
  fragment Findings on BlogContent {
    unsourcedClaims {
      kind
      sentence
    }
    styleFindings {
      rule
      quote
      suggestion
    }
  }
`);

export interface Finding {
  readonly quote: string;
  readonly advice: string;
}

const ADVICE: Record<ClaimKind, string> = {
  FIGURE: 'A figure without a source.',
  QUOTATION: 'A quotation without a source.',
  SUPERLATIVE: 'A superlative without a source.',
};

export function findingsOf({ unsourcedClaims, styleFindings }: FieldsOf<FindingsFragment>): Finding[] {
  return [
    ...unsourcedClaims.map(({ kind, sentence }) => ({ quote: sentence, advice: ADVICE[kind] })),
    ...styleFindings.map(({ rule, quote, suggestion }) => ({
      quote,
      advice: suggestion ? `Style guide: write “${suggestion}”.` : `Style guide: ${rule}`,
    })),
  ];
}
