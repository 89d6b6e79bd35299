import { useRef, type KeyboardEvent } from 'react';
import { Count } from '../../ui/text/Chip';

interface Tab<K extends string> {
  readonly key: K;
  readonly name: string;
  /** Number beside the name; none for zero. */
  readonly count?: number;
}

interface Props<K extends string> {
  readonly label: string;
  readonly id: string;
  readonly tabs: readonly Tab<K>[];
  readonly picked: K;
  readonly onPick: (key: K) => void;
}

/** Tabs of a panel with the same id; arrow keys move between them. */
export function Tabs<K extends string>({ label, id, tabs, picked, onPick }: Props<K>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ key }) => key === picked);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onPick(next.key);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" tabIndex={-1} aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map(({ key, name, count = 0 }) => (
        <button
          key={key}
          type="button"
          role="tab"
          data-tab={key}
          aria-selected={key === picked}
          aria-controls={id}
          tabIndex={key === picked ? 0 : -1}
          onClick={() => onPick(key)}
        >
          {name}
          {count > 0 && <Count> {count}</Count>}
        </button>
      ))}
    </div>
  );
}
