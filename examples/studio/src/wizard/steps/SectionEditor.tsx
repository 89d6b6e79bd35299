import { useState } from 'react';
import { useAction } from '../../api/useAction';
import { SectionField } from '../../post/fields/SectionField';
import { Button } from '../../ui/input/Button';
import { TextArea } from '../../ui/input/Field';
import { Progress } from '../../ui/feedback/Progress';
import { StepProblem } from '../StepProblem';
import { useWizard } from '../context';
import { RegenerateSection, contentOf } from '../documents';
import { titleOf, type Post } from '../state/state';
import { material } from '../state/steps';

/** Rewrites one section as instructed, with undo. */
export function SectionEditor({ post }: { readonly post: Post }) {
  const { state, change } = useWizard();
  const { run, busy, problem, cancel } = useAction(RegenerateSection, { cancelOnLeave: true });
  const { sections } = post.content;
  const [picked, setPicked] = useState<string | null>(null);
  const [instruction, setInstruction] = useState('');
  const [done, setDone] = useState('');
  const anchor =
    sections.find((section) => section.anchor === picked)?.anchor ?? sections[0]?.anchor;
  if (anchor === undefined) return null;

  const rewrite = async () => {
    setDone('');
    const success = await run({
      input: {
        brief: material(state).brief,
        title: titleOf(state),
        markdown: post.content.markdown,
        anchor,
        instruction: instruction.trim(),
      },
    });
    if (!success) return;
    change({ type: 'spent', usage: success.usage });
    change({
      type: 'rewritten',
      content: contentOf(success.content),
      receipt: success.receipt,
    });
    setInstruction('');
    setDone('The section was rewritten.');
    document.getElementById(anchor)?.scrollIntoView({ block: 'center' });
  };
  return (
    <details className="card">
      <summary>Rewrite a section</summary>
      <div className="stack">
        <SectionField sections={sections} value={anchor} disabled={busy} onPick={setPicked} />
        <TextArea
          label="Instructions"
          placeholder="Shorter, with an example."
          maxLength={1000}
          disabled={busy}
          value={instruction}
          error={problem?.fields.get('instruction')}
          onChange={({ target }) => setInstruction(target.value)}
        />
        <StepProblem
          problem={problem}
          here="post"
          shown={['instruction']}
          onRetry={() => void rewrite()}
        />
        {busy && <Progress label="Writing the section …" onCancel={cancel} />}
        <p className="row">
          <Button busy={busy} disabled={!instruction.trim()} onClick={() => void rewrite()}>
            Rewrite this section
          </Button>
          {post.earlier.length > 0 && !busy && (
            <Button
              look="quiet"
              onClick={() => {
                change({ type: 'undo' });
                setDone('The earlier text was restored.');
              }}
            >
              Undo
            </Button>
          )}
        </p>
        <p role="status" className="small soft">
          {done}
        </p>
      </div>
    </details>
  );
}
