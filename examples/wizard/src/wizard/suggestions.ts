/** The five steps that offer options: what each asks the server, and how its page speaks. */
import type { TypedDocumentNode } from '@apollo/client';
import { graphql, type FragmentType } from '../gql';
import type { Failure } from '../api/problems';
import { material } from './steps';
import type { OptionStep, State } from './state';

const GenerateIdeas = graphql(`
  mutation GenerateIdeas($input: GenerateIdeasInput!) {
    result: generateIdeas(input: $input) {
      ... on GenerateIdeasSuccess {
        options
      }
      ...Failure
    }
  }
`);

const GenerateTitles = graphql(`
  mutation GenerateTitles($input: GenerateTitlesInput!) {
    result: generateTitles(input: $input) {
      ... on GenerateTitlesSuccess {
        options
      }
      ...Failure
    }
  }
`);

const GenerateIntros = graphql(`
  mutation GenerateIntros($input: GenerateIntrosInput!) {
    result: generateIntros(input: $input) {
      ... on GenerateIntrosSuccess {
        options
      }
      ...Failure
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
      }
      ...Failure
    }
  }
`);

const GenerateImagePrompts = graphql(`
  mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {
    result: generateImagePrompts(input: $input) {
      ... on GenerateImagePromptsSuccess {
        options
      }
      ...Failure
    }
  }
`);

interface Offered {
  readonly __typename: `${string}Success`;
  readonly options: readonly (string | { readonly headings: readonly string[] })[];
}

/** All five documents have this type; what each takes is `input`'s. */
type Suggest = TypedDocumentNode<
  { readonly result: Offered | ({ readonly __typename: string } & FragmentType<typeof Failure>) },
  { readonly input: unknown }
>;

export interface Suggestion {
  readonly document: Suggest;
  /** `exclude`: what was offered before, and is not to be offered again. */
  readonly input: (state: State, exclude: readonly string[]) => unknown;
  readonly title: string;
  readonly lead: string;
  /** One of them, and several. */
  readonly one: string;
  readonly several: string;
  readonly maxLength: number;
  readonly ownHint: string;
  /** Whether the options are Markdown. */
  readonly markdown?: boolean;
}

/** The API takes no more. */
const MOST_EXCLUDED = 50;

const excluding = (exclude: readonly string[]) => ({ exclude: exclude.slice(-MOST_EXCLUDED) });

export const SUGGESTIONS: Readonly<Record<OptionStep, Suggestion>> = {
  idea: suggestion({
    document: GenerateIdeas,
    input: (state, exclude) => ({ brief: material(state).brief, ...excluding(exclude) }),
    title: 'Choose an idea',
    lead: 'What the post is going to be about. Everything after this follows from it.',
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
    lead: 'How the post begins. Its voice carries into what follows.',
    one: 'introduction',
    several: 'introductions',
    maxLength: 5000,
    ownHint: 'A paragraph or two; Markdown is fine.',
    markdown: true,
  }),
  outline: suggestion({
    document: GenerateOutlines,
    input: (state) => {
      const { brief, selectedIdea, title, introMarkdown } = material(state);
      return { brief, selectedIdea, title, introMarkdown };
    },
    title: 'Choose an outline',
    lead: 'The headings, in order. An introduction and a conclusion come by themselves.',
    one: 'outline',
    several: 'outlines',
    maxLength: 6000,
    ownHint: 'One heading a line, 30 at most.',
  }),
  picture: suggestion({
    document: GenerateImagePrompts,
    input: (state, exclude) => {
      const { brief, selectedIdea, title } = material(state);
      return { brief, selectedIdea, title, ...excluding(exclude) };
    },
    title: 'Choose a picture',
    lead: 'What the cover is to show. It is painted in the next step; you can also bring your own.',
    one: 'description',
    several: 'descriptions',
    maxLength: 2000,
    ownHint: 'Describe what is to be seen.',
  }),
};

/** Holds a document and what it is given to each other; afterwards all five look the same. */
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
