import { useCallback, useState } from 'react';
import { parseDraft, type Draft } from './draft';

interface Kept {
  readonly draft: Draft;
  readonly edit: (draft: Draft) => void;
  readonly discard: () => void;
}

/** A draft stored in this tab, which survives a reload and a new login. */
export function useKeptDraft(name: string, base: Draft): Kept {
  const key = `studio.edit.${name}`;
  const [draft, setDraft] = useState(() => parseDraft(sessionStorage.getItem(key)) ?? base);
  const edit = useCallback(
    (next: Draft) => {
      setDraft(next);
      try {
        sessionStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Storage is full or disabled: the draft lasts as long as the page.
      }
    },
    [key],
  );
  const discard = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { draft, edit, discard };
}
