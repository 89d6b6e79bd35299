import { chosen, headings, lines, type Brief, type OptionStep, type State } from './state';
import type { BriefInput } from '../../gql/graphql';

export const STEPS = [
  { id: 'brief', name: 'Brief' },
  { id: 'idea', name: 'Idea' },
  { id: 'title', name: 'Title' },
  { id: 'intro', name: 'Introduction' },
  { id: 'outline', name: 'Outline' },
  { id: 'picture', name: 'Picture' },
  { id: 'cover', name: 'Cover' },
  { id: 'post', name: 'Post' },
  { id: 'save', name: 'Save' },
] as const;

/** The steps that generate something are counted; the brief and saving are not. */
export const GENERATED = STEPS.slice(1, -1);

export const nameOf = (step: Step): string => STEPS.find(({ id }) => id === step)?.name ?? '';

export type Step = (typeof STEPS)[number]['id'];

export const pathTo = (step: Step): string => `/write/${step}`;

export function after(step: Step): Step {
  const at = STEPS.findIndex(({ id }) => id === step);
  return STEPS[at + 1]?.id ?? step;
}

export function before(step: Step): Step | null {
  const at = STEPS.findIndex(({ id }) => id === step);
  return STEPS[at - 1]?.id ?? null;
}

const isBriefed = ({ brief }: State): boolean =>
  [brief.focusOrNiche, brief.targetedKeyword, brief.targetedAudience].every((text) => text.trim());

const takes = (step: OptionStep) => (state: State) => chosen(state, step) !== null;

/** Conditions for opening a step; a cover is optional. */
const NEEDS: Record<Step, readonly ((state: State) => boolean)[]> = {
  brief: [],
  idea: [isBriefed],
  title: [isBriefed, takes('idea')],
  intro: [isBriefed, takes('idea'), takes('title')],
  outline: [isBriefed, takes('idea'), takes('title'), takes('intro')],
  picture: [isBriefed, takes('idea'), takes('title'), takes('intro'), takes('outline')],
  cover: [isBriefed, takes('idea'), takes('title'), takes('intro'), takes('outline')],
  post: [isBriefed, takes('idea'), takes('title'), takes('intro'), takes('outline')],
  save: [(state) => state.post !== null],
};

export const canGoTo = (state: State, step: Step): boolean => NEEDS[step].every((is) => is(state));

/** The last step with content, to continue there. */
export function furthest(state: State): Step {
  const begun: Record<Step, boolean> = {
    brief: true,
    idea: state.choices.idea.options.length > 0,
    title: state.choices.title.options.length > 0,
    intro: state.choices.intro.options.length > 0,
    outline: state.choices.outline.options.length > 0,
    picture: state.choices.picture.options.length > 0,
    cover: state.cover.url !== null,
    post: state.post !== null || state.run !== null,
    save: state.meta !== null,
  };
  return STEPS.findLast(({ id }) => begun[id] && canGoTo(state, id))?.id ?? 'brief';
}

export function briefInput(brief: Brief): BriefInput {
  return {
    focusOrNiche: brief.focusOrNiche.trim(),
    targetedKeyword: brief.targetedKeyword.trim(),
    targetedAudience: brief.targetedAudience.trim(),
    referenceLinks: lines(brief.referenceLinks),
    tone: brief.tone.trim(),
    creativity: brief.creativity,
    language: brief.language.trim(),
    length: brief.length,
  };
}

const ORIGINS: ReadonlyMap<string, Step> = new Map([
  ['brief', 'brief'],
  ['selectedIdea', 'idea'],
  ['title', 'title'],
  ['introMarkdown', 'intro'],
  ['outline', 'outline'],
  ['prompt', 'picture'],
  ['imagePrompt', 'picture'],
  ['coverImageUrl', 'cover'],
  ['aspectRatio', 'cover'],
  ['primaryColor', 'cover'],
]);

/** The step of an input path. */
export const originOf = (path: string): Step | null =>
  ORIGINS.get(path.split('.')[0] ?? '') ?? null;

/** Common input of the later steps. Values not chosen yet are empty. */
export function material(state: State) {
  return {
    brief: briefInput(state.brief),
    selectedIdea: chosen(state, 'idea') ?? '',
    title: chosen(state, 'title') ?? '',
    introMarkdown: chosen(state, 'intro') ?? '',
    outline: headings(chosen(state, 'outline')),
  };
}

/** Input of the post. An uploaded cover does not show the chosen image prompt. */
export function postInput(state: State) {
  const painted = state.cover.source === 'painted';
  return {
    ...material(state),
    imagePrompt: painted ? chosen(state, 'picture') : null,
    coverImageUrl: state.cover.url,
  };
}
