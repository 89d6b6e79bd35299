import TurndownService from 'turndown';
import { gfm } from 'turndown-plugin-gfm';

const service = new TurndownService({
  headingStyle: 'atx',
  bulletListMarker: '-',
  codeBlockStyle: 'fenced',
  emDelimiter: '*',
});
service.use(gfm);
service.remove(['script', 'style', 'title']);

/** Markdown of pasted rich text, such as a passage of a web page or of a word processor. */
export const toMarkdown = (html: string): string => service.turndown(html).trim();
