import { defineConfig } from 'vitest/config';

// Unit tests; e2e/ tests the pages.
export default defineConfig({ test: { include: ['tests/**/*.test.{ts,tsx}'] } });
