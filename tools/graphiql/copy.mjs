// Copies what the page loads from the installed packages to where the server serves it from.
import { cp, mkdir } from 'node:fs/promises';

const from = new URL('node_modules/', import.meta.url);
const to = new URL('../../src/cms_blog/graph/assets/', import.meta.url);

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
console.log(`GraphiQL: ${Object.keys(files).length} files copied.`);
