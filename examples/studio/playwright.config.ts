import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) throw new Error(`No browser at ${executablePath}. Set CHROMIUM to its path.`);

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/servers.js',
  outputDir: 'node_modules/.playwright',
  reporter: 'list',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // The time limits only end a test that hangs.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  use: {
    launchOptions: { executablePath, args: ['--no-sandbox'] },
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 900 },
    // Animations would make screenshots unstable.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
  },
});
