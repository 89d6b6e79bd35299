import { useQuery } from '@apollo/client/react';
import { graphql } from '../gql';
import type { BlogStatus } from '../gql/graphql';
import { statusLabel } from '../ui/Status';
import styles from './StatCards.module.css';

const Stats = graphql(`
  query Stats {
    dashboardStats {
      total
      saved
      pending
      published
      rejected
      scheduled
    }
  }
`);

const CARDS = [
  { status: 'SAVED', count: 'saved' },
  { status: 'PENDING', count: 'pending' },
  { status: 'SCHEDULED', count: 'scheduled' },
  { status: 'PUBLISHED', count: 'published' },
  { status: 'REJECTED', count: 'rejected' },
] as const;

export const isStatus = (text: string): text is BlogStatus =>
  CARDS.some(({ status }) => status === text);

interface Props {
  readonly status: BlogStatus | null;
  readonly onPick: (status: BlogStatus | null) => void;
}

/** Counts by status, which filter the list below. */
export function StatCards({ status, onPick }: Props) {
  const { data } = useQuery(Stats, { fetchPolicy: 'cache-and-network' });
  const stats = data?.dashboardStats;
  const card = (label: string, value: BlogStatus | null, count: number | undefined) => (
    <button
      key={label}
      type="button"
      className={[styles.stat, styles[(value ?? 'all').toLowerCase()]].join(' ')}
      aria-pressed={status === value}
      onClick={() => onPick(value)}
    >
      <span className={styles.count}>{count ?? '–'}</span>
      <span className={styles.label}>{label}</span>
    </button>
  );
  return (
    <section className={styles.stats} aria-label="Counts by status">
      {card('All', null, stats?.total)}
      {CARDS.map(({ status: value, count }) => card(statusLabel(value), value, stats?.[count]))}
    </section>
  );
}
