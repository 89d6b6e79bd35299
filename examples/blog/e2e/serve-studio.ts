// Global set-up: the Studio, for the API that the tests started.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../../studio');

/** Build and serve the Studio. The tests read its address from the environment. Resolves to the end of it. */
export default async function setUp() {
  // Of the Studio's packages; its settings read API_URL.
  const vite = createRequire(path.join(root, 'package.json')).resolve('vite');
  const { build, preview } = await import(pathToFileURL(vite).href);
  const outDir = path.join(String(process.env.API_FOLDER), 'studio');
  const config = { root, logLevel: 'error', build: { outDir } };
  await build(config);
  const served = await preview({ ...config, preview: { port: 0, strictPort: false } });
  process.env.STUDIO_URL = `http://127.0.0.1:${served.httpServer.address().port}`;
  return () => served.close();
}
