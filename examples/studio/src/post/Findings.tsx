import { useId } from 'react';
import type { Finding } from './checks';
import styles from './Findings.module.css';

const MANY = 3;

/** List of passages to check before publication; nothing without any. */
export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  const id = useId();
  if (findings.length === 0) return null;
  const item = ({ quote, advice }: Finding, at: number) => (
    <li key={at}>
      <q dir="auto">{quote}</q> <span className="soft">{advice}</span>
    </li>
  );
  return (
    <section className={styles.findings} aria-labelledby={id}>
      <h2 id={id}>To check ({findings.length})</h2>
      <ul>{findings.slice(0, MANY).map(item)}</ul>
      {findings.length > MANY && (
        <details>
          <summary>Show {findings.length - MANY} more</summary>
          <ul>{findings.slice(MANY).map(item)}</ul>
        </details>
      )}
    </section>
  );
}
