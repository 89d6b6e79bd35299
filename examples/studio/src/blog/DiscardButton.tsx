import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ActionDialog } from '../ui/ActionDialog';
import { tell } from '../ui/messages';
import { DiscardWorkingCopy } from './documents';

interface Props {
  readonly blog: MovedBlogFragment;
  readonly title: string;
}

/** Discards the working copy of a published blog. */
export function DiscardButton({ blog, title }: Props) {
  const { run, busy, problem, clear } = useAction(DiscardWorkingCopy);
  const discard = async () => {
    const success = await run({ id: blog.id, input: { expectedRevision: blog.revision } });
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
