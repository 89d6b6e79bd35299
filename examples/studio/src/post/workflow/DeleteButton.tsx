import { useAction } from '../../api/useAction';
import { ActionDialog } from '../../ui/input/ActionDialog';
import { DeleteBlog } from './documents';
import { forget } from './moves';
import { editsOf } from '../../editor/draft/useKeptDraft';
import { useSession } from '../../session/session';
import { remove as removeStored } from '../../ui/stored';
import { costKey } from '../cost/cost';
import type { MovedPost } from '../documents';

interface Props {
  readonly post: MovedPost;
  readonly title: string;
  readonly onDeleted: (() => void) | undefined;
}

export function DeleteButton({ post, title, onDeleted }: Props) {
  const { run, busy, problem, clear } = useAction(DeleteBlog);
  const userId = useSession()?.userId ?? '';
  const remove = async () => {
    const success = await run(
      { id: post.id },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename !== 'DeleteBlogSuccess') return;
          forget(cache, post);
        },
      },
    );
    if (!success) return false;
    removeStored(editsOf(userId) + post.id);
    removeStored(costKey(userId, post.id));
    onDeleted?.();
    return true;
  };
  return (
    <ActionDialog
      action="Delete"
      about={title}
      look="quiet"
      title="Delete this post?"
      confirm="Delete permanently"
      cancel="Keep it"
      danger
      busy={busy}
      problem={problem}
      onOpen={clear}
      onConfirm={remove}
    >
      <p>“{title}” is then gone for good.</p>
    </ActionDialog>
  );
}
