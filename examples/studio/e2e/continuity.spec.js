// Nothing is lost: unsaved work, the place in a list, the focus, the navigation.
import assert from 'node:assert/strict';
import { published, savedBlog } from './api.js';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { ADMIN, newAccount, until } from './people.js';

const LONG_WORD = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebs';
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

const focused = (person) => person.page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent);

test.describe('continuity', () => {
  test('continues an unsaved post in another tab, and names outdated choices when it is saved', async ({ arrive }) => {
    const person = await arrive();
    await flow.signUp(person, newAccount());
    await flow.fillBrief(person);
    await flow.choose(person, 'Choose an idea', 1);
    await flow.offered(person, 'Choose a title');
    const closed = person.page;
    person.page = await closed.context().newPage();
    await closed.close();
    await person.goTo('/dashboard');
    await person.page.getByRole('heading', { name: 'Continue where you left off' }).waitFor();
    await person.looks('continue');
    await person.link(/^Continue/).click();
    await flow.writeOwn(person, 'Choose a title', 'title', 'Worms on a Balcony');
    await flow.choose(person, 'Choose an introduction', 0);
    await flow.choose(person, 'Choose an outline', 2);
    await flow.offered(person, 'Choose a picture');
    await person.link('Continue without a cover').click();
    await flow.write(person);
    await person.link('Brief').click();
    await person.field('Tone').fill('Witty');
    await person.link('Save').click();
    await person.reads('You have changed an earlier step since these were written');
    assert.deepEqual(
      await person.page.getByRole('list', { name: 'Outdated choices' }).getByRole('link').allTextContents(),
      ['Idea', 'Introduction', 'Outline', 'Post'],
    );
    await person.looks('outdated');
    await person.button('Save it as it stands').click();
    await person.sees('Worms on a Balcony');
    await person.reads('Informative, medium creativity');
    await person.goTo('/dashboard');
    await person.reads('Worms on a Balcony');
    assert.equal(await person.page.getByText('Continue where you left off').count(), 0);
  });

  test('keeps the place in a list, the focus, and the list that could not be read again', async ({ arrive }) => {
    const person = await arrive({ expecting: [/net::ERR_FAILED/] });
    await flow.signUp(person, newAccount());
    for (let number = 1; number <= 12; number++) await savedBlog(person, `Post ${number}`);
    await savedBlog(person, LONG_WORD, { tags: [LONG_WORD] });
    await person.goTo('/dashboard');
    await person.button('Load more').click();
    await person.reads('13 of 13');
    await person.page.getByRole('link', { name: 'Post 2', exact: true }).click();
    await person.sees('Post 2');
    await person.page.goBack();
    await person.sees('Dashboard');
    await person.page.waitForLoadState('networkidle');
    assert.equal(await person.page.getByRole('group', { name: 'Your posts' }).getByRole('article').count(), 13);
    assert.ok((await person.page.evaluate(() => scrollY)) > 1000);
    await flow.ask(person, 'Post 2');
    await until('the focus beside the button', async () => (await focused(person)) === 'Actions: Post 2');
    await person.action('Delete', 'Post 3').click();
    assert.equal(await focused(person), 'Keep it');
    await person.button('Delete permanently').click();
    await until('the focus on the list', async () => (await focused(person)) === 'Your posts');

    for (const size of [PHONE, DESKTOP]) {
      await person.page.setViewportSize(size);
      await person.goTo('/dashboard');
      await person.looks(`long-word-list-${size.width}`);
      await person.page.getByRole('link', { name: LONG_WORD, exact: true }).click();
      await person.sees(LONG_WORD);
      await person.looks(`long-word-${size.width}`);
    }
    await person.page.route('**/graphql', (route) => route.abort());
    await person.link('Dashboard').click();
    await person.reads('This list may be out of date.');
    assert.ok((await person.page.getByRole('group', { name: 'Your posts' }).getByRole('article').count()) > 5);
    await person.page.unroute('**/graphql');
    await person.button('Try again').click();
    await person.page.getByText('This list may be out of date.').waitFor({ state: 'detached' });
    await person.button('Log out').click();
    await person.sees('Worth reading');
  });

  test('keeps the navigation when a page fails, and asks for a reason before it unpublishes', async ({ arrive }) => {
    const admin = await arrive({ expecting: [/ERR_FAILED/, /dynamically imported module/] });
    const author = await arrive();
    await flow.logIn(admin, ADMIN);
    await admin.sees('Review');
    await flow.signUp(author, newAccount());
    const id = await savedBlog(author, 'Sorrel');
    await published(author, admin, id);
    await admin.page.route('**/assets/AccountPage-*.js', (route) => route.abort());
    await admin.link('Account').click();
    await admin.sees('Something went wrong');
    await admin.looks('crash');
    await admin.link('Review').click();
    await admin.button('Published').click();
    await admin.field('Search titles and authors').fill('Sorrel');
    await admin.action('Unpublish', 'Sorrel').click();
    await admin.looks('unpublish');
    await admin.field('Reason').fill('The recipe needs a source.');
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Unpublish' }).click();
    await admin.reads('Unpublished: Sorrel');
    await author.goTo(`/blogs/${id}`);
    await author.reads('The recipe needs a source.');
  });
});
