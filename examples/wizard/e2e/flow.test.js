// The flow from the brief to the public page, as author, admin and reader.
import { describe, it } from 'node:test';
import * as flow from './flow.js';
import { WIZARD } from './people.js';
import { picture } from './pictures.js';
import { wholeFlow } from './whole_flow.js';

describe('the whole flow', () => {
  it('goes from the brief through a rejection to the public page', async (test) => {
    const { author, reader } = await wholeFlow(test, WIZARD);
    await reader.goTo('/');
    await reader.looks('public');
    await secondBlog(author);
    await author.looks('dashboard');
  });
});

/** A second blog, with an uploaded picture, withdrawn from review. */
async function secondBlog(author) {
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
}
