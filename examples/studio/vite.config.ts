import react from '@vitejs/plugin-react';
import { defineConfig, type ProxyOptions } from 'vite';

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
