// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createRef, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '../src/editor/draft/draft';
import { NotesSection } from '../src/editor/notes/NotesSection';
import { SidePanel } from '../src/editor/panels/SidePanel';
import type { BriefInput } from '../src/gql/graphql';
import { SearchResult } from '../src/post/SearchResult';
import { MetaFields, type MetaTexts } from '../src/post/fields/MetaFields';
import { apiOf } from './support/api';

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} });
  Element.prototype.scrollTo = () => undefined;
});
afterEach(cleanup);

describe('the feedback of the reviewer', () => {
  const beside = (feedback: string | null) => (
    <SidePanel
      postId="1"
      revision={1}
      changed={false}
      openNotes={0}
      text={createRef()}
      draft={{ markdown: 'One.', title: 'T' } as Draft}
      brief={{} as BriefInput}
      feedback={feedback}
      preview={{ content: null, loading: true }}
      findings={[]}
      selection={{ from: 0, to: 0 }}
      onJump={() => true}
      onReplace={vi.fn()}
      onRewritten={vi.fn()}
      onSpent={vi.fn()}
      onChanged={vi.fn()}
    />
  );

  it('stays beside the text in every panel', async () => {
    render(beside('Name your sources.'), { wrapper: apiOf().wrapper });
    const tabs = screen.getAllByRole('tab');
    expect(tabs).toHaveLength(5);
    for (const tab of tabs) {
      await userEvent.click(tab);
      expect(screen.getByRole('figure').textContent).toBe(
        'The reviewer’s feedbackName your sources.',
      );
    }
  });

  it.each([[null], ['']])('is left out without a text: %j', (feedback) => {
    render(beside(feedback), { wrapper: apiOf().wrapper });
    expect(screen.queryByRole('figure')).toBeNull();
  });
});

describe('the notes beside a post', () => {
  const notes = { blog: { __typename: 'Blog', id: '1', notes: [] } };
  const open = () => {
    const api = apiOf({ Notes: () => notes });
    render(
      <>
        <article aria-label="The post">
          <p>One of <strong>two</strong>.</p>
        </article>
        <p>Beside it.</p>
        <NotesSection postId="1" markdown={'Zero.\n\nOne of **two**.'} />
      </>,
      { wrapper: api.wrapper },
    );
    return api;
  };
  const select = (text: string) =>
    act(() => {
      getSelection()?.selectAllChildren(screen.getByText(text, { exact: false }));
      document.dispatchEvent(new Event('selectionchange'));
    });

  it('take a note on a passage that is selected in the text', async () => {
    const { sent } = open();
    select('One of');
    // The focus in the form moves the selection.
    select('Beside it');
    await userEvent.click(screen.getByText('Add a note on the selected passage'));
    await userEvent.type(screen.getByLabelText('Note on the selected passage'), 'Why?');
    await userEvent.click(screen.getByRole('button', { name: 'Add the note' }));
    const input = { body: 'Why?', quote: 'One of **two', prefix: 'Zero.\n\n', suffix: '**.', suggestion: null };
    expect(sent.at(-1)).toEqual({ name: 'AddNote', variables: { postId: '1', input } });
  });

  it('take a note on the whole text', async () => {
    const { sent } = open();
    select('Beside it');
    await userEvent.click(screen.getByText('Add a note'));
    await userEvent.type(screen.getByLabelText('Note on the whole text'), 'Short.');
    await userEvent.click(screen.getByRole('button', { name: 'Add the note' }));
    expect(sent.at(-1)?.variables).toEqual({ postId: '1', input: { body: 'Short.' } });
  });
});

describe('the preview for search engines', () => {
  it('has the title, the public address and the description', () => {
    const { container } = render(<SearchResult title="Compost" description="How to." slug="compost" />);
    const texts = [...container.querySelectorAll('p')].map(({ textContent }) => textContent);
    expect(texts).toEqual(['Compost', `${location.host} › posts › compost`, 'How to.']);
  });

  it('leaves the address open before the post has one', () => {
    render(<SearchResult title="Compost" description="" slug={null} />);
    expect(screen.getByText(`${location.host} › posts › …`)).toBeTruthy();
  });

  function Fields() {
    const [meta, setMeta] = useState<MetaTexts>({ metaTitle: '', metaDescription: '', coverImageAlt: '' });
    const onChange = (changed: Partial<MetaTexts>) => setMeta({ ...meta, ...changed });
    return <MetaFields meta={meta} problem={null} withCover onChange={onChange} />;
  }

  it.each([
    ['Title for search engines', 60],
    ['Description for search engines', 160],
    ['Alternative text of the cover', 200],
  ])('takes as much as the API, and no more: %s', async (label, most) => {
    render(<Fields />);
    const input = screen.getByLabelText<HTMLInputElement>(label);
    await userEvent.click(input);
    await userEvent.paste('x'.repeat(most + 1));
    expect(input.value).toHaveLength(most);
    if (most < 200) expect(screen.getByText(new RegExp(`^${most} of ${most} characters`))).toBeTruthy();
  });
});
