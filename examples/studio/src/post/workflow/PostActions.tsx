import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import type { BlogAction, PostActionsFragment } from '../../gql/graphql';
import { Button, LinkButton } from '../../ui/input/Button';
import { KeepFocus } from '../../ui/list/KeepFocus';
import { DeleteButton } from './DeleteButton';
import { DiscardButton } from './DiscardButton';
import { RejectButton } from './RejectButton';
import { ScheduleButton } from './ScheduleButton';
import { PostActionsParts, type MovedPost } from '../documents';
import {
  ApproveBlog,
  RepublishBlog,
  RequestPublish,
  WithdrawBlog,
} from './documents';
import { UnpublishButton } from './UnpublishButton';
import { useMove, type Move } from './useMove';
import styles from './PostActions.module.css';

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

function requestLabel({ status, workingCopy }: MovedPost): string {
  if ((workingCopy?.status ?? status) === 'REJECTED') return 'Send for review again';
  return status === 'PUBLISHED' ? 'Send the changes for review' : 'Request publication';
}

/** A move that is followed by another step if it succeeds. */
const andThen = ({ move, busy }: Move, next: () => void): Move => ({
  busy,
  move: async () => {
    const done = await move();
    if (done) next();
    return done;
  },
});

interface Props {
  readonly post: FragmentType<PostActionsFragment>;
  /** Called after the post was deleted. */
  readonly onDeleted?: (() => void) | undefined;
  /** Opens the next post in review; null after the last one. */
  readonly onNext?: (() => void) | null;
}

/** Buttons for the actions that the server allows, with optimistic updates. */
export function PostActions({ post: from, onDeleted, onNext = null }: Props) {
  const { data: post, complete } = useFragment({
    fragment: PostActionsParts,
    fragmentName: 'PostActions',
    from,
  });
  return complete ? <Actions post={post} onDeleted={onDeleted} onNext={onNext} /> : null;
}

interface ActionsProps {
  readonly post: PostActionsFragment;
  readonly onDeleted: (() => void) | undefined;
  readonly onNext: (() => void) | null;
}

function Actions({ post, onDeleted, onNext }: ActionsProps) {
  const moved: MovedPost = post;
  const may = (action: BlogAction) => moved.viewerActions.includes(action);
  // These actions change the working copy of a published post, which stays published.
  const live = moved.status === 'PUBLISHED';
  const request = useMove(live ? { ...REQUEST, to: 'PUBLISHED' } : REQUEST, moved, post.title);
  const withdraw = useMove(live ? { ...WITHDRAW, to: 'PUBLISHED' } : WITHDRAW, moved, post.title);
  const approve = useMove(APPROVE, moved, post.title);
  const republish = useMove(REPUBLISH, moved, post.title);
  const button = (name: string, { move, busy }: Move, look: 'primary' | 'plain' = 'plain') => (
    <Button look={look} busy={busy} onClick={() => void move()}>
      {name}
      <span className="hidden">: {post.title}</span>
    </Button>
  );
  return (
    <KeepFocus label={`Actions: ${post.title}`} className={`row ${styles.actions}`}>
      {may('APPROVE') && button(live ? 'Approve the changes' : 'Approve', approve, 'primary')}
      {may('APPROVE') && onNext && button('Approve and go to the next', andThen(approve, onNext))}
      {may('APPROVE') && !live && <ScheduleButton post={moved} title={post.title} />}
      {may('REJECT') && <RejectButton post={moved} title={post.title} />}
      {may('REJECT') && onNext && (
        <RejectButton
          name="Reject and go to the next"
          post={moved}
          title={post.title}
          onRejected={onNext}
        />
      )}
      {may('REPUBLISH') && button('Publish again', republish)}
      {may('UNPUBLISH') && <UnpublishButton post={moved} title={post.title} />}
      {may('REQUEST_PUBLISH') &&
        button(
          requestLabel(moved),
          request,
          'primary',
        )}
      {may('UPDATE') && (
        <LinkButton to={`/blogs/${post.id}/edit`}>
          Edit<span className="hidden">: {post.title}</span>
        </LinkButton>
      )}
      {may('WITHDRAW') && button('Withdraw', withdraw)}
      {may('DISCARD_WORKING_COPY') && <DiscardButton post={moved} title={post.title} />}
      {may('DELETE') && <DeleteButton post={moved} title={post.title} onDeleted={onDeleted} />}
      {live && moved.slug && (
        <LinkButton look="quiet" to={`/posts/${moved.slug}`}>
          Public page<span className="hidden">: {post.title}</span>
        </LinkButton>
      )}
    </KeepFocus>
  );
}
