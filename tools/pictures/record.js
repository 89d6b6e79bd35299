// Write a post in the Studio and keep what the screen shows; `make pictures` runs this.
//
//     node tools/pictures/record.js FOLDER
//
// The frames are PNG files, listed with their durations in frames.json. The offline writer returns the
// same texts in every run. CHROMIUM is the path of the browser.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const studio = path.resolve(here, '../../examples/studio');
const { chromium } = createRequire(path.join(studio, 'package.json'))('@playwright/test');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const folder = path.resolve(process.argv[2]);
const SETTLED_MILLISECONDS = 150;
const PORTS = { api: 8197, studio: 5197 };

/** Start the Studio and its API on temporary data. */
async function serve(data) {
  const options = ['--port', PORTS.studio, '--api', `http://127.0.0.1:${PORTS.api}`];
  const server = spawn(process.execPath, [path.join(here, '../studio/serve.js'), ...options.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATA_DIR: data, UPLOADS_URL: path.join(data, 'uploads'), ENV: 'dev' },
  });
  for await (const line of createInterface(server.stdout)) {
    if (line.includes('Stop with')) return server;
  }
  throw new Error('The Studio did not start.');
}

/** A page whose screen is kept, with a visible pointer. */
class Screen {
  #frames = [];

  constructor(page) {
    this.page = page;
  }

  /** Keep the screen for some milliseconds of the recording. */
  async show(milliseconds) {
    const name = `${String(this.#frames.length).padStart(4, '0')}.png`;
    await this.page.screenshot({ path: path.join(folder, name) });
    this.#frames.push([name, milliseconds]);
  }

  /** Move the pointer to an element and click it. */
  async click(target, milliseconds = 500) {
    await this.point(target);
    await this.show(milliseconds);
    await target.click();
  }

  async point(target) {
    await target.scrollIntoViewIfNeeded();
    // A new page moves the focus and scrolls once more.
    await this.page.waitForTimeout(SETTLED_MILLISECONDS);
    const { x, y, width, height } = await target.boundingBox();
    await this.page.evaluate(drawPointer, { x: x + Math.min(width / 2, 60), y: y + height / 2 });
  }

  /** Type a text in a few frames. */
  async type(label, text) {
    const field = this.page.getByLabel(label, { exact: true });
    await this.point(field);
    await field.focus();
    const third = Math.ceil(text.length / 3);
    for (let at = 0; at < text.length; at += third) {
      await this.page.keyboard.insertText(text.slice(at, at + third));
      await this.show(120);
    }
  }

  async sees(heading) {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await this.page.evaluate(() => document.fonts.ready);
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Choose one of the five options of a step. */
  async choose(heading, place, milliseconds) {
    await this.sees(heading);
    // Five options and the own text.
    await this.page.getByRole('radio').nth(5).waitFor();
    const option = this.page.getByRole('radio').nth(place);
    await this.point(option);
    await option.check();
    await this.show(milliseconds);
    await this.click(this.button('Continue'), milliseconds / 2);
  }

  save() {
    writeFileSync(path.join(folder, 'frames.json'), JSON.stringify(this.#frames));
  }
}

/** In the page: draw an arrow, since screenshots do not contain the pointer. */
function drawPointer({ x, y }) {
  let arrow = document.getElementById('recorded-pointer');
  if (!arrow) {
    arrow = document.createElement('div');
    arrow.id = 'recorded-pointer';
    arrow.innerHTML =
      '<svg width="28" height="28" viewBox="0 0 24 24"><path d="M4 2l15 11-7 1-4 7z" fill="#111" stroke="#fff" stroke-width="1.5"/></svg>';
    arrow.style.cssText = 'position:fixed;z-index:99999;pointer-events:none';
    document.body.append(arrow);
  }
  arrow.style.left = `${x}px`;
  arrow.style.top = `${y}px`;
}

async function signUp(page) {
  await page.goto('/signup');
  await page.getByLabel('Name', { exact: true }).fill('Ada Author');
  await page.getByLabel('E-mail', { exact: true }).fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
}

/** From the brief to the saved draft. */
async function record(screen) {
  const { page } = screen;
  await page.getByRole('link', { name: 'Write', exact: true }).click();
  await screen.sees('Describe your post');
  await screen.show(400);
  await screen.type('Niche', 'Urban gardening');
  await screen.type('Keyword', 'balcony composting');
  await screen.type('Audience', 'busy families in small flats');
  await page.getByLabel('Length', { exact: true }).selectOption('SHORT');
  await screen.click(screen.button('Continue'));
  await screen.choose('Choose an idea', 1, 900);
  await screen.choose('Choose a title', 0, 800);
  await screen.choose('Choose an introduction', 0, 700);
  await screen.choose('Choose an outline', 2, 700);
  await screen.choose('Choose a picture', 4, 600);
  await screen.sees('The cover');
  await screen.click(screen.button('Generate the cover'), 400);
  const cover = page.getByAltText('Current cover');
  await cover.waitFor();
  await cover.evaluate((image) => image.decode());
  await screen.show(900);
  await screen.click(screen.button('Continue'), 300);
  await screen.sees('Ready to write');
  await screen.click(screen.button('Write the post'), 400);
  await watch(screen);
  await screen.click(screen.button('Continue'), 700);
  await screen.sees('Save as a draft');
  await screen.click(screen.button('Save the draft'), 500);
  await page.getByRole('link', { name: /^Edit/ }).first().waitFor();
  await screen.show(1500);
}

/** Keep the growing text until it is complete. */
async function watch(screen) {
  const { page } = screen;
  const grown = page.locator('article[aria-busy=true]');
  const done = screen.button('Continue');
  for (let length = 0; !(await done.isVisible()); ) {
    const text = await grown.textContent({ timeout: 200 }).catch(() => '');
    if (text.length < length + 150) continue;
    length = text.length;
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await screen.show(140);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await screen.show(1200);
}

/** Deliver each message of the stream after a pause, so that the text grows in many frames. */
async function slowDown(page) {
  await page.routeWebSocket('**/graphql', (socket) => {
    const server = socket.connectToServer();
    let turn = Promise.resolve();
    server.onMessage((message) => {
      turn = turn.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, 60));
        socket.send(message);
      });
    });
  });
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const data = mkdtempSync(path.join(tmpdir(), 'cms-blog-pictures-'));
const server = await serve(data);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${PORTS.studio}`,
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await slowDown(page);
  await signUp(page);
  const screen = new Screen(page);
  await record(screen);
  screen.save();
} finally {
  await browser.close();
  server.kill('SIGTERM');
  rmSync(data, { recursive: true, force: true });
}
