import { useCallback, useState } from 'react';
import { parseDraft, type Draft } from './draft';

interface Kept {
  readonly draft: Draft;
  readonly edit: (draft: Draft) => void;
  readonly discard: () => void;
}

/** A draft that outlives a reload and a new login, in this tab. */
export function useKeptDraft(name: string, base: Draft): Kept {
  const key = `blog-wizard.edit.${name}`;
  const [draft, setDraft] = useState(() => parseDraft(sessionStorage.getItem(key)) ?? base);
  const edit = useCallback(
    (next: Draft) => {
      setDraft(next);
      try {
        sessionStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Full, or forbidden: then it lives as long as the page.
      }
    },
    [key],
  );
  const discard = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { draft, edit, discard };
}
