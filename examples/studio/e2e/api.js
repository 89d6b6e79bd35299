// Direct calls of the API with the session of a page.
import assert from 'node:assert/strict';

/** The session that the page has stored. */
const session = (person) => person.page.evaluate(() => JSON.parse(localStorage.getItem('studio.session')));

/** Call the API directly with the session of the page. */
export async function ask(person, query, variables) {
  const { token } = await session(person);
  const answer = await fetch(`${process.env.API_URL}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const BRIEF = { focusOrNiche: 'Balconies', targetedKeyword: 'tomatoes', targetedAudience: 'all' };

/** Save a blog of the signed-in author. Returns its id. */
export async function savedBlog(person, title, more = {}) {
  const { saveBlog } = await ask(
    person,
    `mutation ($input: SaveBlogInput!) { saveBlog(input: $input) { ... on SaveBlogSuccess { blog { id } } } }`,
    { input: { brief: BRIEF, title, markdown: 'The first text.', ...more } },
  );
  return saveBlog.blog.id;
}

/** Publish a blog: the author asks for it, and the admin approves. */
export async function published(author, admin, id) {
  await ask(author, 'mutation ($id: ID!) { requestPublish(id: $id) { __typename } }', { id });
  const { approveBlog } = await ask(
    admin,
    'mutation ($id: ID!) { approveBlog(id: $id, input: { expectedRevision: 1 }) { __typename } }',
    { id },
  );
  assert.equal(approveBlog.__typename, 'ApproveBlogSuccess');
}
