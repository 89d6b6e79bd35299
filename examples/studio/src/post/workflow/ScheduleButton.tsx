import { useState } from 'react';
import { useAction } from '../../api/useAction';
import { ActionDialog } from '../../ui/input/ActionDialog';
import { TextField } from '../../ui/input/Field';
import { tell } from '../../ui/feedback/messages';
import { localInput, moment } from '../../ui/time';
import { ApproveBlog } from './documents';
import { recount } from './moves';
import type { MovedPost } from '../documents';

interface Props {
  readonly post: MovedPost;
  readonly title: string;
}

/** Approval for a later time. Not optimistic, so that the form can show validation errors. */
export function ScheduleButton({ post, title }: Props) {
  const { run, busy, problem, clear } = useAction(ApproveBlog);
  const [local, setLocal] = useState('');
  const start = () => {
    clear();
    setLocal(localInput(Date.now() + 86_400_000));
  };
  const send = async () => {
    const publishAt = new Date(local).toISOString();
    const success = await run(
      { id: post.id, input: { expectedRevision: post.revision, publishAt } },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename !== 'ApproveBlogSuccess') return;
          recount(cache, post, 'SCHEDULED');
        },
      },
    );
    if (success) tell(`To be published ${moment(publishAt)}: ${title}`);
    return success !== null;
  };
  return (
    <ActionDialog
      action="Schedule"
      about={title}
      title="Publish later"
      confirm="Approve and schedule"
      busy={busy}
      problem={problem}
      shown={['publishAt']}
      onOpen={start}
      onConfirm={send}
    >
      <p className="soft">“{title}” becomes public at this time. Until then, it can be withdrawn.</p>
      <TextField
        label="Time of publication"
        type="datetime-local"
        required
        value={local}
        error={problem?.fields.get('publishAt')}
        onChange={({ target }) => setLocal(target.value)}
      />
    </ActionDialog>
  );
}
