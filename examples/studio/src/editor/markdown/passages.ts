/** Passages of a Markdown text. */

export interface Passage {
  readonly from: number;
  readonly to: number;
}

/**
 * Find a passage that is quoted as plain text or as Markdown. White space and Markdown's marks may
 * differ. Null if it is not in the text.
 */
export function findPassage(markdown: string, quote: string): Passage | null {
  const from = markdown.indexOf(quote);
  if (quote !== '' && from !== -1) return { from, to: from + quote.length };
  const words = quote.match(/[\p{L}\p{N}]+/gu);
  if (!words) return null;
  // Between words: white space, punctuation, marks, and the addresses of links.
  const between = String.raw`(?:\]\([^)\s]*\)|[^\p{L}\p{N}])+`;
  const found = new RegExp(words.join(between), 'u').exec(markdown);
  return found && { from: found.index, to: found.index + found[0].length };
}

/** The differing middle of two texts, in whole lines. */
export function changedPart(before: string, after: string): readonly [string, string] {
  const [one, other] = [before.split('\n'), after.split('\n')];
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let end = 0;
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const part = (lines: string[]) => lines.slice(start, lines.length - end).join('\n');
  return [part(one), part(other)];
}

/** The selection without white space around it. */
export function trimmed(markdown: string, { from, to }: Passage): Passage {
  const text = markdown.slice(from, to);
  const start = from + (text.length - text.trimStart().length);
  return { from: start, to: Math.max(start, to - (text.length - text.trimEnd().length)) };
}
