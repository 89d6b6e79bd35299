import { useEffect, useState } from 'react';
import { useQuery } from '@apollo/client/react';
import { PreviewContent } from '../documents';

/** A pause in typing after which the preview follows. */
const PAUSE_MILLISECONDS = 500;

/** The text as the server would save it: HTML, counts and findings. It follows pauses in typing. */
export function usePreview(title: string, markdown: string, targetedKeyword: string) {
  const [asked, setAsked] = useState({ title, markdown });
  useEffect(() => {
    const timer = setTimeout(() => setAsked({ title, markdown }), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [title, markdown]);
  const { data, previousData, loading } = useQuery(PreviewContent, {
    variables: { input: { ...asked, targetedKeyword } },
    skip: !asked.title.trim() || !asked.markdown.trim(),
    // Each text is another result, so the cache would only grow.
    fetchPolicy: 'no-cache',
  });
  const result = (data ?? previousData)?.previewContent;
  const content = result?.__typename === 'PreviewContentSuccess' ? result.content : null;
  return { content, loading };
}
