import type { Finding } from '../../post/checks';
import styles from './panels.module.css';

interface Props {
  readonly findings: readonly Finding[];
  readonly onJump: (quote: string) => boolean;
}

/** Unsourced claims and violations of the style guide; a click jumps to the sentence. */
export function Findings({ findings, onJump }: Props) {
  if (findings.length === 0) {
    return <p className="soft">Nothing to check: all figures, quotations and superlatives have a source.</p>;
  }
  return (
    <ul className={styles.jumps} aria-label="Passages to check">
      {findings.map(({ quote, advice }, at) => (
        <li key={at}>
          <button type="button" onClick={() => onJump(quote)}>
            <q dir="auto">{quote}</q>
            <span className="small soft">{advice}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
