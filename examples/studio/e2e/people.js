// A user with a separate browser, which collects errors of the page.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [{ width: 1280, height: 900 }, { width: 390, height: 844 }];

export const STUDIO = process.env.STUDIO_URL;
export const TRUSTED_STUDIO = process.env.TRUSTED_STUDIO_URL;
export const PASSWORD = 'correct horse battery staple';

export const newAccount = (name = 'Ada Author') => ({
  name,
  email: `${randomUUID()}@example.com`,
  password: PASSWORD,
});

export const ADMIN = {
  email: process.env.ADMIN_EMAIL,
  password: process.env.ADMIN_PASSWORD,
};

export class Person {
  /** Errors and warnings of the browser's console. */
  complaints = [];

  /** Open a separate session of the browser. */
  static async arrive(browser, { url = STUDIO, ...options } = {}) {
    const context = await browser.newContext({ baseURL: url, ...options });
    return new Person(await context.newPage());
  }

  constructor(page) {
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  goTo(at) {
    return this.page.goto(at);
  }

  button(name) {
    return this.page.getByRole('button', { name });
  }

  link(name) {
    return this.page.getByRole('link', { name });
  }

  field(label) {
    return this.page.getByLabel(label, { exact: true });
  }

  /** Wait for the heading of the page. */
  async sees(title) {
    await this.page.getByTestId('page-head').getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  }

  /** Wait until a text is visible. */
  async reads(text) {
    await this.page.getByText(text).first().waitFor();
  }

  /**
   * Check the page: axe finds nothing serious, and the page fits the screen. With SCREENSHOTS, a
   * screenshot is stored under the given name.
   */
  async looks(name) {
    await this.page.waitForLoadState('networkidle');
    const loading = this.page.getByTestId('skeleton').or(this.page.locator('[aria-busy=true]'));
    await until(`${name} whole`, async () => (await loading.count()) === 0);
    // Colours change gradually. Chromium may never resolve `finished` in a closed <details>.
    await until(`${name} without transitions`, () =>
      this.page.evaluate(() => {
        const running = document
          .getAnimations()
          .filter((one) => one instanceof CSSTransition && one.playState !== 'finished');
        for (const one of running) one.finish();
        return running.length === 0;
      }),
    );
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(axe);
    // Passes and incomplete results would slow down the transfer.
    const violations = await this.page.evaluate(
      async () => (await globalThis.axe.run({ resultTypes: ['violations'] })).violations,
    );
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' ')}`);
    expect(serious, `axe on ${name}`).toEqual([]);
    const width = await this.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `the width of ${name}`).toBeLessThanOrEqual(this.page.viewportSize().width);
    await this.keep(name);
  }

  /** `looks` on a desktop and on a phone, light and dark. */
  async looksEverywhere(name) {
    const before = this.page.viewportSize();
    for (const size of SIZES) {
      for (const colorScheme of ['light', 'dark']) {
        await this.page.setViewportSize(size);
        await this.page.emulateMedia({ colorScheme });
        await this.looks(`${name}-${size.width}-${colorScheme}`);
      }
    }
    await this.page.setViewportSize(before);
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  async keep(name) {
    const folder = process.env.SCREENSHOTS;
    if (folder) await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  /** Button of an action on a blog; its accessible name includes the title. */
  action(what, title) {
    return this.page.getByRole('button', { name: new RegExp(`^${what}\\s?: ${title}$`) });
  }
}

/** Wait until a condition is true. */
export const until = (what, isSo) =>
  expect.poll(async () => Boolean(await isSo()), { message: what, intervals: [50] }).toBe(true);
