import { graphql, unmask, type FragmentType } from '../gql';
import type { BriefInput } from '../gql/graphql';

export const PreviewContent = graphql(`
  query PreviewContent($input: PreviewContentInput!) {
    previewContent(input: $input) {
      __typename
      ... on PreviewContentSuccess {
        content {
          html
          wordCount
          readingMinutes
          sections {
            heading
            anchor
          }
          ...Findings
        }
      }
    }
  }
`);

export const RewriteText = graphql(`
  mutation RewriteText($input: RewriteTextInput!) {
    result: rewriteText(input: $input) {
      ... on RewriteTextSuccess {
        options
        receipt
      }
      ...Failure
    }
  }
`);

export const RewriteSection = graphql(`
  mutation RewriteSection($input: RegenerateSectionInput!) {
    result: regenerateSection(input: $input) {
      ... on RegenerateSectionSuccess {
        content {
          markdown
        }
        receipt
      }
      ...Failure
    }
  }
`);

export const SuggestTags = graphql(`
  mutation SuggestTags($input: SuggestTagsInput!) {
    result: suggestTags(input: $input) {
      ... on SuggestTagsSuccess {
        options
      }
      ...Failure
    }
  }
`);

export const BriefParts = graphql(`
  fragment BriefParts on Brief {
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    tone
    creativity
    language
    length
  }
`);

/** The brief as the input of a generation. */
export function briefOf(masked: FragmentType<typeof BriefParts>): BriefInput {
  const { focusOrNiche, targetedKeyword, targetedAudience, referenceLinks, ...style } = unmask(
    BriefParts,
    masked,
  );
  const { tone, creativity, language, length } = style;
  return {
    focusOrNiche,
    targetedKeyword,
    targetedAudience,
    referenceLinks: [...referenceLinks],
    tone,
    creativity,
    language,
    length,
  };
}
