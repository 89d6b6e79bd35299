// @vitest-environment jsdom
import { cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MarkdownEditor } from '../src/editor/markdown/MarkdownEditor';
import { MOST_BYTES, PictureInput } from '../src/post/fields/PictureInput';
import { apiOf } from './support/api';

beforeEach(() => {
  URL.createObjectURL = () => 'blob:preview';
  URL.revokeObjectURL = () => undefined;
});
afterEach(cleanup);

const picture = (bytes = 4, name = 'a pot.png') =>
  new File([new Uint8Array(bytes)], name, { type: 'image/png' });
const uploaded = () => ({
  result: {
    __typename: 'UploadImageSuccess',
    image: { __typename: 'Image', url: '/uploads/a.png', width: 1, height: 1 },
  },
});
const TOO_LARGE = 'The file is larger than 8 MB. Choose a smaller one.';

describe('a picture that is dropped on its input', () => {
  const drop = async (file: File, answers = { UploadImage: uploaded }) => {
    const api = apiOf(answers);
    const onUploaded = vi.fn();
    render(<PictureInput onUploaded={onUploaded} />, { wrapper: api.wrapper });
    const target = screen.getByLabelText('Upload a picture').parentElement as HTMLElement;
    fireEvent.drop(target, { dataTransfer: { files: [file] } });
    await vi.waitFor(() => expect(screen.queryByText('Uploading the picture …')).toBeNull());
    return { sent: api.sent, onUploaded };
  };

  it('is uploaded, at most 8 MB', async () => {
    const file = picture(MOST_BYTES);
    const { sent, onUploaded } = await drop(file);
    await vi.waitFor(() => expect(onUploaded).toHaveBeenCalledExactlyOnceWith('/uploads/a.png'));
    expect(sent).toEqual([{ name: 'UploadImage', variables: { input: { file } } }]);
  });

  it('is refused above 8 MB, and nothing is sent', async () => {
    const { sent, onUploaded } = await drop(picture(MOST_BYTES + 1));
    expect(screen.getByRole('alert').textContent).toBe(TOO_LARGE);
    expect(sent).toEqual([]);
    expect(onUploaded).not.toHaveBeenCalled();
  });

  it('can be cancelled, without an error', async () => {
    const { wrapper } = apiOf();
    render(<PictureInput onUploaded={vi.fn()} />, { wrapper });
    await userEvent.upload(screen.getByLabelText('Upload a picture'), picture());
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await vi.waitFor(() => expect(screen.queryByText('Uploading the picture …')).toBeNull());
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('a picture that is dropped on the text', () => {
  const open = (value: string, answers = { UploadImage: uploaded }) => {
    // CodeMirror measures the text, for which jsdom has no layout.
    document.elementFromPoint = () => null;
    Range.prototype.getClientRects = () => [] as unknown as DOMRectList;
    const api = apiOf(answers);
    const onChange = vi.fn();
    const props = { label: 'Text', error: undefined, marks: [], onSelect: vi.fn(), onView: vi.fn() };
    render(<MarkdownEditor {...props} value={value} onChange={onChange} />, { wrapper: api.wrapper });
    return { ...api, onChange, text: screen.getByRole('textbox', { name: 'Text' }) };
  };
  const drop = (text: HTMLElement, files: File[]) => {
    const event = createEvent.drop(text, { dataTransfer: { files, getData: () => '' } });
    fireEvent(text, event);
    return event;
  };

  it('is uploaded and put into the text, with its name as alternative text', async () => {
    const { text, onChange, sent } = open('One.');
    expect(drop(text, [picture()]).defaultPrevented).toBe(true);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled());
    expect(onChange.mock.lastCall?.[0]).toContain('![a pot](/uploads/a.png)');
    expect(onChange.mock.lastCall?.[0].replace(/\s*!\[.*?\)\s*/, '')).toBe('One.');
    expect(sent).toHaveLength(1);
  });

  it('is refused above 8 MB, and the text stays', async () => {
    const { text, onChange, sent } = open('One.');
    drop(text, [picture(MOST_BYTES + 1)]);
    expect((await screen.findByRole('alert')).textContent).toBe(TOO_LARGE);
    expect([sent.length, onChange.mock.calls.length]).toEqual([0, 0]);
  });

  it('leaves the text when the server refuses it', async () => {
    const message = 'This is not an image.';
    const result = { __typename: 'InvalidInputError', message, fields: [] };
    const { text, onChange } = open('One.', { UploadImage: () => ({ result }) as never });
    drop(text, [picture()]);
    expect((await screen.findByRole('alert')).textContent).toContain('Some values are invalid.');
    expect(onChange).not.toHaveBeenCalled();
  });
});
