// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { Navigate, Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TagSuggestions } from '../src/editor/TagSuggestions';
import { RewritePanel } from '../src/editor/panels/RewritePanel';
import { SectionPanel } from '../src/editor/panels/SectionPanel';
import type { BriefInput } from '../src/gql/graphql';
import { CostSoFar } from '../src/post/cost/CostSoFar';
import { NO_COST, costFrom, inWords, plus, useCost, type Cost } from '../src/post/cost/cost';
import { signIn } from '../src/session/session';
import { WizardPage } from '../src/wizard/WizardPage';
import { reduce } from '../src/wizard/state/reducer';
import { EMPTY } from '../src/wizard/state/state';
import { keep } from '../src/wizard/state/storage';
import { apiOf } from './support/api';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const spent = (...costs: (number | null)[]): Cost =>
  costs.reduce<Cost>((cost, costUsd) => plus(cost, { costUsd }), NO_COST);
const serviceOf = (provider: string) => () => ({
  generationService: { __typename: 'GenerationService', provider, textModel: 'a', imageModel: 'b' },
});
const usage = (costUsd: number | null) => ({ __typename: 'GenerationUsage', costUsd });
const COST = /^Cost so far/;

describe('the cost in words', () => {
  it.each([
    [[], false, null],
    [[0.01, 0.0023], false, 'Cost so far: $0.0123 (this browser)'],
    [[1.239], false, 'Cost so far: $1.24 (this browser)'],
    [[0.00001], false, 'Cost so far: less than $0.0001 (this browser)'],
    [[0.01, null], false, 'Cost so far: $0.0100 and 1 generation of unknown price (this browser)'],
    [[0.01, null, null], true, 'Cost so far: $0.0100 and 2 generations of unknown price (this browser)'],
    [[null], false, 'Cost so far: unknown, because the server has no price for this model'],
    [[null, null], true, 'Sample texts: no cost'],
  ] as const)('sums %j, offline %j: %j', (costs, offline, words) => {
    expect(inWords(spent(...costs), offline)).toBe(words);
  });

  it.each([[null], [{}], ['x'], [{ generations: 1, usd: 'x', unpriced: 0 }]])(
    'starts at zero where the stored value is %j',
    (value) => expect(costFrom(value)).toEqual(NO_COST),
  );
});

describe('the cost of a new post', () => {
  const briefed = reduce(EMPTY, {
    type: 'brief',
    brief: { focusOrNiche: 'Gardening', targetedKeyword: 'compost', targetedAudience: 'families' },
  });
  const wizard = (provider: string, costUsd: number | null) => {
    const options = ['a', 'b', 'c', 'd', 'e'];
    const { wrapper } = apiOf({
      Service: serviceOf(provider),
      GenerateIdeas: () => ({
        result: { __typename: 'GenerateIdeasSuccess', options, usage: usage(costUsd) },
      }),
    });
    return render(
      <Routes>
        <Route path="/write/:step" element={<WizardPage />} />
        <Route path="*" element={<Navigate to="/write/brief" replace />} />
      </Routes>,
      { wrapper },
    );
  };

  beforeEach(() => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    signIn({ token: 't', expiresAt, userId: 'ada', name: 'Ada', email: 'a@b.example', admin: false });
    keep('ada', briefed);
  });

  it('grows with each generation, and is kept with the post', async () => {
    const { unmount } = wizard('GEMINI', 0.0041);
    expect(screen.queryByText(COST)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect((await screen.findByText(COST)).textContent).toBe('Cost so far: $0.0041 (this browser)');
    await userEvent.click(await screen.findByRole('button', { name: 'Five more' }));
    await screen.findByText('Cost so far: $0.0082 (this browser)');
    unmount();
    wizard('GEMINI', 1);
    expect(screen.getByText(COST).textContent).toBe('Cost so far: $0.0082 (this browser)');
  });

  it('is absent for sample texts', async () => {
    wizard('OFFLINE', null);
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await screen.findByText('Sample texts: no cost');
  });
});

describe('the cost of a saved post', () => {
  const brief = {} as BriefInput;
  function Editor({ postId }: { readonly postId: string }) {
    const { cost, spend } = useCost('ada', postId);
    const shared = { brief, markdown: 'One.', onSpent: spend };
    return (
      <>
        <RewritePanel {...shared} selection={{ from: 0, to: 4 }} onReplace={vi.fn()} />
        <SectionPanel
          {...shared}
          title="T"
          sections={[{ heading: 'H', anchor: 'h' }]}
          onRewritten={vi.fn()}
        />
        <TagSuggestions input={{ brief, title: 'T', markdown: 'One.' }} tags="" onChange={vi.fn()} onSpent={spend} />
        <CostSoFar cost={cost} />
      </>
    );
  }
  const answers = {
    Service: serviceOf('GEMINI'),
    RewriteText: () => ({
      result: { __typename: 'RewriteTextSuccess', options: ['1'], receipt: 'r', usage: usage(0.001) },
    }),
    RewriteSection: () => ({
      result: {
        __typename: 'RegenerateSectionSuccess',
        content: { __typename: 'BlogContent', markdown: 'Two.' },
        receipt: 'r',
        usage: usage(0.02),
      },
    }),
    SuggestTags: () => ({
      result: { __typename: 'SuggestTagsSuccess', options: ['a'], usage: usage(0.3) },
    }),
  };

  it('grows with rewrites, sections and tags, and is kept for this post only', async () => {
    const { unmount } = render(<Editor postId="1" />, { wrapper: apiOf(answers).wrapper });
    expect(screen.queryByText(COST)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Rewrite the passage' }));
    await screen.findByText('Cost so far: $0.0010 (this browser)');
    await userEvent.type(screen.getByLabelText('Instructions for the section'), 'Shorter.');
    await userEvent.click(screen.getByRole('button', { name: 'Regenerate the section' }));
    await screen.findByText('Cost so far: $0.0210 (this browser)');
    await userEvent.click(screen.getByRole('button', { name: 'Suggest tags' }));
    await screen.findByText('Cost so far: $0.3210 (this browser)');
    unmount();
    const again = render(<Editor postId="1" />, { wrapper: apiOf(answers).wrapper });
    expect(screen.getByText(COST).textContent).toBe('Cost so far: $0.3210 (this browser)');
    again.unmount();
    render(<Editor postId="2" />, { wrapper: apiOf(answers).wrapper });
    expect(screen.queryByText(COST)).toBeNull();
  });
});
