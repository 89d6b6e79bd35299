import { defineConfig } from 'vitest/config';

// Unit tests; e2e/ tests the pages.
export default defineConfig({ resolve: { tsconfigPaths: true }, test: { include: ['tests/**/*.test.{ts,tsx}'] } });
