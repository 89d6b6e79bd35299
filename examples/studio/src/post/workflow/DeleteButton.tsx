import { useAction } from '../../api/useAction';
import { ActionDialog } from '../../ui/input/ActionDialog';
import { DeleteBlog } from './documents';
import { forget } from './moves';
import type { MovedPost } from '../documents';

interface Props {
  readonly post: MovedPost;
  readonly title: string;
  readonly onDeleted: (() => void) | undefined;
}

export function DeleteButton({ post, title, onDeleted }: Props) {
  const { run, busy, problem, clear } = useAction(DeleteBlog);
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
    if (success) onDeleted?.();
    return success !== null;
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
