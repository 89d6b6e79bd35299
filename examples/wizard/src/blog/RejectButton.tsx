import { useState, type FormEvent } from 'react';
import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextArea } from '../ui/Field';
import { tell } from '../ui/messages';
import { RejectBlog } from './documents';
import { moveInLists } from './moves';

interface Props {
  readonly blog: MovedBlogFragment;
  readonly title: string;
}

/** Rejection with feedback. Not optimistic, so that the form can show validation errors. */
export function RejectButton({ blog, title }: Props) {
  const { run, busy, problem } = useAction(RejectBlog);
  const [open, setOpen] = useState(false);
  const [feedback, setFeedback] = useState('');
  const send = async () => {
    const success = await run(
      { id: blog.id, input: { expectedRevision: blog.revision, feedback } },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename !== 'RejectBlogSuccess') return;
          // A published blog stays published: its working copy was rejected.
          moveInLists(cache, blog, blog.status === 'PUBLISHED' ? 'PUBLISHED' : 'REJECTED');
        },
      },
    );
    if (success) tell(`Sent back: ${title}`);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        Reject<span className="hidden">: {title}</span>
      </Button>
      <Dialog title="Send back to the author" open={open} onClose={() => setOpen(false)}>
        <form className="stack" onSubmit={submit}>
          <p className="soft">The author gets “{title}” back, with these words.</p>
          <ProblemAlert problem={problem} shown={['feedback']} submits />
          <TextArea
            label="Feedback"
            rows={5}
            maxLength={2000}
            required
            value={feedback}
            error={problem?.fields.get('feedback')}
            onChange={({ target }) => setFeedback(target.value)}
          />
          <p className="row">
            <Button look="primary" type="submit" busy={busy}>
              Send back with feedback
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
