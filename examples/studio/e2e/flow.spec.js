// The flow from the brief to the public page, as author, admin and reader.
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { STUDIO } from './people.js';
import { picture } from './pictures.js';
import { wholeFlow } from './whole_flow.js';

test.describe('the whole flow', () => {
  test('goes from the brief through a rejection to the public page', async ({ arrive }) => {
    const { author, admin, reader } = await wholeFlow(arrive, STUDIO);
    await reader.goTo('/');
    await reader.looks('public');
    await secondBlog({ author, admin });
    await author.looks('dashboard');
  });
});

/** A second blog, with an uploaded picture, withdrawn from review, and then scheduled. */
async function secondBlog({ author, admin }) {
  const title = 'Herbs for a North Window';
  await flow.goToCover(author, title);
  await flow.upload(author, picture());
  await flow.goOn(author);
  await flow.write(author);
  await flow.save(author, title);
  await flow.ask(author, title);
  await author.action('Withdraw', title).click();
  await author.reads(`Withdrawn: ${title}`);
  await flow.counts(author, { All: 2, Draft: 1, 'In review': 0, Published: 1, 'Sent back': 0 });
  await flow.ask(author, title);
  await admin.goTo('/review');
  await admin.action('Schedule', title).click();
  await admin.looks('schedule');
  await admin.button('Approve and schedule').click();
  await admin.reads(/To be published .*: Herbs/);
  await author.goTo('/dashboard');
  await flow.counts(author, { All: 2, 'In review': 0, Scheduled: 1, Published: 1 });
  await author.reads('Public on');
  await author.looks('scheduled');
}
