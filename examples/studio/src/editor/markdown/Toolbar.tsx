import { redo, undo } from '@codemirror/commands';
import type { Command, EditorView } from '@codemirror/view';
import { useRef, type ReactNode } from 'react';
import { link, prefix, wrap } from './commands';
import styles from './Toolbar.module.css';

interface Props {
  readonly view: EditorView;
  readonly onImage: (file: File) => void;
}

/** Buttons for the most common marks; all of them can also be typed. */
export function Toolbar({ view, onImage }: Props) {
  const file = useRef<HTMLInputElement>(null);
  const button = (name: string, sign: ReactNode, command: Command) => (
    <button type="button" title={name} aria-label={name} onClick={() => command(view)}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Formatting">
      {button('H2 heading', 'H2', prefix('## '))}
      {button('H3 subheading', 'H3', prefix('### '))}
      <span className={styles.gap} />
      {button('Bold (Ctrl+B)', <b>B</b>, wrap('**'))}
      {button('Italic (Ctrl+I)', <i>I</i>, wrap('*'))}
      {button('Code', <code>{'<>'}</code>, wrap('`'))}
      {button('Link (Ctrl+K)', '🔗\uFE0E', link)}
      <span className={styles.gap} />
      {button('Quotation', '❝', prefix('> '))}
      {button('List', '•', prefix('- '))}
      {button('1. Numbered list', '1.', prefix('1. '))}
      <button
        type="button"
        title="Picture"
        aria-label="Picture"
        onClick={() => file.current?.click()}
      >
        <span aria-hidden="true">▣</span>
      </button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        aria-label="Picture in the text"
        onChange={({ target }) => {
          const [picked] = target.files ?? [];
          if (picked) onImage(picked);
          target.value = '';
        }}
      />
      <span className={styles.gap} />
      {button('Undo (Ctrl+Z)', '↶', undo)}
      {button('Redo (Ctrl+Y)', '↷', redo)}
    </div>
  );
}
