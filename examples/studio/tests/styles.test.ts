import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../src');
const read = (file: string) => readFileSync(path.join(SRC, file), 'utf8');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).toSorted();
const MODULES = FILES.filter((file) => file.endsWith('.module.css'));
const IMPORT = /^import (\w+) from '(\..*\.module\.css)';$/gm;

/** Classes that a style sheet defines itself. */
function classesOf(css: string): Set<string> {
  const own = css.replaceAll(/\/\*[^]*?\*\/|:global\([^)]*\)|\{[^{}]*\}/g, ' ');
  return new Set([...own.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name as string));
}

/** Uses of each module: names of its classes, or `*` where a class is chosen at run time. */
function uses(): Map<string, Set<string>> {
  const found = new Map(MODULES.map((file) => [file, new Set<string>()]));
  for (const file of FILES.filter((each) => /\.tsx?$/.test(each))) {
    const code = read(file);
    for (const [, name, from] of code.matchAll(IMPORT)) {
      const used = found.get(path.join(path.dirname(file), from as string));
      for (const [, one] of code.matchAll(new RegExp(`\\b${name}(?:\\.(\\w+)|\\[)`, 'g'))) used?.add(one ?? '*');
    }
  }
  return found;
}

it.each([...uses()])('uses exactly the classes of %s', (file, used) => {
  const defined = classesOf(read(file));
  expect([...used].filter((name) => name !== '*' && !defined.has(name))).toEqual([]);
  if (!used.has('*')) expect([...defined].filter((name) => !used.has(name))).toEqual([]);
});

it('uses only global classes that a global style sheet defines', () => {
  const defined = classesOf(['utilities', 'prose'].map((name) => read(`styles/${name}.css`)).join('\n'));
  const used = FILES.filter((file) => file.endsWith('.tsx')).flatMap((file) =>
    [...read(file).matchAll(/className=(?:"([^"]+)"|\{`([^`]+)`\})/g)].flatMap(([, plain, template]) =>
      (plain ?? (template as string).replaceAll(/\$\{[^}]*\}/g, ' ')).split(' ').filter(Boolean),
    ),
  );
  expect([...new Set(used)].filter((name) => !defined.has(name))).toEqual([]);
  expect([...defined].filter((name) => !used.includes(name))).toEqual([]);
});
