// The main flow, which several tests run against different servers.
import assert from 'node:assert/strict';
import * as flow from './flow.js';
import { ADMIN, newAccount, until } from './people.js';

/** The main flow, with accessibility checks of each page. */
export async function wholeFlow(arrive, url) {
  const title = 'Compost on the Fourth Floor';
  const author = await arrive({ url });
  await flow.slowDown(author);
  await author.goTo('/');
  await author.sees('Worth reading');
  await flow.signUp(author, newAccount());
  await author.looks('empty-dashboard');
  await flow.fillBrief(author);
  await flow.offered(author, 'Choose an idea');
  await author.reads('Sample texts: no cost');
  await author.looks('ideas');
  await flow.choose(author, 'Choose an idea', 1);
  await flow.writeOwn(author, 'Choose a title', 'title', title);
  await flow.choose(author, 'Choose an introduction', 0);
  await flow.choose(author, 'Choose an outline', 2);
  await flow.choose(author, 'Choose a picture', 4);
  await flow.paint(author);
  await author.looks('cover');
  await flow.goOn(author);
  await flow.watchItBeingWritten(author);
  await author.looks('post');
  await rewriteSection(author);
  await flow.save(author, title);
  // All sentences are the model's, those of the chosen introduction included.
  assert.deepEqual(await origin(author), { generated: true, other: 0 });
  await author.looks('blog');
  await flow.ask(author, title);
  await flow.counts(author, { All: 1, Draft: 0, 'In review': 1, Published: 0, 'Sent back': 0 });

  const admin = await arrive({ url });
  await flow.logIn(admin, ADMIN);
  await admin.sees('Review');
  await admin.link(/^Review\s*\d+ waiting$/).waitFor();
  await admin.looks('queue');
  await admin.action('Reject', title).click();
  await admin.field('Feedback').fill('A lovely draft. Which worms?');
  await admin.looks('reject');
  await admin.button('Send back with feedback').click();
  await admin.reads(`Sent back: ${title}`);
  // Other tests may have asked for reviews, too.
  await admin.action('Reject', title).waitFor({ state: 'detached' });

  await author.goTo('/dashboard');
  await author.reads('A lovely draft. Which worms?');
  await author.looks('sent-back');
  await author.link(new RegExp(`^Edit\\s?: ${title}`)).click();
  await author.sees(`Edit: ${title}`);
  await flow.append(author, '## The worms\n\nRed wigglers, *Eisenia fetida*. They eat 50 percent of their weight a day.');
  await author.looks('edit');
  await author.button('Save the changes').click();
  await author.sees(title);
  await author.reads('Eisenia fetida');
  assert.deepEqual(await origin(author), { generated: false, other: 2 });
  await author.reads('A figure without a source.');
  await author.looks('to-check');
  await flow.ask(author, title, 'Send for review again');

  await admin.page.reload();
  await admin.action('Approve', title).click();
  await admin.reads(`Published: ${title}`);

  const reader = await arrive({ url });
  await reader.goTo('/');
  await reader.link(title).click();
  await reader.sees(title);
  await reader.reads('Eisenia fetida');
  assert.ok(await reader.page.getByTestId('cover').getAttribute('alt'));
  await reader.page.evaluate(() => document.fonts.ready);
  await reader.looks('article');
  await flow.counts(author, { All: 1, Draft: 0, 'In review': 0, Published: 1, 'Sent back': 0 });
  await changeOncePublished({ author, admin, reader }, title);
  return { author, admin, reader };
}

/** Edit the published post; readers see the changes after their approval. */
async function changeOncePublished({ author, admin, reader }, title) {
  const change = 'Worms like coffee grounds.';
  const shown = async () => {
    await reader.page.reload();
    await reader.sees(title);
    await reader.reads('Eisenia fetida');
    return (await reader.page.getByText(change).count()) > 0;
  };
  await author.link(new RegExp(`^Edit\\s?: ${title}`)).click();
  await author.sees(`Edit: ${title}`);
  await author.reads('The public page stays as it is');
  await flow.append(author, change);
  await author.button('Save the changes').click();
  await author.sees(title);
  await author.reads('Changes not public');
  await author.reads(change);
  await author.button('Compare').click();
  await author.page.getByRole('region', { name: 'Changes to the public text' }).locator('ins', { hasText: change }).waitFor();
  await author.looks('changes');
  await flow.ask(author, title, 'Send the changes for review');
  await author.reads('Changes in review');
  assert.equal(await shown(), false);

  await admin.goTo('/review');
  await admin.reads('Changes in review');
  await admin.looks('queue-with-changes');
  await admin.action('Approve the changes', title).click();
  await admin.reads(`Published: ${title}`);
  // Public responses are cached for some seconds.
  await until('the changes are public', shown);
}

/** Whether all sentences stand as generated, and the number of others. */
async function origin(author) {
  await author.reads('sentences stand as generated');
  const text = await author.page.getByRole('complementary').innerText();
  const [, generated, sentences, other] =
    /(\d+) of (\d+) sentences stand as generated\. .*?: (\d+)\./.exec(text) ?? [];
  assert.ok(Number(sentences) > 20, text);
  return { generated: generated === sentences, other: Number(other) };
}

async function rewriteSection(author) {
  await author.page.getByText('Rewrite a section', { exact: true }).click();
  await author.field('Instructions').fill('Shorter, with an example.');
  await author.button('Rewrite this section').click();
  await author.reads('The section was rewritten.');
}
