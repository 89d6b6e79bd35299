// Parser of the guides for clients: their TypeScript files, their shell commands, and the output.
import { readFileSync } from 'node:fs';

const DOCS = new URL('../../docs/how-to/', import.meta.url);
// In the order in which their commands and programs depend on each other.
const PAGES = [
  'clients/first-query',
  'api/authentication',
  'api/errors',
  'api/pages',
  'api/uploads',
  'api/streaming',
  'api/persisted-queries',
  'clients/typescript-sdk',
  'clients/nextjs',
  'clients/tanstack-query',
  'clients/apollo',
  'clients/urql',
  'clients/fetch',
];
const BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const NAME = /^\/\/ (\S+\.tsx?)\n/;
const LANGUAGES = ['ts', 'tsx'];

/**
 * The code blocks of the pages, in order.
 *
 * TypeScript without a file name continues the previous file.
 */
function blocks(pages) {
  const all = pages.map((page) => readFileSync(new URL(`${page}.md`, DOCS), 'utf8')).join('\n');
  const found = [];
  let file;
  for (const [, language, text] of all.matchAll(BLOCK)) {
    const named = LANGUAGES.includes(language);
    if (named) file = NAME.exec(text)?.[1] ?? file;
    found.push({ language, text, file: named ? file : undefined });
  }
  return found;
}

/** The TypeScript files: name, source and output. */
export function programs(pages = PAGES) {
  const files = new Map();
  let current;
  for (const { language, text, file } of blocks(pages)) {
    if (file) {
      current = files.get(file) ?? { source: '', prints: '' };
      files.set(file, current);
      current.source += `${text}\n`;
    } else if (language === 'text' && current) {
      current.prints += text;
    } else if (language !== 'sh') {
      current = undefined;
    }
  }
  return files;
}

/** The shell commands and their output, as text or JSON; undefined if none is shown. */
export function commands(pages = PAGES) {
  const all = blocks(pages);
  return all.flatMap(({ language, text }, place) => {
    if (language !== 'sh') return [];
    const next = all[place + 1];
    const shown = next && next.language !== 'sh' && !next.file ? next : undefined;
    return [{ command: text, prints: shown?.text, json: shown?.language === 'json' }];
  });
}
