// Steps through the Studio that several tests share.
import assert from 'node:assert/strict';
import { until } from './people.js';

export const BRIEF = {
  Niche: 'Urban gardening',
  Keyword: 'balcony composting',
  Audience: 'busy families in small flats',
};

export async function signUp(person, account) {
  await person.goTo('/signup');
  await person.field('Name').fill(account.name);
  await person.field('E-mail').fill(account.email);
  await person.field('Password').fill(account.password);
  await person.button('Sign up').click();
  await person.sees('Dashboard');
}

export async function logIn(person, account) {
  await person.goTo('/login');
  await fillLogin(person, account);
}

export async function fillLogin(person, account) {
  await person.field('E-mail').fill(account.email);
  await person.field('Password').fill(account.password);
  await person.page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
}

export const goOn = (person) => person.button('Continue').click();

export async function fillBrief(person) {
  await person.page.getByRole('link', { name: 'Write', exact: true }).click();
  await person.sees('Describe your post');
  for (const [label, text] of Object.entries(BRIEF)) await person.field(label).fill(text);
  await person.field('Length').selectOption('SHORT');
  await goOn(person);
}

/** Choose one of the five options. */
export async function choose(person, title, place) {
  const options = await offered(person, title);
  await options.nth(place).check();
  await goOn(person);
}

/** Wait for the five options and the own text. */
export async function offered(person, title) {
  await person.sees(title);
  const options = person.page.getByRole('radio');
  await until('five options', async () => (await options.count()) === 6);
  return options;
}

/** Write an own text instead of choosing an option. */
export async function writeOwn(person, title, what, text) {
  await offered(person, title);
  await person.page.getByRole('radio', { name: `Your own ${what}` }).check();
  await person.field(`Your ${what}`).fill(text);
  await goOn(person);
}

/** Go from the brief to the cover, with an own title. */
export async function goToCover(person, title) {
  await fillBrief(person);
  await choose(person, 'Choose an idea', 1);
  await writeOwn(person, 'Choose a title', 'title', title);
  await choose(person, 'Choose an introduction', 0);
  await choose(person, 'Choose an outline', 2);
  await choose(person, 'Choose a picture', 4);
  await person.sees('The cover');
}

const cover = (person) => person.page.getByAltText('Current cover');

/** Wait until the cover is loaded. */
async function shown(person) {
  await cover(person).waitFor();
  await until('the cover', () => cover(person).evaluate((picture) => picture.naturalWidth > 1));
}

export async function paint(person) {
  await person.button('Generate the cover').click();
  await shown(person);
}

export async function upload(person, file) {
  await person.field('Upload a picture').setInputFiles(file);
  await shown(person);
}

/** Slow enough that a growing text is visible on a busy machine. */
const BETWEEN_MESSAGES_MILLISECONDS = 30;

export async function slowDown({ page }) {
  await page.routeWebSocket('**/graphql', (socket) => {
    const server = socket.connectToServer();
    let turn = Promise.resolve();
    server.onMessage((message) => {
      turn = turn.then(async () => {
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MESSAGES_MILLISECONDS));
        socket.send(message);
      });
    });
  });
}

/** Add a paragraph to the end of the text in the editor. */
export async function append(person, text) {
  await person.field('Text, in Markdown').click();
  await person.page.keyboard.press('Control+End');
  await person.page.keyboard.insertText(`\n\n${text}\n`);
}

export async function write(person) {
  await person.sees('Ready to write');
  await person.button('Write the post').click();
  await person.button('Continue').waitFor();
}

/** Generate the post and check that its text grows to the end. */
export async function watchItBeingWritten(person) {
  await person.sees('Ready to write');
  await person.page.evaluate(noteLengths);
  await person.button('Write the post').click();
  await person.button('Continue').waitFor();
  const lengths = await person.page.evaluate(() => globalThis.lengths);
  assert.ok(lengths.length > 2, `the text grew in ${lengths.length} steps`);
  assert.deepEqual(lengths, lengths.toSorted((one, other) => one - other));
}

/** In the page: record the length of the growing text on each change. */
function noteLengths() {
  globalThis.lengths = [];
  new MutationObserver(() => {
    const length = document.querySelector('article[aria-busy=true]')?.textContent.length;
    if (length && length !== globalThis.lengths.at(-1)) globalThis.lengths.push(length);
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

export async function save(person, title) {
  await goOn(person);
  await person.sees('Save as a draft');
  await person.button('Save the draft').click();
  await person.sees(title);
  await person.reads('Draft');
}

export async function ask(person, title, how = 'Request publication') {
  await person.action(how, title).click();
  await person.reads(`Sent for review: ${title}`);
}

/** Open the dashboard and wait for these counts; cached ones are shown first. */
export async function counts(person, expected) {
  await person.link('Dashboard').click();
  await person.sees('Dashboard');
  const cards = person.page.getByRole('region', { name: 'Counts by status' }).getByRole('button');
  for (const [name, count] of Object.entries(expected)) {
    await cards.filter({ hasText: new RegExp(`^\\s*${count}\\s*${name}\\s*$`) }).waitFor();
  }
}
