import { useEffect, useMemo, useState } from 'react';
import { findPassage, type Passage } from '../markdown/passages';

const NOTHING: Passage = { from: 0, to: 0 };

/** The passage that is selected in the shown text of a post. It stays selected in forms beside the text. */
export function useTextSelection(markdown: string): Passage {
  const [words, setWords] = useState('');
  useEffect(() => {
    const follow = () => {
      const selection = getSelection();
      const node = selection?.anchorNode;
      const element = node instanceof Element ? node : node?.parentElement;
      if (selection && element?.closest('article[aria-label="The post"]')) setWords(selection.toString().trim());
    };
    document.addEventListener('selectionchange', follow);
    return () => document.removeEventListener('selectionchange', follow);
  }, []);
  return useMemo(() => findPassage(markdown, words) ?? NOTHING, [markdown, words]);
}
