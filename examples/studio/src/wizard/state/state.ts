/** State of the wizard before the post is saved. It is stored in the browser, not by the API. */
import type {
  AspectRatio,
  BriefInput,
  Creativity,
  ImageQuality,
  PostLength,
  ReferenceStatus,
} from '../../gql/graphql';
import type { Finding } from '../../post/checks';
import { NO_COST, type Cost } from '../../post/cost/cost';

export type OptionStep = 'idea' | 'title' | 'intro' | 'outline' | 'picture';
export const OPTION_STEPS: readonly OptionStep[] = ['idea', 'title', 'intro', 'outline', 'picture'];

export interface Brief {
  readonly focusOrNiche: string;
  readonly targetedKeyword: string;
  readonly targetedAudience: string;
  /** One link per line. */
  readonly referenceLinks: string;
  readonly tone: string;
  readonly creativity: Creativity;
  readonly language: string;
  readonly length: PostLength;
}

/** All options of a step, and the choice. An outline has one heading per line. */
export interface Choice {
  readonly options: readonly string[];
  /** Index of the shown group of five. */
  readonly page: number;
  readonly chosen: number | 'own' | null;
  readonly own: string;
  /** Fingerprint of the input of the options. They are outdated if it changes. */
  readonly basis: string;
}

export interface Cover {
  readonly url: string | null;
  readonly source: 'painted' | 'uploaded' | null;
  readonly aspectRatio: AspectRatio;
  readonly quality: ImageQuality;
  /** `#rrggbb`; empty: chosen by the model. */
  readonly primaryColor: string;
}

/** A post that is being generated, with the data to resume it after a reload. */
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
  /** Passages to check before publication. */
  readonly findings: readonly Finding[];
}

export interface Reference {
  readonly url: string;
  readonly title: string | null;
  readonly status: ReferenceStatus;
}

/** The choices that a post was generated from. */
export interface Material {
  readonly brief: BriefInput;
  readonly selectedIdea: string;
  readonly introMarkdown: string;
  readonly outline: readonly string[];
}

/** The generated post, with the title and the choices at that time. */
export interface Post {
  readonly title: string;
  readonly material: Material;
  readonly content: Content;
  readonly references: readonly Reference[];
  readonly basis: string;
  /** Contents before rewrites of sections, latest last. */
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
  /** Signed records of the sentences that the model wrote, latest last. */
  readonly receipts: readonly string[];
  /** Edited SEO metadata; null if unchanged. */
  readonly meta: Meta | null;
  /** Tags as typed, separated by commas. */
  readonly tags: string;
  readonly cost: Cost;
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
    length: 'MEDIUM',
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
  receipts: [],
  meta: null,
  tags: '',
  cost: NO_COST,
};

export const PAGE = 5;

/** Text of the chosen option or of the user's own text; null if nothing is chosen. */
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
  // Title and cover are not part of the text.
  post: ['idea', 'intro', 'outline'],
};

/** Fingerprint of the input of a step. */
export function basisOf(state: State, step: OptionStep | 'post'): string {
  const before = BEFORE[step].map((earlier) => chosen(state, earlier));
  return JSON.stringify([state.brief, ...before]);
}

/** Whether the input of a step has changed since its output was generated. */
export function isOutdated(state: State, step: OptionStep | 'post'): boolean {
  const made = step === 'post' ? (state.post?.basis ?? '') : state.choices[step].basis;
  return made !== '' && made !== basisOf(state, step);
}

/** Steps whose output is used although their input has changed; own texts are never outdated. */
export function outdatedSteps(state: State): (OptionStep | 'post')[] {
  const used = (step: OptionStep) =>
    typeof state.choices[step].chosen === 'number' &&
    (step !== 'picture' || state.cover.source === 'painted');
  const options = OPTION_STEPS.filter((step) => used(step) && isOutdated(state, step));
  return isOutdated(state, 'post') ? [...options, 'post'] : options;
}

/** The title to save: the chosen one, which may be newer than the text. */
export const titleOf = (state: State): string =>
  chosen(state, 'title') ?? state.post?.title ?? '';
