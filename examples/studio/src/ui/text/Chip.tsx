import type { ReactNode } from 'react';
import styles from './Chip.module.css';

export type Look = 'saved' | 'pending' | 'scheduled' | 'published' | 'rejected';

/** Short label with a background, such as a status. */
export function Chip({ look, children }: { readonly look: Look; readonly children: ReactNode }) {
  return <span className={`${styles.chip} ${styles[look]}`}>{children}</span>;
}

/** Number beside a name. */
export function Count({ children }: { readonly children: ReactNode }) {
  return <span className={styles.count}>{children}</span>;
}
