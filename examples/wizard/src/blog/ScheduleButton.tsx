import { useState, type FormEvent } from 'react';
import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
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
  const { run, busy, problem } = useAction(ApproveBlog);
  const [open, setOpen] = useState(false);
  const [local, setLocal] = useState('');
  const start = () => {
    setLocal(localInput(Date.now() + 86_400_000));
    setOpen(true);
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
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <>
      <Button onClick={start}>
        Schedule<span className="hidden">: {title}</span>
      </Button>
      <Dialog title="Publish later" open={open} onClose={() => setOpen(false)}>
        <form className="stack" onSubmit={submit}>
          <p className="soft">“{title}” becomes public at this time. Until then, it can be withdrawn.</p>
          <ProblemAlert problem={problem} shown={['publishAt']} submits />
          <TextField
            label="Time of publication"
            type="datetime-local"
            required
            value={local}
            error={problem?.fields.get('publishAt')}
            onChange={({ target }) => setLocal(target.value)}
          />
          <p className="row">
            <Button look="primary" type="submit" busy={busy}>
              Approve and schedule
            </Button>
            <Button look="quiet" onClick={() => setOpen(false)}>
              Cancel
            </Button>
          </p>
        </form>
      </Dialog>
    </>
  );
}
