// Fail if an application with `createClient` and one method would load more than 5 kB, minified and gzipped, from
// dist/. Chunks that are loaded later, for streams, do not count.
//
//     node checks/bundle.js [BYTES]
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const limit = Number(process.argv[2] ?? 5_000);
const application = `
import { createClient } from 'cms-blog-client';
import { publishedBlogs } from 'cms-blog-client/operations';
console.log(await createClient({ url: '/graphql' }, { publishedBlogs }).publishedBlogs());
`;

const { outputFiles, metafile } = await build({
  stdin: { contents: application, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: 'bundle',
  write: false,
  metafile: true,
});
const loaded = new Set(Object.keys(metafile.outputs).filter((file) => file.endsWith('stdin.js')));
for (const file of loaded) {
  for (const { kind, path } of metafile.outputs[file]?.imports ?? [])
    if (kind === 'import-statement') loaded.add(path);
}
const sizes = outputFiles
  .filter(({ path }) => [...loaded].some((file) => path.endsWith(file)))
  .map(({ contents }) => gzipSync(contents).length);
const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
console.log(`createClient and one method: ${size} bytes, minified and gzipped (at most ${limit})`);
if (size > limit) {
  console.error(`The bundle is too large: an import keeps code that is not needed.`);
  process.exit(1);
}
