import { graphql } from '../gql';
import type { WrittenContentFragment } from '../gql/graphql';
import { findingsOf } from '../post/checks';
import type { Content, Reference, Section } from './state/state';

graphql(`
  fragment WrittenContent on BlogContent {
    markdown
    html
    wordCount
    readingMinutes
    metaTitle
    metaDescription
    coverImageAlt
    sections {
      heading
      level
      anchor
    }
    keywordReport {
      occurrences
      inTitle
    }
    ...Findings @unmask
  }
`);

export const WritePost = graphql(`
  subscription WritePost($input: GenerateBlogInput!, $resume: GenerateBlogResume) {
    event: generateBlog(input: $input, resume: $resume) {
      __typename
      ... on BlogDelta {
        runId
        position
        piece: markdown
      }
      ... on GenerateBlogSuccess {
        content {
          ...WrittenContent @unmask
        }
        references {
          url
          title
          status
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

export const RegenerateSection = graphql(`
  mutation RegenerateSection($input: RegenerateSectionInput!) {
    result: regenerateSection(input: $input) {
      ... on RegenerateSectionSuccess {
        content {
          ...WrittenContent @unmask
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

export const SaveBlog = graphql(`
  mutation SaveBlog($input: SaveBlogInput!) {
    result: saveBlog(input: $input) {
      ... on SaveBlogSuccess {
        blog {
          id
          ...PostCard
        }
      }
      ...Failure @unmask
    }
  }
`);

/** The content that the wizard stores. */
export const contentOf = (content: WrittenContentFragment): Content => {
  const sections = content.sections.map(({ heading, level, anchor }): Section => ({
    heading,
    level,
    anchor,
  }));
  const { occurrences, inTitle } = content.keywordReport;
  return {
    ...content,
    sections,
    keywordReport: { occurrences, inTitle },
    findings: findingsOf(content),
  };
};

export const referencesOf = (
  references: readonly { url: string; title?: string | null; status: Reference['status'] }[],
): Reference[] =>
  references.map(({ url, title, status }) => ({ url, title: title ?? null, status }));
