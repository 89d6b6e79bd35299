import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef, useState } from 'react';
import { problem as problemOf, type Problem } from '../../api/problems';
import { useAction } from '../../api/useAction';
import { MOST_BYTES, UploadImage } from '../../post/fields/PictureInput';
import { ProblemAlert } from '../../ui/feedback/Alert';
import { Progress } from '../../ui/feedback/Progress';
import { Toolbar } from './Toolbar';
import { extensions, setMarks, type Mark } from './extensions';
import styles from './MarkdownEditor.module.css';
import fieldStyles from '../../ui/input/Field.module.css';

export interface Selection {
  readonly from: number;
  readonly to: number;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly marks: readonly Mark[];
  readonly onChange: (value: string) => void;
  readonly onSelect: (selection: Selection) => void;
  /** Receives the view, for jumps to passages; null when it ends. */
  readonly onView: (view: EditorView | null) => void;
}

/** Markdown editor with a toolbar. Its scrollbar is that of the page. */
export function MarkdownEditor(props: Props) {
  const { label, value, error, marks, onView } = props;
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const upload = useUpload(view);
  const latest = useRef({ ...props, onImage: upload.take });
  useEffect(() => {
    latest.current = { ...props, onImage: upload.take };
  });

  useEffect(() => {
    const created = new EditorView({
      parent: host.current as HTMLElement,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: extensions(label, () => ({
          onChange: latest.current.onChange,
          onSelect: (from, to) => latest.current.onSelect({ from, to }),
          onImage: (file, at) => void latest.current.onImage(file, at),
        })),
      }),
    });
    setView(created);
    return () => {
      setView(null);
      created.destroy();
    };
  }, [label]);
  useEffect(() => onView(view), [view, onView]);
  useEffect(() => {
    const now = view?.state.doc.toString();
    if (now === undefined || now === value) return;
    view?.dispatch({ changes: { from: 0, to: now.length, insert: value } });
  }, [view, value]);
  useEffect(() => view?.dispatch({ effects: setMarks.of(marks) }), [view, marks]);

  return (
    <div className={styles.editor} data-invalid={error ? true : undefined}>
      {view && <Toolbar view={view} onImage={(file) => void upload.take(file)} />}
      <div ref={host} />
      <div className={styles.below}>
        {error && (
          <p className={fieldStyles.error} role="alert">
            {error}
          </p>
        )}
        {upload.busy && <Progress label="Uploading the picture …" onCancel={upload.cancel} />}
        <ProblemAlert problem={upload.problem} />
      </div>
    </div>
  );
}

/** Uploads images and puts them into the text. */
function useUpload(view: EditorView | null) {
  const { run, busy, problem, cancel } = useAction(UploadImage, { cancelOnLeave: true });
  const [tooLarge, setTooLarge] = useState<Problem | null>(null);
  const take = async (file: File, at?: number) => {
    setTooLarge(
      file.size > MOST_BYTES ? problemOf('The file is larger than 8 MB. Choose a smaller one.') : null,
    );
    if (file.size > MOST_BYTES || view === null) return;
    const success = await run({ input: { file } });
    if (!success) return;
    const from = Math.min(at ?? view.state.selection.main.to, view.state.doc.length);
    const alt = file.name.replace(/\.\w+$/, '').replaceAll(/[[\]\\]/g, ' ');
    const insert = `\n\n![${alt}](${success.image.url})\n\n`;
    // The alternative text is selected, to be written.
    view.dispatch({
      changes: { from, insert },
      selection: { anchor: from + 4, head: from + 4 + alt.length },
      scrollIntoView: true,
    });
    view.focus();
  };
  return { take, busy, cancel, problem: tooLarge ?? problem };
}
