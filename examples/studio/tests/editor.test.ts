import { describe, expect, it } from 'vitest';
import { changedPart, findPassage, trimmed } from '../src/editor/markdown/passages';
import { toMarkdown } from '../src/editor/markdown/toMarkdown';

describe('a passage', () => {
  const text = 'One *two* [three](https://a.example) four.\n\nFive six.';

  it.each([
    ['verbatim', 'Five six.', 'Five six.'],
    ['without marks', 'One two three four', 'One *two* [three](https://a.example) four'],
    ['with other white space', 'four. Five', 'four.\n\nFive'],
  ])('is found %s', (_, quote, expected) => {
    const passage = findPassage(text, quote);
    expect(passage && text.slice(passage.from, passage.to)).toBe(expected);
  });

  it.each([['seven'], [''], ['—'], ['two six']])('is not found: %s', (quote) => {
    expect(findPassage(text, quote)).toBeNull();
  });

  it('is selected without white space around it', () => {
    expect(trimmed('a  b ', { from: 1, to: 5 })).toEqual({ from: 3, to: 4 });
    expect(trimmed('a   ', { from: 1, to: 4 })).toEqual({ from: 4, to: 4 });
  });
});

describe('the changed part', () => {
  it('is the middle in which two texts differ', () => {
    expect(changedPart('a\nb\nc\nd', 'a\nx\ny\nd')).toEqual(['b\nc', 'x\ny']);
    expect(changedPart('a\nb', 'a\nb')).toEqual(['', '']);
    expect(changedPart('a\na', 'a\na\na')).toEqual(['', 'a']);
  });
});

describe('pasted rich text', () => {
  it.each([
    ['headings and lists', '<h2>H</h2><ul><li>a</li><li>b</li></ul>', '## H\n\n-   a\n-   b'],
    ['links and emphasis', '<p><b>x</b> <i>y</i> <a href="https://z.example">z</a></p>', '**x** *y* [z](https://z.example)'],
    ['tables', '<table><tr><th>a</th></tr><tr><td>1</td></tr></table>', '| a |\n| --- |\n| 1 |'],
    ['scripts and styles', '<style>p{}</style><script>x()</script><p>only</p>', 'only'],
    ['nothing', '', ''],
  ])('becomes Markdown: %s', (_, html, expected) => {
    expect(toMarkdown(html)).toBe(expected);
  });
});
