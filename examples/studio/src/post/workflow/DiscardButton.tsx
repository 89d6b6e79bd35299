import { useAction } from '../../api/useAction';
import { ActionDialog } from '../../ui/input/ActionDialog';
import { tell } from '../../ui/feedback/messages';
import { DiscardWorkingCopy } from './documents';
import type { MovedPost } from '../documents';

interface Props {
  readonly post: MovedPost;
  readonly title: string;
}

/** Discards the working copy of a published post. */
export function DiscardButton({ post, title }: Props) {
  const { run, busy, problem, clear } = useAction(DiscardWorkingCopy);
  const discard = async () => {
    const success = await run({ id: post.id, input: { expectedRevision: post.revision } });
    if (success) tell(`Changes discarded: ${title}`);
    return success !== null;
  };
  return (
    <ActionDialog
      action="Discard the changes"
      about={title}
      look="quiet"
      title="Discard the changes?"
      confirm="Discard them"
      cancel="Keep them"
      danger
      busy={busy}
      problem={problem}
      onOpen={clear}
      onConfirm={discard}
    >
      <p>“{title}” stays public as it is.</p>
    </ActionDialog>
  );
}
