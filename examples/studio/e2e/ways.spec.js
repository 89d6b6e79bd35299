// The Studio by keyboard, on a phone, and with a dark colour scheme.
import assert from 'node:assert/strict';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { newAccount, until } from './people.js';
import { picture } from './pictures.js';

/** Press Tab until an element has the focus, which must be visible. */
async function tabTo(person, role, name) {
  for (let presses = 0; presses < 60; presses++) {
    await person.page.keyboard.press('Tab');
    const there = person.page.locator(':focus');
    const found = person.page.getByRole(role, { name, exact: typeof name === 'string' }).and(there);
    if ((await found.count()) === 0) continue;
    const { outlineStyle, boxShadow } = await there.evaluate((element) => {
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return { outlineStyle, boxShadow };
    });
    assert.ok(outlineStyle !== 'none' || boxShadow !== 'none', `the focus on ${name} can't be seen`);
    return;
  }
  assert.fail(`Tab never came to ${role} ${name}`);
}

const press = (person, key) => person.page.keyboard.press(key);

async function type(person, label, text) {
  await tabTo(person, 'textbox', label);
  await person.page.keyboard.insertText(text);
}

/** Choose an option: Tab moves to the group, arrow keys within it. */
async function chooseByKeys(person, title, downs) {
  await flow.offered(person, title);
  await tabTo(person, 'radio', /./);
  await press(person, 'Space');
  for (let down = 0; down < downs; down++) await press(person, 'ArrowDown');
  assert.ok(await person.page.getByRole('radio').nth(downs).isChecked());
  await tabTo(person, 'button', 'Continue');
  await press(person, 'Enter');
}

test.describe('other input and display modes', () => {
  test('works from sign-up to review with the keyboard only', async ({ arrive }) => {
    const person = await arrive();
    const account = newAccount();
    await person.goTo('/signup');
    await person.sees('Sign up');
    await type(person, 'Name', account.name);
    await type(person, 'E-mail', account.email);
    // Password inputs have no ARIA role.
    await press(person, 'Tab');
    await person.page.keyboard.insertText(account.password);
    await press(person, 'Enter');
    await person.sees('Dashboard');
    // Navigation moves the focus to the title.
    await until('the focus on the title', () =>
      person.page.evaluate(() => document.activeElement?.tagName === 'H1'),
    );
    await press(person, 'Shift+Tab');
    await press(person, 'Enter');
    await person.sees('Describe your post');
    for (const [label, text] of Object.entries(flow.BRIEF)) await type(person, label, text);
    await press(person, 'Enter');
    await chooseByKeys(person, 'Choose an idea', 2);
    await chooseByKeys(person, 'Choose a title', 0);
    const title = await person.page.evaluate(() => document.title);
    assert.match(title, /AI Blog CMS/);
    await chooseByKeys(person, 'Choose an introduction', 4);
    await chooseByKeys(person, 'Choose an outline', 1);
    await chooseByKeys(person, 'Choose a picture', 3);
    await person.sees('The cover');
    await tabTo(person, 'button', 'Generate the cover');
    await press(person, 'Enter');
    await person.page.getByAltText('Current cover').waitFor();
    await tabTo(person, 'button', 'Continue');
    await press(person, 'Enter');
    await person.sees('Ready to write');
    await tabTo(person, 'button', 'Write the post');
    await press(person, 'Enter');
    await person.button('Continue').waitFor();
    await tabTo(person, 'button', 'Continue');
    await press(person, 'Enter');
    await person.sees('Save as a draft');
    await tabTo(person, 'button', 'Save the draft');
    await press(person, 'Enter');
    await person.button(/^Request publication/).waitFor();
    await tabTo(person, 'button', /^Request publication/);
    await press(person, 'Enter');
    await person.reads(/^Sent for review: /);
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`works on a phone, ${colorScheme}`, async ({ arrive }) => {
      const person = await arrive({
        viewport: { width: 375, height: 740 },
        deviceScaleFactor: 2,
        hasTouch: true,
        isMobile: true,
        colorScheme,
      });
      const look = (name) => person.looks(`phone-${colorScheme}-${name}`);
      const title = `Herbs in the ${colorScheme}`;
      await person.goTo('/');
      await person.sees('Worth reading');
      await look('public');
      await person.goTo('/signup');
      await look('signup');
      await flow.signUp(person, newAccount());
      await flow.fillBrief(person);
      await flow.offered(person, 'Choose an idea');
      await look('ideas');
      await person.link('Back').click();
      await person.sees('Describe your post');
      await look('brief');
      await flow.goOn(person);
      await flow.choose(person, 'Choose an idea', 0);
      await flow.writeOwn(person, 'Choose a title', 'title', title);
      await flow.choose(person, 'Choose an introduction', 1);
      await flow.choose(person, 'Choose an outline', 1);
      await flow.choose(person, 'Choose a picture', 1);
      await flow.upload(person, picture());
      await look('cover');
      await flow.goOn(person);
      await flow.write(person);
      await look('post');
      await flow.save(person, title);
      await look('blog');
      await flow.ask(person, title);
      await flow.counts(person, { All: 1, 'In review': 1 });
      await look('dashboard');
      await person.link('Account').click();
      await person.sees('Account');
      await look('account');
    });
  }

  test('is accessible in the dark on a wide screen', async ({ arrive }) => {
    const person = await arrive({ colorScheme: 'dark' });
    const title = 'Night-Scented Stock';
    await flow.signUp(person, newAccount());
    await flow.goToCover(person, title);
    await flow.paint(person);
    await person.looks('dark-cover');
    await flow.goOn(person);
    await flow.write(person);
    await flow.save(person, title);
    await person.looks('dark-blog');
    await person.link(/^Edit/).click();
    await person.sees(`Edit: ${title}`);
    await person.looks('dark-edit');
    await flow.counts(person, { All: 1, Draft: 1 });
    await person.looks('dark-dashboard');
  });
});
