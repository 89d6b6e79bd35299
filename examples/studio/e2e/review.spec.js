// Reviews: filters, notes and their answers, one post after the other, and addresses of posts.
import assert from 'node:assert/strict';
import { ask, published, savedBlog } from './api.js';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { ADMIN, newAccount, until } from './people.js';

const REQUEST = 'mutation ($id: ID!) { requestPublish(id: $id) { __typename } }';

test.describe('reviews', () => {
  test('goes from post to post, and shows notes beside them to answer and resolve', async ({ arrive }) => {
    const author = await arrive();
    const admin = await arrive();
    await flow.signUp(author, newAccount('Nora Notes'));
    await flow.logIn(admin, ADMIN);
    await admin.sees('Review');
    const ids = [];
    for (const title of ['Alder', 'Birch', 'Cedar']) {
      ids.push(await savedBlog(author, title));
      await ask(author, REQUEST, { id: ids.at(-1) });
    }
    const [alder, birch, cedar] = ids;

    await admin.goTo('/review?search=Alder');
    await admin.button('Only posts by Nora Notes').first().click();
    await admin.field('Search titles and authors').fill('');
    await admin.reads('Only posts by Nora Notes.');
    await admin.reads('3 of 3');
    await admin.looks('queue-of-an-author');
    await admin.button('All authors').click();
    await until('all authors', () => !new URL(admin.page.url()).searchParams.has('author'));

    await admin.goTo(`/blogs/${alder}`);
    await admin.page.getByRole('article', { name: 'The post' }).getByText('The first text.').selectText();
    await admin.page.getByText('Add a note on the selected passage').click();
    await admin.field('Note on the selected passage').fill('The first of how many?');
    await admin.button('Add the note').click();
    await admin.page.getByRole('article', { name: /^Note of/ }).getByText('The first text.').waitFor();
    await author.goTo(`/blogs/${alder}`);
    const notes = author.page.getByRole('article', { name: /^Note of/ });
    await notes.filter({ hasText: 'The first of how many?' }).getByText('Reply', { exact: true }).click();
    await author.field('Reply to Edda').fill('Of three.');
    await author.button('Add the reply').click();
    await notes.filter({ hasText: 'Of three.' }).waitFor();
    await author.looks('notes-beside-a-post');
    await notes.filter({ hasText: 'Of three.' }).getByRole('button', { name: 'Resolve' }).click();
    await author.reads('1 resolved');

    await admin.goTo(`/blogs/${alder}`);
    await admin.reads('The first of how many?');
    await admin.reads('Next in review:');
    await admin.looks('review-of-a-post');
    await admin.action('Approve and go to the next', 'Alder').click();
    await admin.reads('Published: Alder');
    await until('the next post', () => !admin.page.url().endsWith(alder));
    await admin.goTo(`/blogs/${birch}`);
    await admin.action('Reject and go to the next', 'Birch').click();
    await admin.field('Feedback').fill('Which birch?');
    await admin.button('Send back with feedback').click();
    await admin.reads('Sent back: Birch');
    await until('the next post', () => !admin.page.url().endsWith(birch));
    await author.goTo(`/blogs/${birch}`);
    await author.reads('Which birch?');
    await admin.goTo(`/blogs/${cedar}`);
    await admin.action('Approve', 'Cedar').click();
    await admin.reads('Published: Cedar');
  });

  test('answers unknown posts with 404, and redirects from old slugs', async ({ arrive }) => {
    const author = await arrive({ expecting: [/status of 404/] });
    const admin = await arrive();
    await flow.signUp(author, newAccount());
    await flow.logIn(admin, ADMIN);
    await admin.sees('Review');
    const title = `Larch ${Math.random().toString(36).slice(2)}`;
    const id = await savedBlog(author, title);
    await published(author, admin, id);
    const { blog } = await ask(author, 'query ($id: ID!) { blog(id: $id) { slug revision } }', { id });
    const { updateSlug } = await ask(
      admin,
      'mutation ($id: ID!, $input: UpdateSlugInput!) { updateSlug(id: $id, input: $input) { __typename } }',
      { id, input: { slug: `${blog.slug}-again`, expectedRevision: blog.revision } },
    );
    assert.equal(updateSlug.__typename, 'UpdateSlugSuccess');
    // Public responses are cached for some seconds.
    await until('the redirect', async () => {
      const response = await author.goTo(`/posts/${blog.slug}`);
      await author.sees(title);
      const redirect = await response.request().redirectedFrom()?.response();
      return redirect?.status() === 308 && response.url().endsWith(`${blog.slug}-again`);
    });
    assert.equal((await author.goTo('/posts/nothing-like-this')).status(), 404);
    await author.sees('Not found');
  });
});
