// docs/clients.md as programs: its TypeScript by file, its shell, and what each of them prints.
import { readFileSync } from 'node:fs';

const DOC = new URL('../../docs/clients.md', import.meta.url);
const BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const NAME = /^\/\/ (\S+\.ts)\n/;

/**
 * The document's blocks, in order.
 *
 * TypeScript that does not begin with a file's name goes on with the file before it.
 */
function blocks() {
  const found = [];
  let file;
  for (const [, language, text] of readFileSync(DOC, 'utf8').matchAll(BLOCK)) {
    if (language === 'ts') file = NAME.exec(text)?.[1] ?? file;
    found.push({ language, text, file: language === 'ts' ? file : undefined });
  }
  return found;
}

/** The TypeScript: each file's name, source, and what it prints. */
export function programs() {
  const files = new Map();
  let current;
  for (const { language, text, file } of blocks()) {
    if (language === 'ts') {
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

/** The shell: commands, and what they print, as text or JSON; undefined where nothing is shown. */
export function commands() {
  const all = blocks();
  return all.flatMap(({ language, text }, place) => {
    if (language !== 'sh') return [];
    const next = all[place + 1];
    const shown = next && next.language !== 'sh' && next.language !== 'ts' ? next : undefined;
    return [{ command: text, prints: shown?.text, json: shown?.language === 'json' }];
  });
}
