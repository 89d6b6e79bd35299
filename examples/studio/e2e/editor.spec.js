// The editor: formatting, pasted texts and pictures, rewrites, findings, and saving.
import assert from 'node:assert/strict';
import { savedBlog } from './api.js';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { newAccount, until } from './people.js';
import { picture } from './pictures.js';

const TEXT = `Compost is easy. It saves 40 percent of all waste.

## First steps

Take a bucket with a lid, and drill some holes into it.

## Later

Keep it moist, and turn it every week.
`;

const TEXT_FIELD = 'Text, in Markdown';

const previewOf = (person) => person.page.getByRole('tabpanel', { name: 'preview' });

/** The lines of the editor. */
const linesOf = (person) => person.field(TEXT_FIELD).locator(':scope > div');
const lines = (person) => linesOf(person).allTextContents();

const selected = (person) => person.page.evaluate(() => String(getSelection()));

/** Paste data of these types, as a browser does. */
const paste = (person, data, file) =>
  person.field(TEXT_FIELD).evaluate(
    (element, { data, file }) => {
      const clipboardData = new DataTransfer();
      for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
      if (file) {
        const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
        clipboardData.items.add(new File([bytes], 'herbs.png', { type: 'image/png' }));
      }
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    { data, file },
  );

async function openEditor(arrive, options) {
  const person = await arrive(options);
  await flow.signUp(person, newAccount());
  const id = await savedBlog(person, 'Compost', { markdown: TEXT });
  await person.goTo(`/blogs/${id}/edit`);
  await person.sees('Edit: Compost');
  await previewOf(person).getByRole('article').waitFor();
  return { person, id };
}

test.describe('the editor', () => {
  test('formats, takes rich text and pictures, and saves with Ctrl+S', async ({ arrive }) => {
    const { person, id } = await openEditor(arrive);
    const { keyboard } = person.page;
    await person.field(TEXT_FIELD).click();
    await keyboard.press('Control+End');
    await paste(person, {
      'text/html': '<h2>Worms</h2><p>They are <b>red</b>, see <a href="https://example.com/">here</a>.</p>',
      'text/plain': 'Worms',
    });
    await until('the pasted text', async () => (await lines(person)).includes('They are **red**, see [here](https://example.com/).'));
    await keyboard.insertText('\n\nA heap');
    await keyboard.press('Shift+Home');
    await keyboard.press('Control+b');
    await person.button('Quotation').click();
    assert.ok((await lines(person)).includes('> **A heap**'), String(await lines(person)));
    await keyboard.press('Control+End');
    await paste(person, {}, picture().buffer.toString('base64'));
    await until('the picture', async () => (await lines(person)).some((line) => /^!\[herbs\]\(.*\/uploads\//.test(line)));
    assert.equal(await selected(person), 'herbs');
    await keyboard.insertText('A pot of herbs');
    await previewOf(person).getByAltText('A pot of herbs').waitFor();
    await person.reads('Not saved');
    await keyboard.press('Control+s');
    await person.reads('Your changes were saved.');
    await person.looks('editor');
    await person.goTo(`/blogs/${id}`);
    await person.page.getByRole('article').getByRole('link', { name: 'here' }).waitFor();
    await person.page.getByAltText('A pot of herbs').waitFor();
  });

  test('rewrites a passage and a section, and jumps to what should be checked', async ({ arrive }) => {
    const { person, id } = await openEditor(arrive);
    await person.page.getByRole('tab', { name: /^Check/ }).click();
    await person.button(/It saves 40 percent of all waste/).click();
    assert.equal(await selected(person), 'It saves 40 percent of all waste.');
    await person.looks('editor-check');
    await person.page.getByRole('tab', { name: 'Rewrite' }).click();
    await person.button('Rewrite the passage').click();
    const third = person.page.getByRole('region', { name: 'Version 3' });
    await third.waitFor();
    const added = await third.locator('ins').allTextContents();
    assert.ok(added.length > 0);
    await person.reads('Sample texts: no cost');
    await person.looks('editor-rewrite');
    await person.button('Use version 3').click();
    await until('the version', async () => (await lines(person))[0].includes(added[0].trim()));

    await person.field('Section').selectOption('Later');
    await person.field('Instructions for the section').fill('Shorter, with an example.');
    await person.button('Regenerate the section').click();
    await person.page.getByRole('region', { name: 'The new section' }).waitFor();
    assert.ok((await lines(person)).includes('Keep it moist, and turn it every week.'));
    await person.looks('editor-section');
    await person.button('Use the new section').click();
    await until('the section', async () => !(await lines(person)).includes('Keep it moist, and turn it every week.'));

    await person.button('Suggest tags').click();
    const tag = person.button(/^Add the tag /).first();
    const name = (await tag.getAttribute('aria-label')).slice('Add the tag '.length);
    await tag.click();
    assert.equal(await person.field('Tags').inputValue(), name);
    // Another tab continues the edit.
    await person.page.reload();
    await person.sees('Edit: Compost');
    assert.equal(await person.field('Tags').inputValue(), name);
    await person.button('Save the changes').click();
    await person.sees('Compost');
    // The receipts of the rewrites were saved with them.
    await person.reads('sentences stand as generated');
    assert.equal(new URL(person.page.url()).pathname, `/blogs/${id}`);
  });

  test('shows notes beside the text, applies suggestions, and restores versions', async ({ arrive }) => {
    const { person } = await openEditor(arrive);
    const { keyboard } = person.page;
    const tab = (name) => person.page.getByRole('tab', { name }).click();
    const note = (text) => person.page.getByRole('article', { name: /^Note of/ }).filter({ hasText: text });
    await tab(/^Notes/);
    await linesOf(person).filter({ hasText: 'Keep it moist' }).click();
    await keyboard.press('Home');
    await keyboard.press('Shift+End');
    await person.field('Note on the selected passage').fill('How often exactly?');
    await person.field('Suggest another text').check();
    await person.field('Suggested text').fill('Keep it moist, and turn it every Monday.');
    await person.button('Add the note').click();
    await note('How often exactly?').waitFor();
    await person.page.getByTestId('note').waitFor();
    await person.looks('editor-notes');
    await person.button('Apply the suggestion').click();
    await until('the suggestion', async () => (await lines(person)).includes('Keep it moist, and turn it every Monday.'));
    await person.page.getByText('1 resolved').waitFor();

    await linesOf(person).filter({ hasText: 'Take a bucket' }).click();
    await keyboard.press('Home');
    await keyboard.press('Shift+End');
    await person.field('Note on the selected passage').fill('Which size?');
    await person.button('Add the note').click();
    await note('Which size?').waitFor();
    await linesOf(person).filter({ hasText: 'Take a bucket' }).click();
    await keyboard.press('Home');
    await keyboard.press('Shift+End');
    await keyboard.insertText('Use a box.');
    await keyboard.press('Control+s');
    await person.reads('Your changes were saved.');
    await tab(/^Check/);
    await tab(/^Notes/);
    await note('Which size?').getByText('Passage changed').waitFor();

    await tab('Versions');
    const versions = person.page.getByRole('list', { name: 'Versions' }).getByRole('listitem');
    await versions.last().getByRole('button').click();
    await versions.last().locator('ins', { hasText: 'box' }).waitFor();
    await person.looks('editor-versions');
    await person.button('Restore this version').click();
    await until('the version', async () => (await lines(person)).includes('Keep it moist, and turn it every week.'));
  });

  test('scrolls the preview with the text', async ({ arrive }) => {
    const { person } = await openEditor(arrive);
    await flow.append(person, Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of the text.`).join('\n\n'));
    await previewOf(person).getByText('Paragraph 59').waitFor();
    // A long preview leaves the tabs their height.
    const tab = await person.page.getByRole('tab', { name: 'Preview' }).boundingBox();
    const tabs = await person.page.getByRole('tablist').boundingBox();
    assert.ok(tabs.height >= tab.height, `${tabs.height} px`);
    const isShown = (text) =>
      previewOf(person)
        .getByText(text)
        .evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          const panel = element.closest('[role=tabpanel]').getBoundingClientRect();
          return top >= panel.top && bottom <= panel.bottom + 1;
        });
    await person.page.evaluate(() => scrollTo(0, 0));
    await until('the beginning', () => isShown('Compost is easy.'));
    await until('the end', async () => {
      // Again, because the editor measures lines only when they are near the screen.
      await person.field(TEXT_FIELD).evaluate((element) => element.scrollIntoView({ block: 'end' }));
      return isShown('Paragraph 59');
    });
  });
});
