import { readFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { matchPath } from 'react-router';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';
import documents from './src/gql/persisted-documents.json' with { type: 'json' };
import { PATHS } from './src/paths.ts';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:8000';

// The page and the API share an origin, so neither CORS nor an allowed WebSocket origin is needed.
const proxy: Record<string, ProxyOptions> = {
  '/graphql': { target: api, ws: true },
  '/uploads': { target: api },
};

// Pages show HTML of other users, sanitised by the server. This policy is a second line of defence: no
// third-party and no inline scripts.
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob: http: https:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The document of the page of a post, by its hash. */
const [hash, query] = Object.entries(documents).find(([, text]) => text.includes('query Article(')) ?? [];

/** The current slug of a public post: another one for an old slug, null for none. */
async function slugOf(slug: string, mode: string): Promise<string | null> {
  // An API with trusted documents takes only hashes.
  const persistedQuery = { version: 1, sha256Hash: hash?.replace('sha256:', '') };
  const sent = mode === 'trusted' ? { extensions: { persistedQuery } } : { query };
  const response = await fetch(`${api}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...sent, variables: { slug } }),
  });
  const { data } = (await response.json()) as { data: { publishedBlog: { slug: string } | null } };
  return data.publishedBlog?.slug ?? null;
}

/** Answers paths without a page, and those of unknown posts, with status 404 and the page that says so. */
const statuses: Plugin = {
  name: 'statuses',
  configurePreviewServer({ config, middlewares }) {
    const folder = path.resolve(config.root, config.build.outDir);
    middlewares.use(async ({ url = '/', headers }, response, next) => {
      const { pathname } = new URL(url, 'http://localhost');
      const known = PATHS.some((pattern) => matchPath(pattern, pathname) !== null);
      const proxied = Object.keys(proxy).some((prefix) => pathname.startsWith(prefix));
      if (proxied || !headers.accept?.includes('text/html')) return next();
      const slug = matchPath('/posts/:slug', pathname)?.params.slug;
      // Without the API, the page is served, and says so.
      const current = slug === undefined ? slug : await slugOf(slug, config.mode).catch(() => slug);
      if (slug !== undefined && current && current !== slug) {
        response.writeHead(308, { Location: `/posts/${current}` });
        return void response.end();
      }
      if (known && current !== null) return next();
      response.writeHead(404, { ...config.preview.headers, 'Content-Type': 'text/html' });
      response.end(readFileSync(path.join(folder, 'index.html')));
    });
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [react(), statuses],
  // The client's sources: a project elsewhere installs the package instead.
  resolve: { tsconfigPaths: true },
  server: { proxy, fs: { allow: ['.', '../../clients/typescript/src'] } },
  preview: {
    host: '127.0.0.1',
    proxy,
    headers: {
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  },
  // The editor is larger, and loaded when a post is edited.
  build: { target: 'es2022', chunkSizeWarningLimit: 900, outDir: mode === 'trusted' ? 'dist/trusted' : 'dist/plain' },
}));
