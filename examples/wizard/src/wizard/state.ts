/** What the wizard knows before anything is saved: the API keeps none of it, the browser does. */
import type { AspectRatio, Creativity, ImageQuality, ReferenceStatus } from '../gql/graphql';

export type OptionStep = 'idea' | 'title' | 'intro' | 'outline' | 'picture';
export const OPTION_STEPS: readonly OptionStep[] = ['idea', 'title', 'intro', 'outline', 'picture'];

export interface Brief {
  readonly focusOrNiche: string;
  readonly targetedKeyword: string;
  readonly targetedAudience: string;
  /** One link a line, as it is typed. */
  readonly referenceLinks: string;
  readonly tone: string;
  readonly creativity: Creativity;
  readonly language: string;
}

/** What was offered in a step, all of it, and what was taken. An outline is a heading a line. */
export interface Choice {
  readonly options: readonly string[];
  /** Which five of them are shown. */
  readonly page: number;
  readonly chosen: number | 'own' | null;
  readonly own: string;
  /** What they were made from: once that has changed, they are out of date. */
  readonly basis: string;
}

export interface Cover {
  readonly url: string | null;
  readonly source: 'painted' | 'uploaded' | null;
  readonly aspectRatio: AspectRatio;
  readonly quality: ImageQuality;
  /** `#rrggbb`; empty leaves it to the painter. */
  readonly primaryColor: string;
}

/** A post on its way: enough to take it up again after a reload. */
export interface Run {
  readonly runId: string;
  readonly position: number;
  readonly markdown: string;
  readonly basis: string;
}

export interface Section {
  readonly heading: string;
  readonly level: number;
  readonly anchor: string;
}

export interface Content {
  readonly markdown: string;
  readonly html: string;
  readonly sections: readonly Section[];
  readonly wordCount: number;
  readonly readingMinutes: number;
  readonly metaTitle: string;
  readonly metaDescription: string;
  readonly coverImageAlt: string;
  readonly keywordReport: { readonly occurrences: number; readonly inTitle: boolean };
}

export interface Reference {
  readonly url: string;
  readonly title: string | null;
  readonly status: ReferenceStatus;
}

/** The written post, with the title that it was written for. */
export interface Post {
  readonly title: string;
  readonly content: Content;
  readonly references: readonly Reference[];
  readonly basis: string;
  /** The contents before sections were written anew, latest last. */
  readonly earlier: readonly Content[];
}

export interface Meta {
  readonly metaTitle: string;
  readonly metaDescription: string;
  readonly coverImageAlt: string;
}

export interface State {
  readonly brief: Brief;
  readonly choices: Readonly<Record<OptionStep, Choice>>;
  readonly cover: Cover;
  readonly run: Run | null;
  readonly post: Post | null;
  /** For search engines, as edited; null as long as it is what the post came with. */
  readonly meta: Meta | null;
}

const NO_CHOICE: Choice = { options: [], page: 0, chosen: null, own: '', basis: '' };

export const EMPTY: State = {
  brief: {
    focusOrNiche: '',
    targetedKeyword: '',
    targetedAudience: '',
    referenceLinks: '',
    tone: 'Informative',
    creativity: 'MEDIUM',
    language: 'English',
  },
  choices: {
    idea: NO_CHOICE,
    title: NO_CHOICE,
    intro: NO_CHOICE,
    outline: NO_CHOICE,
    picture: NO_CHOICE,
  },
  cover: {
    url: null,
    source: null,
    aspectRatio: 'LANDSCAPE_16_9',
    quality: 'STANDARD',
    primaryColor: '',
  },
  run: null,
  post: null,
  meta: null,
};

export const PAGE = 5;

/** What was chosen in a step, its own text included; null where that is nothing yet. */
export function chosen({ choices }: State, step: OptionStep): string | null {
  const { chosen, own, options } = choices[step];
  if (chosen === null) return null;
  const text = chosen === 'own' ? own.trim() : options[chosen];
  return text || null;
}

export const headings = (outline: string | null): string[] => lines(outline ?? '');

export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const BEFORE: Record<OptionStep | 'post', readonly OptionStep[]> = {
  idea: [],
  title: ['idea'],
  intro: ['idea', 'title'],
  outline: ['idea', 'title', 'intro'],
  picture: ['idea', 'title'],
  post: ['idea', 'title', 'intro', 'outline'],
};

/** What a step is made from, as a text that changes with it. */
export function basisOf(state: State, step: OptionStep | 'post'): string {
  const before = BEFORE[step].map((earlier) => chosen(state, earlier));
  return JSON.stringify([state.brief, ...before, step === 'post' ? state.cover.url : null]);
}

/** Whether what a step has was made from something else than what is chosen now. */
export function isOutdated(state: State, step: OptionStep | 'post'): boolean {
  const made = step === 'post' ? (state.post?.basis ?? '') : state.choices[step].basis;
  return made !== '' && made !== basisOf(state, step);
}
