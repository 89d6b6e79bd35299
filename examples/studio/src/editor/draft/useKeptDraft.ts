import { useCallback, useState } from 'react';
import { remove, store, stored } from '../../ui/stored';
import { parseDraft, type Draft } from './draft';

/** Prefix of the keys of an account; the id of the post follows. */
export const editsOf = (userId: string): string => `studio.edit.${userId}.`;

export interface Edit {
  /** The saved version that the draft changes. */
  readonly base: Draft;
  readonly draft: Draft;
}

interface Kept extends Edit {
  readonly edit: (draft: Draft) => void;
  /** Continue from another saved version. */
  readonly rebase: (base: Draft, draft: Draft) => void;
  readonly discard: () => void;
}

/** Unsaved changes of a post, stored in this browser until they are saved or discarded. */
export function useKeptDraft(userId: string, postId: string, saved: Draft): Kept {
  const key = editsOf(userId) + postId;
  const [now, setNow] = useState<Edit>(
    () => parseEdit(stored(key)) ?? { base: saved, draft: saved },
  );
  const rebase = useCallback(
    (base: Draft, draft: Draft) => {
      setNow({ base, draft });
      if (draft === base) remove(key);
      else store(key, { base, draft });
    },
    [key],
  );
  const edit = useCallback((draft: Draft) => rebase(now.base, draft), [rebase, now.base]);
  const discard = useCallback(() => remove(key), [key]);
  return { ...now, edit, rebase, discard };
}

/** Parse stored changes; null if they are missing or invalid. */
export function parseEdit(text: string | null): Edit | null {
  if (text === null) return null;
  try {
    const { base, draft } = JSON.parse(text) as { base?: unknown; draft?: unknown };
    const parsed = { base: parseDraft(base), draft: parseDraft(draft) };
    return parsed.base && parsed.draft ? { base: parsed.base, draft: parsed.draft } : null;
  } catch {
    return null;
  }
}
