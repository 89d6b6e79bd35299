/** The five steps with options: their mutations and texts. */
import type { TypedDocumentNode } from '@apollo/client';
import { graphql } from '../../gql';
import type { FailureFragment } from '../../gql/graphql';
import type { Usage } from '../../post/cost/cost';
import { material } from './steps';
import { headings, type OptionStep, type State } from './state';

const GenerateIdeas = graphql(`
  mutation GenerateIdeas($input: GenerateIdeasInput!) {
    result: generateIdeas(input: $input) {
      ... on GenerateIdeasSuccess {
        options
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

const GenerateTitles = graphql(`
  mutation GenerateTitles($input: GenerateTitlesInput!) {
    result: generateTitles(input: $input) {
      ... on GenerateTitlesSuccess {
        options
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

const GenerateIntros = graphql(`
  mutation GenerateIntros($input: GenerateIntrosInput!) {
    result: generateIntros(input: $input) {
      ... on GenerateIntrosSuccess {
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

const GenerateOutlines = graphql(`
  mutation GenerateOutlines($input: GenerateOutlinesInput!) {
    result: generateOutlines(input: $input) {
      ... on GenerateOutlinesSuccess {
        options {
          headings
        }
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

const GenerateImagePrompts = graphql(`
  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {
    result: generateImagePrompts(input: $input) {
      ... on GenerateImagePromptsSuccess {
        options
        usage {
          costUsd
        }
      }
      ...Failure @unmask
    }
  }
`);

interface Offered {
  readonly __typename: `${string}Success`;
  readonly options: readonly (string | { readonly headings: readonly string[] })[];
  /** Only introductions become part of the text. */
  readonly receipt?: string;
  readonly usage: Usage;
}

/** Common type of the five documents; `input` matches each. */
type Suggest = TypedDocumentNode<
  { readonly result: Offered | FailureFragment },
  { readonly input: unknown }
>;

export interface Suggestion {
  readonly document: Suggest;
  /** Input of the mutation. `exclude` has the options shown before. */
  readonly input: (state: State, exclude: readonly string[]) => unknown;
  readonly title: string;
  readonly lead: string;
  /** Singular and plural. */
  readonly one: string;
  readonly several: string;
  readonly maxLength: number;
  readonly ownHint: string;
  /** Whether the options are Markdown. */
  readonly markdown?: boolean;
}

/** Limit of the API. */
const MOST_EXCLUDED = 50;

const excluding = (exclude: readonly string[]) => ({ exclude: exclude.slice(-MOST_EXCLUDED) });

export const SUGGESTIONS: Readonly<Record<OptionStep, Suggestion>> = {
  idea: suggestion({
    document: GenerateIdeas,
    input: (state, exclude) => ({ brief: material(state).brief, ...excluding(exclude) }),
    title: 'Choose an idea',
    lead: 'The subject of the post. All later steps build on it.',
    one: 'idea',
    several: 'ideas',
    maxLength: 500,
    ownHint: 'A sentence or two.',
  }),
  title: suggestion({
    document: GenerateTitles,
    input: (state, exclude) => {
      const { brief, selectedIdea } = material(state);
      return { brief, selectedIdea, ...excluding(exclude) };
    },
    title: 'Choose a title',
    lead: 'The first thing that readers see, here and in search results.',
    one: 'title',
    several: 'titles',
    maxLength: 200,
    ownHint: 'In one line.',
  }),
  intro: suggestion({
    document: GenerateIntros,
    input: (state, exclude) => {
      const { brief, selectedIdea, title } = material(state);
      return { brief, selectedIdea, title, ...excluding(exclude) };
    },
    title: 'Choose an introduction',
    lead: 'The beginning of the post. It sets the tone for the rest.',
    one: 'introduction',
    several: 'introductions',
    maxLength: 5000,
    ownHint: 'A paragraph or two; Markdown is fine.',
    markdown: true,
  }),
  outline: suggestion({
    document: GenerateOutlines,
    input: (state, exclude) => {
      const { brief, selectedIdea, title, introMarkdown } = material(state);
      const outlines = excluding(exclude).exclude.map(headings);
      return { brief, selectedIdea, title, introMarkdown, exclude: outlines };
    },
    title: 'Choose an outline',
    lead: 'The headings in order. The introduction and the conclusion are added automatically.',
    one: 'outline',
    several: 'outlines',
    maxLength: 6000,
    ownHint: 'One heading per line, at most 30.',
  }),
  picture: suggestion({
    document: GenerateImagePrompts,
    input: (state, exclude) => {
      const { brief, selectedIdea, title } = material(state);
      return { brief, selectedIdea, title, ...excluding(exclude) };
    },
    title: 'Choose a picture',
    lead: 'A description of the cover, which is generated in the next step. You can also upload a picture.',
    one: 'description',
    several: 'descriptions',
    maxLength: 2000,
    ownHint: 'Describe the picture.',
  }),
};

/** Checks that document and input match, then erases their types. */
function suggestion<D, I>(
  parts: Omit<Suggestion, 'document' | 'input'> & {
    readonly document: TypedDocumentNode<D, { input: I }>;
    readonly input: (state: State, exclude: readonly string[]) => I;
  },
): Suggestion {
  return { ...parts, document: parts.document as Suggest };
}

export const textOf = (option: Offered['options'][number]): string =>
  typeof option === 'string' ? option : option.headings.join('\n');
