// One post from its draft in the Studio to its removal, as readers see it, with the webhooks of a real API.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, type Page } from '@playwright/test';
import axe from 'axe-core';
import { Account } from './api';
import { Studio } from './studio';

const blog = () => String(process.env.BLOG_URL);
const at = (path: string) => blog() + path;

const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten';
const HOSTILE = '<script>alert(1)</script> & “عنوان” 日本語 ไทย 👩‍🌾';
const TEXT = `A text with a note[^1], and <script>alert(2)</script>.

## Pots

| Name | Value of a rather wide column that has to scroll on a phone |
|---|---|
| ${LONG_WORD} | 1 |

- [x] done
- [ ] to do

## Water

\`\`\`python
water = "a line of code that is much longer than the screen of any phone that people read it on"
\`\`\`

## Light

${LONG_WORD}

[^1]: The note.
`;

let author: Account;
let admin: Account;
let authors: Studio;
let admins: Studio;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  [author, admin] = [await Account.signUp('Ada'), await Account.admin()];
  [authors, admins] = [await Studio.logIn(browser, author), await Studio.logIn(browser, admin)];
});

async function publish(id: string, revision: number) {
  await author.submit(id);
  return admin.change('approveBlog', id, { expectedRevision: revision });
}

/** The status of a page, without following redirects. */
const statusOf = async (path: string) => (await fetch(at(path), { redirect: 'manual' })).status;

/** Open the page until it has the text: a webhook takes a moment. */
async function eventually(page: Page, path: string, text: string) {
  await expect(async () => {
    await page.goto(at(path));
    await expect(page.getByRole('main')).toContainText(text, { timeout: 10 });
  }).toPass({ timeout: 60_000 });
}

/** Serious findings of axe, the width that overflows, and dialogs of scripts. */
async function faults(page: Page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
    const { violations } = await run(document, { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const overflow = Math.max(0, document.documentElement.scrollWidth - innerWidth);
    return [...serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), ...(overflow ? [`${overflow} px`] : [])];
  });
}

test('tells how to get a first post', async ({ page }) => {
  await page.goto(at('/'));
  await expect(page.getByText('make demo')).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test('a post is published, edited, moved and removed', async ({ page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const missing = await page.goto(at('/posts/balcony-tomatoes'));
  expect(missing?.status()).toBe(404);

  const tags = ['Garden'];
  const { id } = await author.save('Balcony tomatoes', TEXT, { tags, coverImageUrl: await author.cover() });
  const post = { id, title: 'Balcony tomatoes' };
  await authors.act(post, 'Request publication', 'Sent for review');
  await admins.act(post, 'Approve', 'Published');
  await eventually(page, '/', 'Balcony tomatoes');
  await page.getByRole('link', { name: 'Balcony tomatoes' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Balcony tomatoes');
  await expect(page).toHaveURL(at('/posts/balcony-tomatoes'));

  // The working copy is not public before it is approved.
  await authors.rename(post, 'Balcony tomatoes, revised');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Balcony tomatoes');
  await authors.act(post, 'Send the changes for review', 'Sent for review');
  await admins.act(post, 'Approve the changes', 'Published');
  await eventually(page, '/posts/balcony-tomatoes', 'Balcony tomatoes, revised');

  await admin.change('updateSlug', id, { slug: 'tomatoes', expectedRevision: await admin.revision(id) });
  await expect.poll(() => statusOf('/posts/balcony-tomatoes')).toBe(308);
  await page.goto(at('/posts/balcony-tomatoes'));
  await expect(page).toHaveURL(at('/posts/tomatoes'));
  await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', at('/posts/tomatoes'));

  const revised = { id, title: 'Balcony tomatoes, revised' };
  await admins.act(revised, 'Unpublish', 'Unpublished', async (dialog) => {
    await dialog.getByLabel('Reason').fill('A mistake');
    await dialog.getByRole('button', { name: 'Unpublish' }).click();
  });
  await expect.poll(() => statusOf('/posts/tomatoes')).toBe(404);
  await page.goto(at('/'));
  await expect(page.getByText('make demo')).toBeVisible();
  expect(dialogs).toEqual([]);
});

test('a scheduled post appears at its time', async ({ page }) => {
  const { id } = await author.save('Later', 'Good things take time.');
  const post = { id, title: 'Later' };
  await authors.act(post, 'Request publication', 'Sent for review');
  await admins.act(post, 'Schedule', 'To be published', async (dialog) => {
    // Far enough for a busy machine. With milliseconds, the browser does not shorten the time.
    const time = new Date(Date.now() + 15_000).toISOString().replace(/\.\d+Z$/, '.500');
    await dialog.getByLabel('Time of publication').fill(time);
    await dialog.getByRole('button', { name: 'Approve and schedule' }).click();
  });
  expect(await statusOf('/posts/later')).toBe(404);
  await eventually(page, '/', 'Later');
  expect(await statusOf('/posts/later')).toBe(200);
});

test('a preview follows the draft and is not indexed', async ({ page, browser }) => {
  const { id, revision } = await author.save('A secret', 'The first draft.');
  const link = await author.previewLink(id);
  expect(link.startsWith(at('/preview#token='))).toBe(true);
  await page.goto(link);
  await expect(page.getByRole('main')).toContainText('The first draft.');
  await expect(page.getByRole('complementary', { name: 'Preview' })).toBeVisible();
  await expect(page.locator('meta[name=robots]').first()).toHaveAttribute('content', /noindex/);
  expect(page.url()).not.toContain('token');
  expect(await faults(page)).toEqual([]);

  const next = await author.change('updateBlog', id, { expectedRevision: revision, markdown: 'The second draft.' });
  await page.reload();
  await expect(page.getByRole('main')).toContainText('The second draft.');

  // Of a published post, the working copy, at the address of the post.
  const { slug } = await publish(id, next.revision);
  await author.change('updateBlog', id, { expectedRevision: next.revision, markdown: 'The third draft.' });
  await page.goto(await author.previewLink(id));
  await expect(page).toHaveURL(at(`/posts/${slug}`));
  await expect(page.getByRole('main')).toContainText('The third draft.');
  const reader = await browser.newPage();
  await eventually(reader, `/posts/${slug}`, 'The second draft.');
  await reader.close();

  await page.getByRole('button', { name: 'End preview' }).click();
  await expect(page).toHaveURL(at('/'));
  await page.goto(at(`/posts/${slug}`));
  await expect(page.getByRole('main')).toContainText('The second draft.');

  await page.goto(at('/preview#token=invalid'));
  await expect(page.getByRole('status')).toContainText('has ended');
});

test('pages are accessible, fit the screen and run no script of a text', async ({ page }) => {
  const titles = [HOSTILE, `${LONG_WORD} ${LONG_WORD}`, 'Page fillers'];
  for (const title of titles) {
    const { id, revision } = await author.save(title, TEXT, {
      tags: ['a/b & <b>', LONG_WORD.slice(0, 50)],
      coverImageUrl: await author.cover(),
    });
    await publish(id, revision);
  }
  await eventually(page, '/', 'Page fillers');
  const post = String(await page.getByRole('link', { name: HOSTILE }).getAttribute('href'));
  const person = String(await page.locator('a[rel=author]').first().getAttribute('href'));
  const paths = ['/', post, person, `/tags/${encodeURIComponent('a/b & <b>')}`, '/search?q=page', '/search?q=nothing', '/none'];
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    for (const path of paths) {
      await page.goto(at(path));
      expect(await faults(page), `${path} at ${width}`).toEqual([]);
    }
  }
  expect(dialogs).toBe(0);

  await page.goto(at(post));
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const preloaded = await page.locator('link[rel=preload][as=font]').getAttribute('href');
  expect(loaded.filter((url) => url.includes('latin-wght-normal'))).toEqual([at(String(preloaded))]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(HOSTILE);
  const jsonLd = JSON.parse(String(await page.locator('script[type="application/ld+json"]').textContent()));
  expect(jsonLd).toMatchObject({ '@type': 'BlogPosting', headline: HOSTILE, url: at(post) });
  await expect(page.locator('meta[property="og:image:width"]')).toHaveCount(1);
  await expect(page.locator('.article > figure img')).toHaveAttribute('srcset', / 320w, .* 640w/);
  await expect(page.locator('.prose')).toHaveAttribute('lang', 'en');
  const links = await page.getByRole('navigation', { name: 'Contents' }).getByRole('link').count();
  expect(links).toBe(0); // Closed on a phone.
});

test('is read without JavaScript', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(at('/'));
  await page.getByRole('link', { name: 'Page fillers' }).click();
  await expect(page.getByRole('heading', { name: 'Pots' })).toBeVisible();
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('fillers');
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('link', { name: 'Page fillers' })).toBeVisible();
  await context.close();
});

test('feeds and the sitemap have the address of the site', async () => {
  for (const path of ['/feed.xml', '/feed.json', '/sitemap.xml']) {
    expect(await (await fetch(at(path))).text()).toContain(at('/posts/page-fillers'));
  }
  expect(await (await fetch(at('/robots.txt'))).text()).toContain(at('/sitemap.xml'));
  expect((await fetch(at('/hooks'), { method: 'POST', body: '{}' })).status).toBe(401);
});

test('cached pages are served without the API', async ({ page }) => {
  await page.goto(at('/posts/page-fillers'));
  process.kill(Number(process.env.API_PROCESS), 'SIGTERM');
  const gone = () => fetch(`${process.env.API_URL}/health`).then(() => false, () => true);
  await expect.poll(gone, { timeout: 20_000 }).toBe(true);
  await sleep(100);
  expect(await statusOf('/posts/page-fillers')).toBe(200);
  expect(await statusOf('/')).toBe(200);
  const failed = await page.goto(at('/posts/never-read'));
  expect(failed?.status()).toBe(500);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page can’t be shown right now');
});
