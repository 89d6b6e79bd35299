import { useState } from 'react';
import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ActionDialog } from '../ui/ActionDialog';
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
  const { run, busy, problem, clear } = useAction(RejectBlog);
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
    return success !== null;
  };
  return (
    <ActionDialog
      action="Reject"
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
