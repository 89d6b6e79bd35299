// GraphiQL in a browser that can reach only this machine.
//
// CHROMIUM is the path of the browser, SCREENSHOTS a folder for screenshots.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { newAccount, newToken, serverUrl, url } from './contract.js';
import { SAVE, WRITE, blog, wishes } from './documents.js';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const missing = !process.env.CHROMIUM && !existsSync(executablePath) && 'there is no Chromium here';

// Resolves no other host, and makes no background requests.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

// The open editor: variables or headers.
const TOOL = '.graphiql-editor-tool > :not(.hidden)';

describe('GraphiQL in Chromium', { skip: missing }, () => {
  let browser;
  let page;
  let complaints;
  let addresses;

  before(async () => {
    browser = await chromium.launch({ executablePath, args });
  });
  after(() => browser?.close());

  beforeEach(async () => {
    ({ page, complaints, addresses } = await open(browser));
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
    const elsewhere = addresses.filter((address) => !isHere(address));
    assert.deepEqual(elsewhere, []);
  });

  it('loads all files from the server and reads the schema', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByText('A GraphQL schema provides a root type').waitFor();
    await page.locator('.graphiql-doc-explorer').getByText('Subscription', { exact: true }).waitFor();
    assert.ok(addresses.length > 6, `only ${addresses.length} requests were seen`);
    await look(page, 'documentation');
  });

  it('runs a query', async () => {
    const answer = await run(page, 'query Who { generationService { provider } }');
    assert.deepEqual(answer.data.generationService, { provider: 'OFFLINE' });
  });

  it('runs a mutation with a header', async () => {
    const variables = { input: blog('Saved in GraphiQL') };
    const refused = await run(page, SAVE, variables);
    assert.equal(refused.errors[0].extensions.code, 'UNAUTHENTICATED');
    const headers = { Authorization: `Bearer ${await newToken()}` };
    const saved = await run(page, SAVE, variables, headers);
    assert.equal(saved.data.saveBlog.blog.title, 'Saved in GraphiQL');
    await look(page, 'mutation');
  });

  it('runs a subscription with a header', async () => {
    const headers = { Authorization: `Bearer ${await newToken()}` };
    await enter(page, WRITE, { input: wishes }, headers);
    await execute(page);
    await shown(page, 'BlogDelta');
    await look(page, 'subscription-running');
    await shown(page, 'GenerateBlogSuccess');
    await page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).waitFor();
    await look(page, 'subscription');
  });

  it('keeps the session of its signup until sign-out', async () => {
    await fill(page, TOOL, JSON.stringify(newAccount()));
    // The tab contains several operations.
    await execute(page);
    await page.getByRole('menuitem', { name: 'SignUp' }).click();
    await page.getByText('Signed in as Ada Author').waitFor();
    await look(page, 'session');
    const who = 'query Who { viewer { user { name } } }';
    assert.equal((await run(page, who)).data.viewer.user.name, 'Ada Author');
    await page.reload();
    await ready(page);
    assert.equal((await run(page, who)).data.viewer.user.name, 'Ada Author');
    await page.getByRole('button', { name: 'Sign out' }).click();
    assert.equal((await run(page, who)).data.viewer, null);
  });

  it('shows why a subscription is refused', async () => {
    const headers = { Authorization: 'Bearer not.a.token' };
    await enter(page, WRITE, { input: wishes }, headers);
    await execute(page);
    await shown(page, 'Sign in again');
  });

  it('stays readable in the dark and on a narrow screen', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await ready(page);
    await look(page, 'dark');
    await page.setViewportSize({ width: 420, height: 800 });
    await look(page, 'narrow');
    assert.ok(await page.locator('.graphiql-execute-button').isVisible());
  });
});

/** A page with GraphiQL, its console errors and its requests. */
async function open(browser) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  const complaints = [];
  const addresses = [];
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`CSP: ${violatedDirective} ${blockedURI}`),
    );
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => addresses.push(request.url()));
  page.on('websocket', (socket) => addresses.push(socket.url()));
  await page.goto(url);
  await ready(page);
  return { page, complaints, addresses };
}

const isHere = (address) =>
  ['data:', 'blob:', `${serverUrl}/`, `${serverUrl.replace('http', 'ws')}/`].some((start) =>
    address.startsWith(start),
  );

async function ready(page) {
  await page.locator('.graphiql-execute-button').waitFor();
  // The schema is loaded.
  await page.waitForLoadState('networkidle');
}

/** Set the text of an editor, as typing does. */
async function fill(page, editor, text) {
  await page.locator(editor).locator('.CodeMirror').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

async function enter(page, document, variables, headers) {
  await fill(page, '.graphiql-query-editor', document);
  // The tab shows the operation's name once GraphiQL has parsed the text.
  const [, name] = /(?:query|mutation|subscription) (\w+)/.exec(document);
  await page.locator('.graphiql-tab-active', { hasText: name }).waitFor();
  for (const [tool, value] of Object.entries({ Variables: variables, Headers: headers })) {
    if (!value) continue;
    await page.getByRole('button', { name: tool, exact: true }).click();
    await fill(page, TOOL, JSON.stringify(value, null, 2));
  }
}

const execute = (page) => page.locator('.graphiql-execute-button').click();

const response = (page) =>
  page.locator('.graphiql-response .CodeMirror').evaluate((editor) => editor.CodeMirror.getValue());

/** Wait until the shown response contains a text. */
async function shown(page, text) {
  const until = Date.now() + 20_000;
  while (!(await response(page)).includes(text)) {
    assert.ok(Date.now() < until, `${text} never came: ${await response(page)}`);
    await page.waitForTimeout(20);
  }
}

/** Run an operation and read the response. */
async function run(page, document, variables, headers) {
  await enter(page, document, variables, headers);
  const answered = page.waitForResponse(
    (candidate) => candidate.url() === url && candidate.request().method() === 'POST',
  );
  await execute(page);
  await (await answered).finished();
  await shown(page, '{');
  await page.waitForTimeout(50);
  return JSON.parse(await response(page));
}

async function look(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: path.join(folder, `graphiql-${name}.png`) });
}
