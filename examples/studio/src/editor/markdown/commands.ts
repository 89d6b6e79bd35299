/** Commands of the toolbar on the selected Markdown. */
import { EditorSelection, type ChangeSpec } from '@codemirror/state';
import type { Command, EditorView } from '@codemirror/view';

/** Put a mark around the selection, or remove it. */
export const wrap =
  (mark: string): Command =>
  (view) => {
    const { state } = view;
    view.dispatch(
      state.changeByRange(({ from, to }) => {
        const before = state.sliceDoc(from - mark.length, from);
        const after = state.sliceDoc(to, to + mark.length);
        if (before === mark && after === mark) {
          return {
            changes: [
              { from: from - mark.length, to: from },
              { from: to, to: to + mark.length },
            ],
            range: EditorSelection.range(from - mark.length, to - mark.length),
          };
        }
        return {
          changes: [
            { from, insert: mark },
            { from: to, insert: mark },
          ],
          range: EditorSelection.range(from + mark.length, to + mark.length),
        };
      }),
    );
    view.focus();
    return true;
  };

/** Begin the selected lines with a prefix, or remove it from them. */
export const prefix =
  (text: string): Command =>
  (view) => {
    const lines = selectedLines(view);
    const all = lines.every((line) => line.text.startsWith(text));
    const changes: ChangeSpec[] = lines.map((line) =>
      all
        ? { from: line.from, to: line.from + text.length }
        : { from: line.from, to: line.from + headed(line.text, text), insert: text },
    );
    view.dispatch({ changes });
    view.focus();
    return true;
  };

/** Length of another heading's prefix, which a heading replaces. */
const headed = (line: string, text: string): number =>
  text.startsWith('#') ? (/^#+ /.exec(line)?.[0].length ?? 0) : 0;

/** Make the selection the text of a link, and select its address. */
export const link: Command = (view) => {
  const { from, to } = view.state.selection.main;
  const text = view.state.sliceDoc(from, to);
  const start = from + text.length + 3;
  view.dispatch({
    changes: { from, to, insert: `[${text}](https://)` },
    selection: EditorSelection.range(start, start + 'https://'.length),
  });
  view.focus();
  return true;
};

function selectedLines({ state }: EditorView) {
  const { from, to } = state.selection.main;
  const first = state.doc.lineAt(from).number;
  const last = state.doc.lineAt(to).number;
  return Array.from({ length: last - first + 1 }, (_, at) => state.doc.line(first + at));
}
