// Each page on a desktop and a phone, light and dark: axe, its width, and with SCREENSHOTS its looks.
import { ask, published, savedBlog } from './api.js';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { ADMIN, newAccount } from './people.js';

const TEXT = `Worms turn kitchen scraps into soil. Families save 40 percent of their waste with them.

## The box

Take a box with a lid, drill holes into its sides, and fill it with damp cardboard.

## The worms

Red wigglers eat half of their weight each day. They dislike lemons, onions and frost.

## The harvest

After three months, push the soil aside, feed on the other side, and wait for the worms to move.
`;

test('public pages look right everywhere', async ({ arrive }) => {
  const author = await arrive();
  const admin = await arrive();
  const reader = await arrive({ expecting: [/status of 404/] });
  await flow.signUp(author, newAccount());
  await flow.logIn(admin, ADMIN);
  await admin.sees('Review');
  const id = await savedBlog(author, 'A Box of Worms', { markdown: TEXT, tags: ['Compost', 'Balcony'] });
  await published(author, admin, id);
  await admin.goTo(`/blogs/${id}`);
  const page = await admin.link(/^Public page/).getAttribute('href');
  for (const [name, at, title] of [
    ['read', '/', 'Worth reading'],
    ['article', page, 'A Box of Worms'],
    ['login', '/login', 'Log in'],
    ['signup', '/signup', 'Sign up'],
    ['forgot', '/forgot', 'Forgot your password?'],
    ['reset-password', '/reset-password#token=unknown', 'Choose a new password'],
    ['verify-email', '/verify-email#token=unknown', 'Confirm your address'],
    ['accept-invite', '/accept-invite#token=unknown', 'Accept the invitation'],
    ['not-found', '/nowhere', 'Not found'],
  ]) {
    await reader.goTo(at);
    await reader.sees(title);
    await reader.looksEverywhere(name);
  }
});

test("authors' pages look right everywhere", async ({ arrive }) => {
  const author = await arrive();
  await flow.signUp(author, newAccount());
  await author.looksEverywhere('dashboard-empty');
  const title = 'Compost on the Fourth Floor';
  await flow.fillBrief(author);
  await flow.offered(author, 'Choose an idea');
  await author.looksEverywhere('write-idea');
  await author.link('Back').click();
  await author.sees('Describe your post');
  await author.looksEverywhere('write-brief');
  await flow.goOn(author);
  await flow.choose(author, 'Choose an idea', 1);
  await flow.writeOwn(author, 'Choose a title', 'title', title);
  await flow.choose(author, 'Choose an introduction', 0);
  await flow.offered(author, 'Choose an outline');
  await author.looksEverywhere('write-outline');
  await flow.choose(author, 'Choose an outline', 2);
  await flow.choose(author, 'Choose a picture', 4);
  await flow.paint(author);
  await author.looksEverywhere('write-cover');
  await flow.goOn(author);
  await flow.write(author);
  await author.looksEverywhere('write-post');
  await flow.goOn(author);
  await author.sees('Save as a draft');
  await author.looksEverywhere('write-save');
  await author.button('Save the draft').click();
  await author.sees(title);
  await author.looksEverywhere('post');
  await author.link(/^Edit/).click();
  await author.sees(`Edit: ${title}`);
  for (const tab of ['Preview', 'Rewrite', 'Notes', 'Check', 'Versions']) {
    await author.page.getByRole('tab', { name: tab }).click();
    await author.looksEverywhere(`edit-${tab.toLowerCase()}`);
  }
  await savedBlog(author, 'A Box of Worms', { markdown: TEXT, tags: ['Compost'] });
  await author.goTo('/dashboard');
  await author.reads('A Box of Worms');
  await author.looksEverywhere('dashboard');
  await author.goTo('/account');
  await author.sees('Account');
  await author.looksEverywhere('account');
});

test("admins' pages look right everywhere", async ({ arrive }) => {
  const author = await arrive();
  const admin = await arrive();
  await flow.signUp(author, newAccount());
  const id = await savedBlog(author, 'A Box of Worms', { markdown: TEXT, tags: ['Compost'] });
  await ask(author, 'mutation ($id: ID!) { requestPublish(id: $id) { __typename } }', { id });
  await ask(
    author,
    'mutation ($id: ID!, $input: AddNoteInput!) { addNote(blogId: $id, input: $input) { __typename } }',
    { id, input: { body: 'I still look for a source of this figure.', quote: 'Families save 40 percent of their waste with them.' } },
  );
  await flow.logIn(admin, ADMIN);
  await admin.sees('Review');
  await admin.reads('A Box of Worms');
  await admin.looksEverywhere('review');
  await admin.goTo(`/blogs/${id}`);
  await admin.reads('I still look for a source');
  await admin.looksEverywhere('review-post');
  await admin.goTo('/people');
  await admin.sees('People');
  await admin.looksEverywhere('people');
});
