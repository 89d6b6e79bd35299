/** Set-up of CodeMirror: keys, looks, and what happens on pasting and dropping. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, type DecorationSet } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { link, wrap } from './commands';
import { toMarkdown } from './toMarkdown';
import styles from './MarkdownEditor.module.css';

/** A passage that is marked in the text. */
export interface Mark {
  readonly quote: string;
  readonly kind: 'note' | 'finding';
}

const LOOKS = HighlightStyle.define([
  { tag: tags.heading1, fontSize: '1.45em', fontWeight: '600' },
  { tag: tags.heading2, fontSize: '1.25em', fontWeight: '600' },
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.link, color: 'var(--accent)' },
  { tag: tags.url, color: 'var(--ink-soft)' },
  { tag: tags.monospace, fontFamily: 'var(--mono)', fontSize: '0.9em' },
  { tag: tags.quote, color: 'var(--ink-soft)', fontStyle: 'italic' },
  { tag: tags.processingInstruction, color: 'var(--line-strong)', fontWeight: '400' },
]);

export const setMarks = StateEffect.define<readonly Mark[]>();

const mark = (kind: Mark['kind']) =>
  Decoration.mark({ class: styles[kind] ?? '', attributes: { 'data-testid': kind } });
const MARKS = { note: mark('note'), finding: mark('finding') };

/** Marks of notes and findings, which move with the text around them. */
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    const effect = transaction.effects.find((each) => each.is(setMarks));
    if (!effect) return shown.map(transaction.changes);
    const text = transaction.newDoc.toString();
    const found = effect.value.flatMap(({ quote, kind }) => {
      const from = text.indexOf(quote);
      return quote === '' || from === -1
        ? []
        : [MARKS[kind].range(from, from + quote.length)];
    });
    return Decoration.set(found, true);
  },
  provide: (field) => EditorView.decorations.from(field),
});

interface Handlers {
  readonly onChange: (text: string) => void;
  readonly onSelect: (from: number, to: number) => void;
  readonly onImage: (file: File, at: number) => void;
}

export function extensions(label: string, handlers: () => Handlers): Extension[] {
  return [
    history(),
    keymap.of([
      { key: 'Mod-b', run: wrap('**') },
      { key: 'Mod-i', run: wrap('*') },
      { key: 'Mod-k', run: link },
      ...defaultKeymap,
      ...historyKeymap,
    ]),
    markdown(),
    syntaxHighlighting(LOOKS),
    marks,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': label,
      spellcheck: 'true',
      autocapitalize: 'sentences',
      dir: 'auto',
    }),
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      if (docChanged) handlers().onChange(state.doc.toString());
      const { from, to } = state.selection.main;
      if (docChanged || selectionSet) handlers().onSelect(from, to);
    }),
    EditorView.domEventHandlers({
      paste: (event, view) => paste(event, view, handlers().onImage),
      drop: (event, view) => {
        const file = imageOf(event.dataTransfer);
        if (!file) return false;
        event.preventDefault();
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
        handlers().onImage(file, at ?? view.state.selection.main.to);
        return true;
      },
    }),
  ];
}

const imageOf = (data: DataTransfer | null): File | undefined =>
  [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'));

/** Images are uploaded, and rich text becomes Markdown; plain text is left to the editor. */
function paste(event: ClipboardEvent, view: EditorView, onImage: Handlers['onImage']): boolean {
  const html = event.clipboardData?.getData('text/html') ?? '';
  const file = imageOf(event.clipboardData);
  // Word processors add a picture of the text to its HTML.
  if (file && !html) {
    event.preventDefault();
    onImage(file, view.state.selection.main.to);
    return true;
  }
  if (!html) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(toMarkdown(html)), { scrollIntoView: true });
  return true;
}
