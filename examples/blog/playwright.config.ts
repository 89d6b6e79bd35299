import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
// The folder of the API with its database. Workers load this file again, with the same environment.
process.env.API_FOLDER ??= mkdtempSync(path.join(tmpdir(), 'cms-blog-readers-'));

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/serve-studio.ts',
  workers: 1,
  timeout: 120_000,
  forbidOnly: true,
  use: { launchOptions: existsSync(chromium) ? { executablePath: chromium } : {} },
  webServer: {
    command: 'node serve.js --port 0 --api http://127.0.0.1:0',
    env: {
      API_FOLDER: process.env.API_FOLDER,
      GENERATION: 'offline',
      RATE_LIMIT_REQUESTS: '100000/minute',
      LIMITS: JSON.stringify({ argon2_iterations: 1, argon2_memory_kib: 8192 }),
    },
    // Named groups become variables of the environment, in upper case.
    wait: { stdout: /API +(?<api_url>\S+) +process (?<api_process>\d+)\s+The blog is at (?<blog_url>\S+)/ },
    stderr: 'ignore',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
});
