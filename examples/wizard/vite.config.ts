import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:8000';

// The page and the API have one origin: no CORS, and the socket's origin is the server's own.
const proxy: Record<string, ProxyOptions> = {
  '/graphql': { target: api, ws: true },
  '/uploads': { target: api },
};

// Texts of others are shown here, as HTML that the server has sanitised. Were anything to get
// through, it still could not run: no script but ours, and none inline.
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

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  server: { proxy },
  preview: {
    host: '127.0.0.1',
    proxy,
    headers: {
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'strict-origin-when-cross-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  },
  build: { target: 'es2022', outDir: mode === 'trusted' ? 'dist/trusted' : 'dist/plain' },
}));
