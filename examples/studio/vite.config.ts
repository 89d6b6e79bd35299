import { readFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { matchPath } from 'react-router';
import { defineConfig, type Plugin, type ProxyOptions } from 'vite';
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

/** Answers paths without a page with status 404, and with the page that says so. */
const notFound: Plugin = {
  name: 'not-found',
  configurePreviewServer({ config, middlewares }) {
    const folder = path.resolve(config.root, config.build.outDir);
    middlewares.use(({ url = '/', headers }, response, next) => {
      const { pathname } = new URL(url, 'http://localhost');
      const known = PATHS.some((pattern) => matchPath(pattern, pathname) !== null);
      const proxied = Object.keys(proxy).some((prefix) => pathname.startsWith(prefix));
      if (known || proxied || !headers.accept?.includes('text/html')) return next();
      response.writeHead(404, { ...config.preview.headers, 'Content-Type': 'text/html' });
      response.end(readFileSync(path.join(folder, 'index.html')));
    });
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [react(), notFound],
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
