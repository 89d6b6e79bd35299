import type { TestProject } from 'vitest/node';
import { serve } from './server.js';

declare module 'vitest' {
  interface ProvidedContext {
    url: string;
  }
}

/** Start one server for all tests that need no other settings. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await serve();
  provide('url', server.url);
  return server.stop;
}
