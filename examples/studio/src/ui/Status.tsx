import type { BlogStatus, WorkingCopyStatus } from '../gql/graphql';

const LOOKS: Record<BlogStatus, { readonly label: string; readonly sign: string }> = {
  SAVED: { label: 'Draft', sign: '○' },
  PENDING: { label: 'In review', sign: '◐' },
  SCHEDULED: { label: 'Scheduled', sign: '◷' },
  PUBLISHED: { label: 'Published', sign: '●' },
  REJECTED: { label: 'Sent back', sign: '↺' },
};

export const statusLabel = (status: BlogStatus): string => LOOKS[status].label;

const CHANGES: Record<WorkingCopyStatus, string> = {
  EDITING: 'Changes not public',
  PENDING: 'Changes in review',
  REJECTED: 'Changes sent back',
};

/** State of the working copy of a published post. */
export function ChangesChip({ status }: { readonly status: WorkingCopyStatus }) {
  const look = status === 'EDITING' ? 'saved' : status.toLowerCase();
  return <span className={`chip chip-${look}`}>{CHANGES[status]}</span>;
}

export function StatusChip({ status }: { readonly status: BlogStatus }) {
  const { label, sign } = LOOKS[status];
  return (
    <span className={`chip chip-${status.toLowerCase()}`}>
      <span aria-hidden="true">{sign}</span> {label}
    </span>
  );
}
