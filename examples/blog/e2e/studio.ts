// What authors and admins do in the Studio.
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { PASSWORD, type Account } from './api';

export interface Post {
  id: string;
  title: string;
}

/** The Studio in a browser of an account. */
export class Studio {
  private constructor(private readonly page: Page) {}

  static async logIn(browser: Browser, { email }: Account) {
    const context = await browser.newContext({ baseURL: process.env.STUDIO_URL, timezoneId: 'UTC' });
    const page = await context.newPage();
    await page.goto('/login');
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^(Dashboard|Review)$/ })).toBeVisible();
    return new Studio(page);
  }

  /** Open a post, choose an action, and wait for the message that it is done. */
  async act({ id, title }: Post, action: string, done: string, fill?: (dialog: Locator) => Promise<void>) {
    await this.page.goto(`/blogs/${id}`);
    await this.page.getByRole('button', { name: named(action, title) }).click();
    await fill?.(this.page.getByRole('dialog'));
    await expect(this.page.getByText(new RegExp(`^${done}.*: ${title}$`))).toBeVisible();
  }

  /** Give a post another title in the editor, and save it. */
  async rename({ id, title }: Post, newTitle: string) {
    await this.page.goto(`/blogs/${id}`);
    await this.page.getByRole('link', { name: named('Edit', title) }).click();
    await this.page.getByLabel('Title', { exact: true }).fill(newTitle);
    await this.page.getByRole('button', { name: 'Save the changes' }).click();
    await expect(this.page.getByText('Your changes were saved.')).toBeVisible();
  }
}

/** Name of a button: that of the action and, for screen readers, the title. */
const named = (action: string, title: string) => new RegExp(`^${action}\\s?: ${title}$`);
