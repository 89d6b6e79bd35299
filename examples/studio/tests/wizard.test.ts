import { describe, expect, it } from 'vitest';
import { reduce, type Change } from '../src/wizard/state/reducer';
import {
  EMPTY,
  basisOf,
  chosen,
  headings,
  isOutdated,
  outdatedSteps,
  titleOf,
  type Content,
  type State,
} from '../src/wizard/state/state';
import {
  STEPS,
  after,
  before,
  briefInput,
  canGoTo,
  furthest,
  material,
  originOf,
  postInput,
} from '../src/wizard/state/steps';
import { parse } from '../src/wizard/state/storage';
import { SUGGESTIONS } from '../src/wizard/state/suggestions';

const BRIEF = {
  focusOrNiche: 'Gardening',
  targetedKeyword: 'compost',
  targetedAudience: 'families',
};
const FIVE = ['a', 'b', 'c', 'd', 'e'];

const changed = (state: State, ...changes: Change[]): State => changes.reduce(reduce, state);
const briefed = changed(EMPTY, { type: 'brief', brief: BRIEF });
const offered = (state: State, options = FIVE) =>
  changed(state, { type: 'offered', step: 'idea', options, basis: basisOf(state, 'idea') });
const withIdea = changed(offered(briefed), { type: 'choose', step: 'idea', chosen: 1 });

const content = (markdown: string): Content => ({
  markdown,
  html: `<p>${markdown}</p>`,
  sections: [],
  wordCount: 1,
  readingMinutes: 1,
  metaTitle: '',
  metaDescription: '',
  coverImageAlt: '',
  keywordReport: { occurrences: 0, inTitle: false },
  findings: [],
});

describe('choosing', () => {
  it('appends five more options and keeps the choice', () => {
    const more = offered(withIdea, ['f', 'g', 'h', 'i', 'j']);
    expect(more.choices.idea.options).toHaveLength(10);
    expect(more.choices.idea.page).toBe(1);
    expect(chosen(more, 'idea')).toBe('b');
  });

  it('replaces options of another brief and keeps an own text', () => {
    const own = changed(withIdea, { type: 'own', step: 'idea', text: ' mine ' });
    const other = changed(own, { type: 'brief', brief: { tone: 'Witty' } });
    expect(isOutdated(other, 'idea')).toBe(true);
    expect(chosen(other, 'idea')).toBe('mine');
    const replaced = offered(other, ['x']);
    expect(replaced.choices.idea.options).toEqual(['x']);
    expect(isOutdated(replaced, 'idea')).toBe(false);
    expect(chosen(replaced, 'idea')).toBe('mine');
  });

  it('drops a choice whose options were replaced', () => {
    const other = changed(withIdea, { type: 'brief', brief: { tone: 'Witty' } });
    expect(chosen(offered(other), 'idea')).toBeNull();
  });

  it('ignores an own text of white space', () => {
    expect(
      chosen(changed(withIdea, { type: 'own', step: 'idea', text: ' \n ' }), 'idea'),
    ).toBeNull();
  });

  it('does not report missing output as outdated', () => {
    expect(isOutdated(EMPTY, 'idea')).toBe(false);
    expect(isOutdated(EMPTY, 'post')).toBe(false);
  });

  it('splits an outline into lines', () => {
    expect(headings(' One \n\n  Two\n')).toEqual(['One', 'Two']);
    expect(headings(null)).toEqual([]);
  });
});

describe('steps', () => {
  it('can be opened when their conditions are met', () => {
    const open = (state: State) => STEPS.filter(({ id }) => canGoTo(state, id)).map(({ id }) => id);
    expect(open(EMPTY)).toEqual(['brief']);
    expect(open(briefed)).toEqual(['brief', 'idea']);
    expect(open(withIdea)).toEqual(['brief', 'idea', 'title']);
  });

  it('continue at the last one with content', () => {
    expect(furthest(EMPTY)).toBe('brief');
    expect(furthest(withIdea)).toBe('idea');
  });

  it('have a previous and a next step, except at the ends', () => {
    expect([before('brief'), after('brief'), before('save'), after('save')]).toEqual([
      null,
      'idea',
      'post',
      'save',
    ]);
  });

  it('are found by the path of an input', () => {
    expect(originOf('brief.tone')).toBe('brief');
    expect(originOf('outline.2')).toBe('outline');
    expect(originOf('')).toBeNull();
    expect(originOf('constructor.x')).toBeNull();
  });

  it('exclude the outlines that were shown', () => {
    const input = SUGGESTIONS.outline.input(withIdea, ['One\nTwo', 'Three']);
    expect(input).toMatchObject({ exclude: [['One', 'Two'], ['Three']] });
  });

  it('send the length', () => {
    expect(briefInput(briefed.brief).length).toBe('MEDIUM');
    expect(briefInput({ ...briefed.brief, length: 'SHORT' }).length).toBe('SHORT');
  });

  it('send links without empty lines', () => {
    const brief = { ...briefed.brief, referenceLinks: ' https://a.example \n\nhttps://b.example' };
    expect(briefInput(brief).referenceLinks).toEqual(['https://a.example', 'https://b.example']);
  });
});

describe('a post', () => {
  const post = {
    title: 'T',
    material: material(withIdea),
    content: content('one'),
    references: [],
    basis: basisOf(withIdea, 'post'),
  };
  const written = changed(withIdea, { type: 'written', post, receipt: 'b' });

  it('is outdated by other choices, not by another title or cover', () => {
    expect(outdatedSteps(written)).toEqual([]);
    const retitled = changed(
      written,
      { type: 'own', step: 'title', text: 'Other' },
      { type: 'cover', cover: { url: '/x.png', source: 'uploaded' } },
    );
    expect(outdatedSteps(retitled)).toEqual([]);
    expect([titleOf(written), titleOf(retitled)]).toEqual(['T', 'Other']);
    const rebriefed = changed(written, { type: 'brief', brief: { tone: 'Witty' } });
    expect(outdatedSteps(rebriefed)).toEqual(['idea', 'post']);
  });

  it('ends its run, and a rewrite can be undone', () => {
    const running = changed(withIdea, {
      type: 'run',
      run: { runId: 'r', position: 1, markdown: '#', basis: '' },
    });
    expect(changed(running, { type: 'written', post, receipt: 'b' }).run).toBeNull();
    const rewritten = changed(written, {
      type: 'rewritten',
      content: content('two'),
      receipt: 'c',
    });
    expect(rewritten.post?.content.markdown).toBe('two');
    const back = changed(rewritten, { type: 'undo' });
    expect(back.post?.content.markdown).toBe('one');
    expect(changed(back, { type: 'undo' }).post?.content.markdown).toBe('one');
  });

  it('keeps the receipts of all its texts', () => {
    const intros = { type: 'offered', step: 'intro', options: FIVE, basis: 'x' } as const;
    const receipts = (...changes: Change[]) => changed(withIdea, ...changes).receipts;
    const all = receipts(
      { ...intros, receipt: 'a' },
      { type: 'written', post, receipt: 'b' },
      { type: 'rewritten', content: content('two'), receipt: 'c' },
      { type: 'undo' },
    );
    expect(all).toEqual(['a', 'b', 'c']);
    const many = Array.from({ length: 51 }, (_, at) => ({ ...intros, receipt: `${at}` }));
    expect(receipts(...many)).toEqual(many.slice(1).map(({ receipt }) => receipt));
    expect(receipts(intros)).toEqual([]);
  });

  it('gets the image prompt of a painted cover only', () => {
    const prompted = changed(withIdea, { type: 'own', step: 'picture', text: 'A pot.' });
    const imagePrompt = (source: 'painted' | 'uploaded' | null) =>
      postInput(changed(prompted, { type: 'cover', cover: { source } })).imagePrompt;
    expect([imagePrompt('painted'), imagePrompt('uploaded'), imagePrompt(null)]).toEqual([
      'A pot.',
      null,
      null,
    ]);
  });

  it('does not change if it is missing', () => {
    const rewritten = { type: 'rewritten', content: content('x'), receipt: 'c' } as const;
    expect(changed(EMPTY, { type: 'undo' }, rewritten)).toBe(EMPTY);
  });
});

describe('a stored state', () => {
  const kept = (state: unknown, version: unknown = 3) => JSON.stringify({ version, state });

  it('is restored', () => {
    expect(parse(kept(withIdea))).toEqual(withIdea);
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '7'],
    ['another version', kept(withIdea, 1)],
    ['no state', kept(undefined)],
    ['no brief', kept({ ...withIdea, brief: null })],
    ['a brief with a number', kept({ ...withIdea, brief: { ...withIdea.brief, tone: 3 } })],
    [
      'invalid options',
      kept({ ...withIdea, choices: { ...withIdea.choices, idea: { options: 'x' } } }),
    ],
    ['choices that lack a step', kept({ ...withIdea, choices: {} })],
    ['half a run', kept({ ...withIdea, run: { runId: 3 } })],
    ['half a post', kept({ ...withIdea, post: {} })],
  ])('is discarded if it is %s', (_, text) => {
    expect(parse(text)).toBe(EMPTY);
  });
});
