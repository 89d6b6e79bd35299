// Errors are shown at the right place, and no text is lost.
import assert from 'node:assert/strict';
import { ask, savedBlog } from './api.js';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { ADMIN, newAccount, until } from './people.js';
import { picture } from './pictures.js';

/** The accessible description of an input. */
async function saidOf(person, label) {
  const ids = await person.field(label).getAttribute('aria-describedby');
  const texts = ids.split(' ').map((id) => person.page.locator(`[id="${id}"]`).textContent());
  return (await Promise.all(texts)).join(' ');
}

test.describe('errors', () => {
  test('reports a wrong password', async ({ arrive }) => {
    const person = await arrive();
    await flow.logIn(person, { ...ADMIN, password: 'something else' });
    const alert = person.page.getByRole('alert');
    assert.match(await alert.textContent(), /password/);
    await person.looks('wrong-password');
    await flow.fillLogin(person, ADMIN);
    await person.sees('Review');
  });

  test('shows validation messages at their inputs', async ({ arrive }) => {
    const person = await arrive();
    await person.goTo('/signup');
    await person.field('Name').fill('Ada');
    await person.field('E-mail').fill('ada@nowhere');
    await person.field('Password').fill('long enough');
    await person.button('Sign up').click();
    await until('an error', async () => (await person.field('E-mail').getAttribute('aria-invalid')) === 'true');
    assert.match(await saidOf(person, 'E-mail'), /address|e-mail/i);
    assert.equal(await person.field('Name').getAttribute('aria-invalid'), null);
    await person.looks('invalid-address');

    await flow.signUp(person, newAccount());
    await person.page.getByRole('link', { name: 'Write', exact: true }).click();
    await person.field('Niche').fill('Balconies');
    await person.field('Keyword').fill('tomatoes');
    await person.field('Audience').fill('  ');
    await person.field('Links').fill('https://example.com/\nnot a link');
    await flow.goOn(person);
    await until('an error', async () => (await person.field('Links').getAttribute('aria-invalid')) === 'true');
    await person.looks('invalid-brief');
    await person.field('Links').fill('');
    await person.field('Audience').fill('all');
    await flow.goOn(person);
    await person.sees('Choose an idea');
  });

  test('shows both versions after an edit conflict and continues with one', async ({ arrive }) => {
    const person = await arrive();
    await flow.signUp(person, newAccount());
    const id = await savedBlog(person, 'Tomatoes');
    await person.goTo(`/blogs/${id}/edit`);
    await person.sees('Edit: Tomatoes');
    await person.field('Text, in Markdown').fill('What I have written.');
    const { updateBlog } = await ask(
      person,
      `mutation ($id: ID!, $input: UpdateBlogInput!) { updateBlog(id: $id, input: $input) { __typename } }`,
      {
        id,
        input: { expectedRevision: 1, markdown: 'Written in another tab.', tags: ['Glasshouses'] },
      },
    );
    assert.equal(updateBlog.__typename, 'UpdateBlogSuccess');
    await person.button('Save the changes').click();
    await person.page.getByRole('heading', { name: 'This post was edited elsewhere' }).waitFor();
    const marks = person.page.getByRole('alert').locator('mark');
    assert.deepEqual(await marks.allTextContents(), ['What I have written.\n', 'Written in another tab.\n']);
    await person.looks('conflict');
    await person.button('Keep my version').click();
    await person.button('Save the changes').click();
    await person.sees('Tomatoes');
    await person.reads('What I have written.');
    // The tags, which this edit had not touched, are those of the other tab.
    await person.reads('Glasshouses');
  });

  test('asks to log in after the session was revoked, and continues there', async ({ arrive }) => {
    const person = await arrive({ expecting: [/status of 401/] });
    const account = newAccount();
    await flow.signUp(person, account);
    await flow.fillBrief(person);
    await flow.choose(person, 'Choose an idea', 3);
    await (await flow.offered(person, 'Choose a title')).nth(2).check();
    const taken = await person.page.locator('label:has(input:checked)').innerText();
    const { logoutEverywhere } = await ask(person, 'mutation { logoutEverywhere { __typename } }');
    assert.equal(logoutEverywhere.__typename, 'LogoutEverywhereSuccess');
    await flow.goOn(person);
    await person.sees('Log in');
    await person.looks('session-ended');
    await flow.fillLogin(person, account);
    await person.sees('Choose an introduction');
    await person.link('Back').click();
    await person.sees('Choose a title');
    assert.equal(await person.page.locator('label:has(input:checked)').innerText(), taken);
  });

  test('reports files that are no images and pages that do not exist', async ({ arrive }) => {
    const person = await arrive({ expecting: [/status of 404/] });
    await flow.signUp(person, newAccount());
    const id = await savedBlog(person, 'Basil');
    await person.goTo(`/blogs/${id}/edit`);
    await person.page.getByText('Cover', { exact: true }).click();
    await person
      .field('Upload a picture')
      .setInputFiles({ name: 'cover.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    assert.match(await person.page.getByRole('alert').textContent(), /image/i);
    await person.field('Upload a picture').setInputFiles(picture({ width: 360, height: 640 }));
    await person.page.getByAltText('Current cover').waitFor();
    assert.equal(await person.page.getByRole('alert').count(), 0);
    await person.button('Save the changes').click();
    await person.sees('Basil');
    const { height } = await person.page.getByTestId('cover').boundingBox();
    assert.ok(height > 100 && height <= 0.6 * 900, `the tall cover is ${height} pixels high`);
    for (const at of ['/posts/nothing-like-this', '/blogs/nothing', '/nowhere']) {
      await person.goTo(at);
      await person.sees('Not found');
    }
    assert.equal((await person.goTo('/nowhere')).status(), 404);
    await person.looks('not-found');
  });

  test('reverts an optimistic update that the server refuses', async ({ arrive }) => {
    const person = await arrive();
    await flow.signUp(person, newAccount());
    const id = await savedBlog(person, 'Chives');
    await person.goTo(`/blogs/${id}`);
    await person.sees('Chives');
    await ask(person, `mutation ($id: ID!) { requestPublish(id: $id) { __typename } }`, { id });
    // The page still offers the action that was already executed.
    await person.action('Request publication', 'Chives').click();
    await person.reads('Could not be sent for review: Chives');
    await person.action('Withdraw', 'Chives').waitFor();
  });
});
