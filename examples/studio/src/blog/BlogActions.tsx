import { unmask, type FragmentType } from '../gql';
import type { BlogAction, MovedBlogFragment } from '../gql/graphql';
import { Button, LinkButton } from '../ui/Button';
import { KeepFocus } from '../ui/KeepFocus';
import { DeleteButton } from './DeleteButton';
import { DiscardButton } from './DiscardButton';
import { RejectButton } from './RejectButton';
import { ScheduleButton } from './ScheduleButton';
import {
  ApproveBlog,
  BlogActionsParts,
  MovedBlogParts,
  RepublishBlog,
  RequestPublish,
  WithdrawBlog,
} from './documents';
import { UnpublishButton } from './UnpublishButton';
import { useMove, type Move } from './useMove';

const REQUEST = {
  document: RequestPublish,
  success: 'RequestPublishSuccess',
  to: 'PENDING',
  done: 'Sent for review',
  failed: 'Could not be sent for review',
} as const;
const WITHDRAW = {
  document: WithdrawBlog,
  success: 'WithdrawBlogSuccess',
  to: 'SAVED',
  done: 'Withdrawn',
  failed: 'Could not be withdrawn',
} as const;
const APPROVE = {
  document: ApproveBlog,
  decides: true,
  success: 'ApproveBlogSuccess',
  to: 'PUBLISHED',
  done: 'Published',
  failed: 'Could not be published',
} as const;
const REPUBLISH = {
  document: RepublishBlog,
  decides: true,
  success: 'RepublishBlogSuccess',
  to: 'PUBLISHED',
  done: 'Published again',
  failed: 'Could not be published again',
} as const;

function requestLabel({ status, workingCopy }: MovedBlogFragment): string {
  if ((workingCopy?.status ?? status) === 'REJECTED') return 'Send for review again';
  return status === 'PUBLISHED' ? 'Send the changes for review' : 'Request publication';
}

interface Props {
  readonly blog: FragmentType<typeof BlogActionsParts>;
  /** Called after the blog was deleted. */
  readonly onDeleted?: () => void;
}

/** Buttons for the actions that the server allows, with optimistic updates. */
export function BlogActions({ blog: masked, onDeleted }: Props) {
  const blog = unmask(BlogActionsParts, masked);
  const moved = unmask(MovedBlogParts, blog);
  const may = (action: BlogAction) => moved.viewerActions.includes(action);
  // These actions change the working copy of a published blog, which stays published.
  const live = moved.status === 'PUBLISHED';
  const request = useMove(live ? { ...REQUEST, to: 'PUBLISHED' } : REQUEST, moved, blog.title);
  const withdraw = useMove(live ? { ...WITHDRAW, to: 'PUBLISHED' } : WITHDRAW, moved, blog.title);
  const approve = useMove(APPROVE, moved, blog.title);
  const republish = useMove(REPUBLISH, moved, blog.title);
  const button = (name: string, { move, busy }: Move, look: 'primary' | 'plain' = 'plain') => (
    <Button look={look} busy={busy} onClick={() => void move()}>
      {name}
      <span className="hidden">: {blog.title}</span>
    </Button>
  );
  return (
    <KeepFocus label={`Actions: ${blog.title}`} className="row blog-actions">
      {may('APPROVE') && button(live ? 'Approve the changes' : 'Approve', approve, 'primary')}
      {may('APPROVE') && !live && <ScheduleButton blog={moved} title={blog.title} />}
      {may('REJECT') && <RejectButton blog={moved} title={blog.title} />}
      {may('REPUBLISH') && button('Publish again', republish)}
      {may('UNPUBLISH') && <UnpublishButton blog={moved} title={blog.title} />}
      {may('REQUEST_PUBLISH') &&
        button(
          requestLabel(moved),
          request,
          'primary',
        )}
      {may('UPDATE') && (
        <LinkButton to={`/blogs/${blog.id}/edit`}>
          Edit<span className="hidden">: {blog.title}</span>
        </LinkButton>
      )}
      {may('WITHDRAW') && button('Withdraw', withdraw)}
      {may('DISCARD_WORKING_COPY') && <DiscardButton blog={moved} title={blog.title} />}
      {may('DELETE') && <DeleteButton blog={moved} title={blog.title} onDeleted={onDeleted} />}
      {live && moved.slug && (
        <LinkButton look="quiet" to={`/posts/${moved.slug}`}>
          Public page<span className="hidden">: {blog.title}</span>
        </LinkButton>
      )}
    </KeepFocus>
  );
}
