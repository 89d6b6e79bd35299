/** Passages that an author should check: unsourced claims and violations of the style guide. */
import { graphql, unmask, type FragmentType } from '../gql';
import type { ClaimKind } from '../gql/graphql';

export const FindingsParts = graphql(`
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

export function findingsOf(masked: FragmentType<typeof FindingsParts>): Finding[] {
  const { unsourcedClaims, styleFindings } = unmask(FindingsParts, masked);
  return [
    ...unsourcedClaims.map(({ kind, sentence }) => ({ quote: sentence, advice: ADVICE[kind] })),
    ...styleFindings.map(({ rule, quote, suggestion }) => ({
      quote,
      advice: suggestion ? `Style guide: write “${suggestion}”.` : `Style guide: ${rule}`,
    })),
  ];
}
