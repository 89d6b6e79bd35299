// Somebody with a browser of their own, who notices what is wrong with a page.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}.`);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE_MILLISECONDS = 20_000;

export const WIZARD = process.env.WIZARD_URL;
export const TRUSTED_WIZARD = process.env.TRUSTED_WIZARD_URL;
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
  /** What the browser has complained of. */
  complaints = [];
  static #people = 0;
  number = (Person.#people += 1);

  /** Open a browser; `test` closes it at its end, and fails if anything was complained of. */
  static async arrive(test, { url = WIZARD, expecting = [], ...options } = {}) {
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: 1280, height: 900 },
      // What moves can't be looked at.
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MILLISECONDS);
    const person = new Person(await context.newPage());
    test.after(async () => {
      // Where it went wrong, if it did.
      await person.keep(`last-${test.name.replaceAll(/\W+/g, '-')}-${person.number}`);
      await browser.close();
      const unexpected = person.complaints.filter((text) => !expecting.some((known) => known.test(text)));
      assert.deepEqual(unexpected, [], 'the browser complains');
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

  /** Wait until the page's title is this; a text may have another one. */
  async sees(title) {
    await this.page.locator('.page-head').getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  }

  /** Wait until a text can be read somewhere. */
  async reads(text) {
    await this.page.getByText(text).first().waitFor();
  }

  /**
   * Look at the page: axe finds nothing serious, and it is no wider than the screen. With
   * SCREENSHOTS, a picture is kept under the name given.
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

  /** What can be done with a blog in a list: its name says with which. */
  action(what, title) {
    return this.page.getByRole('button', { name: new RegExp(`^${what}\\s?: ${title}$`) });
  }
}

/** Wait until what is asked is so. */
export async function until(what, isSo) {
  for (const end = Date.now() + PATIENCE_MILLISECONDS; !(await isSo()); ) {
    assert.ok(Date.now() < end, `never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
