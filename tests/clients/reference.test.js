// The schema reference in a browser: search, links and small screens.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { serverUrl } from './contract.js';

const url = `${serverUrl}/schema`;

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = !process.env.CHROMIUM && !existsSync(executablePath) && 'there is no Chromium here';

describe('the schema reference', { skip: missing }, () => {
  let browser;
  before(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(() => browser?.close());

  async function open(at, options = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const [complaints, requests] = [[], []];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url + at);
    return { page, complaints, requests };
  }

  it('can be searched by keyboard', async () => {
    const { page, complaints, requests } = await open('');
    await page.keyboard.press('/');
    await page.keyboard.type('saveblog');
    const found = page.locator('#found a');
    assert.match(await found.first().textContent(), /^Mutation\.saveBlog\s*Save/);
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).hash, '#Mutation.saveBlog');
    assert.ok(await page.locator('#found').isHidden());
    // The search includes descriptions; arrow keys move in the list.
    await page.getByRole('searchbox').fill('alternative text of the cover');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(new URL(page.url()).hash, /\.coverImageAlt$/);
    await page.getByRole('searchbox').fill('nothing like this');
    assert.match(await page.locator('#found').textContent(), /No results/);
    assert.deepEqual(complaints, []);
    assert.deepEqual(requests.filter((one) => !one.startsWith('data:')), [url]);
  });

  it('links fields to types and fits a phone', async () => {
    const { page, complaints } = await open('#SaveBlogInput.brief', {
      viewport: { width: 375, height: 740 },
      colorScheme: 'dark',
    });
    const member = page.locator('[id="SaveBlogInput.brief"]');
    assert.ok(await member.isVisible());
    await member.getByRole('link', { name: 'BriefInput' }).click();
    assert.equal(new URL(page.url()).hash, '#BriefInput');
    const index = page.getByRole('navigation').getByRole('link', { name: 'publishedBlogs' });
    assert.ok(await index.isHidden());
    await page.getByText('Everything in the schema').click();
    await index.click();
    assert.equal(new URL(page.url()).hash, '#Query.publishedBlogs');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, 375);
    assert.deepEqual(complaints, []);
  });
});
