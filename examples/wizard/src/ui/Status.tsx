import type { BlogStatus } from '../gql/graphql';

const LOOKS: Record<BlogStatus, { readonly label: string; readonly sign: string }> = {
  SAVED: { label: 'Draft', sign: '○' },
  PENDING: { label: 'In review', sign: '◐' },
  SCHEDULED: { label: 'Scheduled', sign: '◷' },
  PUBLISHED: { label: 'Published', sign: '●' },
  REJECTED: { label: 'Sent back', sign: '↺' },
};

export const statusLabel = (status: BlogStatus): string => LOOKS[status].label;

export function StatusChip({ status }: { readonly status: BlogStatus }) {
  const { label, sign } = LOOKS[status];
  return (
    <span className={`chip chip-${status.toLowerCase()}`}>
      <span aria-hidden="true">{sign}</span> {label}
    </span>
  );
}
