import { useEffect, useRef } from 'react';
import { Button } from '../../ui/input/Button';
import type { Draft } from './draft';
import styles from './Conflict.module.css';

interface Props {
  readonly message: string;
  readonly mine: Draft;
  readonly theirs: Draft;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
}

/** Edit conflict: shows both versions to choose from. Nothing was overwritten. */
export function Conflict({ message, mine, theirs, onKeepMine, onTakeTheirs }: Props) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section
      className={`card stack ${styles.conflict}`}
      role="alert"
      tabIndex={-1}
      ref={box}
      aria-labelledby="conflict"
    >
      <h2 id="conflict">This post was edited elsewhere</h2>
      <p>{message}</p>
      <div className={styles.columns}>
        <Version name="Your version" shown={mine} other={theirs} />
        <Version
          name={`The saved version, revision ${theirs.revision}`}
          shown={theirs}
          other={mine}
        />
      </div>
      <p className="row">
        <Button look="primary" onClick={onKeepMine}>
          Keep my version
        </Button>
        <Button onClick={onTakeTheirs}>Use the saved version</Button>
        <span className="small soft">Nothing is saved until you choose.</span>
      </p>
    </section>
  );
}

interface VersionProps {
  readonly name: string;
  readonly shown: Draft;
  readonly other: Draft;
}

/** Lines of one version; lines that the other one lacks are marked. */
function Version({ name, shown, other }: VersionProps) {
  const text = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const first = text.current?.querySelector('mark');
    if (text.current && first)
      text.current.scrollTop = first.offsetTop - text.current.offsetTop - 40;
  }, []);
  const known = new Set([other.title, ...other.markdown.split('\n')]);
  const line = (text: string, key: number) =>
    text.trim() === '' || known.has(text) ? <span key={key}>{`${text}\n`}</span> : <mark key={key}>{`${text}\n`}</mark>;
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable by keyboard */}
      <pre tabIndex={0} dir="auto" ref={text}>
        {[shown.title, '', ...shown.markdown.split('\n')].map(line)}
      </pre>
    </section>
  );
}
