// A user with a separate browser, which collects errors of the page.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) throw new Error(`No browser at ${executablePath}. Set CHROMIUM to its path.`);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TIMEOUT_MILLISECONDS = 20_000;

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
  static #people = 0;
  number = (Person.#people += 1);

  /** Open a browser, which closes at the end of `test`. The test fails on unexpected complaints. */
  static async arrive(test, { url = STUDIO, expecting = [], ...options } = {}) {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 1280, height: 900 },
      // Animations would make screenshots unstable.
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(TIMEOUT_MILLISECONDS);
    const person = new Person(await context.newPage());
    test.after(async () => {
      // Shows the state in which a failed test ended.
      await person.keep(`last-${test.name.replaceAll(/\W+/g, '-')}-${person.number}`);
      await browser.close();
      const unexpected = person.complaints.filter((text) => !expecting.some((known) => known.test(text)));
      assert.deepEqual(unexpected, [], 'the browser reported errors');
    });
    return person;
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
    await this.page.locator('.page-head').getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
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
    await until(`${name} whole`, async () => (await this.page.locator('.skeleton, [aria-busy=true]').count()) === 0);
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate(() => globalThis.axe.run());
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    assert.deepEqual(serious, [], `axe on ${name}`);
    const width = await this.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= this.page.viewportSize().width, `${name} is ${width} pixels wide`);
    await this.keep(name);
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
export async function until(what, isSo) {
  for (const end = Date.now() + TIMEOUT_MILLISECONDS; !(await isSo()); ) {
    assert.ok(Date.now() < end, `timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
