import { graphql } from '../gql';
import type { BriefInput, BriefPartsFragment } from '../gql/graphql';

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
          ...Findings @unmask
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
        usage {
          costUsd
        }
      }
      ...Failure @unmask
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
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

export const SuggestTags = graphql(`
  mutation SuggestTags($input: SuggestTagsInput!) {
    result: suggestTags(input: $input) {
      ... on SuggestTagsSuccess {
        options
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

graphql(`
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
export function briefOf(brief: BriefPartsFragment): BriefInput {
  const { focusOrNiche, targetedKeyword, targetedAudience, referenceLinks, ...style } = brief;
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
