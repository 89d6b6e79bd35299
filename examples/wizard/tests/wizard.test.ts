import { describe, expect, it } from 'vitest';
import { reduce, type Change } from '../src/wizard/reducer';
import {
  EMPTY,
  basisOf,
  chosen,
  headings,
  isOutdated,
  type Content,
  type State,
} from '../src/wizard/state';
import { STEPS, after, before, briefInput, canGoTo, furthest, originOf } from '../src/wizard/steps';
import { parse } from '../src/wizard/storage';

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
});

describe('choosing', () => {
  it('joins five others to the first five, and keeps the choice', () => {
    const more = offered(withIdea, ['f', 'g', 'h', 'i', 'j']);
    expect(more.choices.idea.options).toHaveLength(10);
    expect(more.choices.idea.page).toBe(1);
    expect(chosen(more, 'idea')).toBe('b');
  });

  it('replaces what was made from another brief, and keeps an own text', () => {
    const own = changed(withIdea, { type: 'own', step: 'idea', text: ' mine ' });
    const other = changed(own, { type: 'brief', brief: { tone: 'Witty' } });
    expect(isOutdated(other, 'idea')).toBe(true);
    expect(chosen(other, 'idea')).toBe('mine');
    const anew = offered(other, ['x']);
    expect(anew.choices.idea.options).toEqual(['x']);
    expect(isOutdated(anew, 'idea')).toBe(false);
    expect(chosen(anew, 'idea')).toBe('mine');
  });

  it('forgets a choice among options that are there no more', () => {
    const other = changed(withIdea, { type: 'brief', brief: { tone: 'Witty' } });
    expect(chosen(offered(other), 'idea')).toBeNull();
  });

  it('takes an own text of spaces for none', () => {
    expect(
      chosen(changed(withIdea, { type: 'own', step: 'idea', text: ' \n ' }), 'idea'),
    ).toBeNull();
  });

  it('calls nothing outdated that was never made', () => {
    expect(isOutdated(EMPTY, 'idea')).toBe(false);
    expect(isOutdated(EMPTY, 'post')).toBe(false);
  });

  it('reads an outline as its lines', () => {
    expect(headings(' One \n\n  Two\n')).toEqual(['One', 'Two']);
    expect(headings(null)).toEqual([]);
  });
});

describe('steps', () => {
  it('can be gone to when what they need is there', () => {
    const open = (state: State) => STEPS.filter(({ id }) => canGoTo(state, id)).map(({ id }) => id);
    expect(open(EMPTY)).toEqual(['brief']);
    expect(open(briefed)).toEqual(['brief', 'idea']);
    expect(open(withIdea)).toEqual(['brief', 'idea', 'title']);
  });

  it('go on where there is something to see', () => {
    expect(furthest(EMPTY)).toBe('brief');
    expect(furthest(withIdea)).toBe('idea');
  });

  it('have one before and one after, but for the ends', () => {
    expect([before('brief'), after('brief'), before('save'), after('save')]).toEqual([
      null,
      'idea',
      'post',
      'save',
    ]);
  });

  it('know where an input comes from', () => {
    expect(originOf('brief.tone')).toBe('brief');
    expect(originOf('outline.2')).toBe('outline');
    expect(originOf('')).toBeNull();
    expect(originOf('constructor.x')).toBeNull();
  });

  it('send links without empty lines', () => {
    const brief = { ...briefed.brief, referenceLinks: ' https://a.example \n\nhttps://b.example' };
    expect(briefInput(brief).referenceLinks).toEqual(['https://a.example', 'https://b.example']);
  });
});

describe('a post', () => {
  const post = {
    title: 'T',
    content: content('one'),
    references: [],
    basis: basisOf(withIdea, 'post'),
  };
  const written = changed(withIdea, { type: 'written', post });

  it('ends its run, and can go back to before a section was written anew', () => {
    const running = changed(withIdea, {
      type: 'run',
      run: { runId: 'r', position: 1, markdown: '#', basis: '' },
    });
    expect(changed(running, { type: 'written', post }).run).toBeNull();
    const anew = changed(written, { type: 'rewritten', content: content('two') });
    expect(anew.post?.content.markdown).toBe('two');
    const back = changed(anew, { type: 'undo' });
    expect(back.post?.content.markdown).toBe('one');
    expect(changed(back, { type: 'undo' }).post?.content.markdown).toBe('one');
  });

  it('changes nothing where there is none', () => {
    expect(changed(EMPTY, { type: 'undo' }, { type: 'rewritten', content: content('x') })).toBe(
      EMPTY,
    );
  });
});

describe('what a tab has kept', () => {
  const kept = (state: unknown, version: unknown = 1) => JSON.stringify({ version, state });

  it('is restored as it was', () => {
    expect(parse(kept(withIdea))).toEqual(withIdea);
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['null', 'null'],
    ['a number', '7'],
    ['another version', kept(withIdea, 2)],
    ['no state', kept(undefined)],
    ['no brief', kept({ ...withIdea, brief: null })],
    ['a brief with a number', kept({ ...withIdea, brief: { ...withIdea.brief, tone: 3 } })],
    [
      'options that are none',
      kept({ ...withIdea, choices: { ...withIdea.choices, idea: { options: 'x' } } }),
    ],
    ['choices that lack a step', kept({ ...withIdea, choices: {} })],
    ['half a run', kept({ ...withIdea, run: { runId: 3 } })],
    ['half a post', kept({ ...withIdea, post: {} })],
  ])('is thrown away where it is %s', (_, text) => {
    expect(parse(text)).toBe(EMPTY);
  });
});
