import { defineConfig } from 'vitest/config';

// What needs no page; the pages themselves are walked through in e2e/.
export default defineConfig({ test: { include: ['tests/**/*.test.ts'] } });
