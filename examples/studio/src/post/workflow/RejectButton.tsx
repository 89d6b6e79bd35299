import { useState } from 'react';
import { useAction } from '../../api/useAction';
import { ActionDialog } from '../../ui/input/ActionDialog';
import { TextArea } from '../../ui/input/Field';
import { tell } from '../../ui/feedback/messages';
import { RejectBlog } from './documents';
import { recount } from './moves';
import type { MovedPost } from '../documents';

interface Props {
  readonly post: MovedPost;
  readonly title: string;
  /** Text of the button, if it isn't “Reject”. */
  readonly name?: string;
  readonly onRejected?: () => void;
}

/** Rejection with feedback. Not optimistic, so that the form can show validation errors. */
export function RejectButton({ post, title, name = 'Reject', onRejected }: Props) {
  const { run, busy, problem, clear } = useAction(RejectBlog);
  const [feedback, setFeedback] = useState('');
  const send = async () => {
    const success = await run(
      { id: post.id, input: { expectedRevision: post.revision, feedback } },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename !== 'RejectBlogSuccess') return;
          // A published post stays published: its working copy was rejected.
          recount(cache, post, post.status === 'PUBLISHED' ? 'PUBLISHED' : 'REJECTED');
        },
      },
    );
    if (success) {
      tell(`Sent back: ${title}`);
      onRejected?.();
    }
    return success !== null;
  };
  return (
    <ActionDialog
      action={name}
      about={title}
      title="Send back to the author"
      confirm="Send back with feedback"
      busy={busy}
      problem={problem}
      shown={['feedback']}
      onOpen={clear}
      onConfirm={send}
    >
      <p className="soft">The author gets “{title}” back, with these words.</p>
      <TextArea
        label="Feedback"
        rows={5}
        maxLength={2000}
        required
        value={feedback}
        error={problem?.fields.get('feedback')}
        onChange={({ target }) => setFeedback(target.value)}
      />
    </ActionDialog>
  );
}
