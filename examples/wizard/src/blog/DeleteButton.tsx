import { useState } from 'react';
import { useAction } from '../api/useAction';
import type { MovedBlogFragment } from '../gql/graphql';
import { ProblemAlert } from '../ui/Alert';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { DeleteBlog } from './documents';
import { moveInLists } from './moves';

interface Props {
  readonly blog: MovedBlogFragment;
  readonly title: string;
  readonly onDeleted: (() => void) | undefined;
}

export function DeleteButton({ blog, title, onDeleted }: Props) {
  const { run, busy, problem, clear } = useAction(DeleteBlog);
  const [open, setOpen] = useState(false);
  const remove = async () => {
    const success = await run(
      { id: blog.id },
      {
        update: (cache, { data }) => {
          if (data?.result.__typename !== 'DeleteBlogSuccess') return;
          moveInLists(cache, blog, null);
        },
      },
    );
    if (!success) return;
    setOpen(false);
    onDeleted?.();
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
        Delete<span className="hidden">: {title}</span>
      </Button>
      <Dialog title="Delete this blog?" open={open} onClose={() => setOpen(false)}>
        <p>“{title}” is then gone for good.</p>
        <ProblemAlert problem={problem} onRetry={() => void remove()} />
        <p className="row">
          <Button look="danger" busy={busy} onClick={() => void remove()}>
            Delete permanently
          </Button>
          <Button look="quiet" onClick={() => setOpen(false)}>
            Keep it
          </Button>
        </p>
      </Dialog>
    </>
  );
}
