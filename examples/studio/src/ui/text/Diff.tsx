import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';
import styles from './Diff.module.css';

interface Props {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** Word diff of two texts: removed words are struck through, added ones are underlined. */
export function Diff({ before, after, label }: Props) {
  const parts = useMemo(() => diffWordsWithSpace(before, after), [before, after]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable by keyboard
    <div className={styles.diff} role="region" aria-label={label} tabIndex={0} dir="auto">
      {parts.map(({ value, added, removed }, at) => {
        if (added) return <ins key={at}>{value}</ins>;
        if (removed) return <del key={at}>{value}</del>;
        return <span key={at}>{value}</span>;
      })}
    </div>
  );
}
