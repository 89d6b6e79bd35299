import { useState } from 'react';
import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ActionDialog } from '../ui/ActionDialog';
import { TextField } from '../ui/Field';
import { tell } from '../ui/messages';
import { localInput, moment } from '../ui/time';
import { ApproveBlog } from './documents';
import { moveInLists } from './moves';

interface Props {
  readonly blog: MovedBlogFragment;
  readonly title: string;
}

/** Approval for a later time. Not optimistic, so that the form can show validation errors. */
export function ScheduleButton({ blog, title }: Props) {
  const { run, busy, problem, clear } = useAction(ApproveBlog);
  const [local, setLocal] = useState('');
  const start = () => {
    clear();
    setLocal(localInput(Date.now() + 86_400_000));
  };
  const send = async () => {
    const publishAt = new Date(local).toISOString();
    const success = await run(
      { id: blog.id, input: { expectedRevision: blog.revision, publishAt } },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename !== 'ApproveBlogSuccess') return;
          moveInLists(cache, blog, 'SCHEDULED');
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
