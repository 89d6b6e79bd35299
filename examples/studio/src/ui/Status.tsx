import type { BlogStatus, WorkingCopyStatus } from '../gql/graphql';
import { Chip, type Look } from './text/Chip';

const LOOKS: Record<BlogStatus, { readonly label: string; readonly sign: string; readonly look: Look }> = {
  SAVED: { label: 'Draft', sign: '○', look: 'saved' },
  PENDING: { label: 'In review', sign: '◐', look: 'pending' },
  SCHEDULED: { label: 'Scheduled', sign: '◷', look: 'scheduled' },
  PUBLISHED: { label: 'Published', sign: '●', look: 'published' },
  REJECTED: { label: 'Sent back', sign: '↺', look: 'rejected' },
};

export const statusLabel = (status: BlogStatus): string => LOOKS[status].label;

const CHANGES: Record<WorkingCopyStatus, string> = {
  EDITING: 'Changes not public',
  PENDING: 'Changes in review',
  REJECTED: 'Changes sent back',
};

const CHANGED: Record<WorkingCopyStatus, Look> = { EDITING: 'saved', PENDING: 'pending', REJECTED: 'rejected' };

/** State of the working copy of a published post. */
export function ChangesChip({ status }: { readonly status: WorkingCopyStatus }) {
  return <Chip look={CHANGED[status]}>{CHANGES[status]}</Chip>;
}

export function StatusChip({ status }: { readonly status: BlogStatus }) {
  const { label, sign, look } = LOOKS[status];
  return (
    <Chip look={look}>
      <span aria-hidden="true">{sign}</span> {label}
    </Chip>
  );
}
