// Copy the files of GraphiQL's page from the installed packages to the folder that the server serves.
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

const from = new URL('node_modules/', import.meta.url);
const to = new URL('../../src/cms_blog/graphql/pages/assets/', import.meta.url);

const files = {
  'react.js': 'react/umd/react.production.min.js',
  'react-dom.js': 'react-dom/umd/react-dom.production.min.js',
  'graphql-ws.js': 'graphql-ws/umd/graphql-ws.min.js',
  'graphiql.js': 'graphiql/graphiql.min.js',
  'graphiql.css': 'graphiql/graphiql.min.css',
  'explorer.js': '@graphiql/plugin-explorer/dist/index.umd.js',
  'explorer.css': '@graphiql/plugin-explorer/dist/style.css',
};

await mkdir(to, { recursive: true });
for (const [name, path] of Object.entries(files)) {
  await cp(new URL(path, from), new URL(name, to));
}

// The wheel and the image redistribute these packages, so their licences are included.
const names = [...new Set(Object.values(files).map((path) => path.match(/^(@[^/]+\/)?[^/]+/)[0]))];
const licences = await Promise.all(
  names.map(async (name) => {
    const folder = new URL(`${name}/`, from);
    const { version, license } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(new URL(file, folder), 'utf8') : '';
    return `${name} ${version}: ${license}\n\n${text}`.trimEnd();
  }),
);
await writeFile(new URL('licenses.txt', to), `${licences.join(`\n\n${'-'.repeat(72)}\n\n`)}\n`);
console.log(`GraphiQL: ${Object.keys(files).length} files copied.`);
