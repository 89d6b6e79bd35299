import { useState } from 'react';
import { useAction } from '../../api/useAction';
import { ActionDialog } from '../../ui/input/ActionDialog';
import { TextArea } from '../../ui/input/Field';
import { tell } from '../../ui/feedback/messages';
import { UnpublishBlog } from './documents';
import { recount } from './moves';
import type { MovedPost } from '../documents';

interface Props {
  readonly post: MovedPost;
  readonly title: string;
}

/** Takes a post off the public pages, or cancels its publication, with a reason for its author. */
export function UnpublishButton({ post, title }: Props) {
  const { run, busy, problem, clear } = useAction(UnpublishBlog);
  const [reason, setReason] = useState('');
  const scheduled = post.status === 'SCHEDULED';
  const send = async () => {
    const success = await run(
      { id: post.id, input: { reason: reason.trim() || null } },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename === 'UnpublishBlogSuccess') recount(cache, post, 'SAVED');
        },
      },
    );
    if (success) tell(`${scheduled ? 'Cancelled' : 'Unpublished'}: ${title}`);
    return success !== null;
  };
  return (
    <ActionDialog
      action={scheduled ? 'Cancel publication' : 'Unpublish'}
      about={title}
      title={scheduled ? 'Cancel the publication?' : 'Unpublish this post?'}
      confirm={scheduled ? 'Cancel the publication' : 'Unpublish'}
      cancel={scheduled ? 'Keep the date' : 'Keep it public'}
      danger
      busy={busy}
      problem={problem}
      shown={['input.reason', 'reason']}
      onOpen={clear}
      onConfirm={send}
    >
      <p className="soft">
        {scheduled
          ? `“${title}” becomes a draft again.`
          : `“${title}” disappears from the public pages and becomes a draft again.`}
      </p>
      <TextArea
        label="Reason"
        hint="For the author. Optional."
        rows={3}
        maxLength={2000}
        value={reason}
        error={problem?.fields.get('reason')}
        onChange={({ target }) => setReason(target.value)}
      />
    </ActionDialog>
  );
}
