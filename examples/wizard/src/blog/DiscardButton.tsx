import { useState } from 'react';
import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { tell } from '../ui/messages';
import { DiscardWorkingCopy } from './documents';

interface Props {
  readonly blog: MovedBlogFragment;
  readonly title: string;
}

/** Discards the working copy of a published blog. */
export function DiscardButton({ blog, title }: Props) {
  const { run, busy, problem, clear } = useAction(DiscardWorkingCopy);
  const [open, setOpen] = useState(false);
  const discard = async () => {
    const success = await run({ id: blog.id, input: { expectedRevision: blog.revision } });
    if (!success) return;
    setOpen(false);
    tell(`Changes discarded: ${title}`);
  };
  return (
    <>
      <Button
        look="quiet"
        onClick={() => {
          clear();
          setOpen(true);
        }}
      >
        Discard the changes<span className="hidden">: {title}</span>
      </Button>
      <Dialog title="Discard the changes?" open={open} onClose={() => setOpen(false)}>
        <p>“{title}” stays public as it is.</p>
        <ProblemAlert problem={problem} onRetry={() => void discard()} />
        <p className="row">
          <Button look="danger" busy={busy} onClick={() => void discard()}>
            Discard them
          </Button>
          <Button look="quiet" onClick={() => setOpen(false)}>
            Keep them
          </Button>
        </p>
      </Dialog>
    </>
  );
}
