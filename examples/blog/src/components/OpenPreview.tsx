'use client';

import { useEffect, useState } from 'react';
import { openPreview } from '@/app/preview/actions';

/** Read the token of a preview link from the fragment of the address, which no server logs. */
export function OpenPreview({ children }: { children: React.ReactNode }) {
  const [message, setMessage] = useState('Opening the preview …');

  useEffect(() => {
    async function open() {
      const token = new URLSearchParams(location.hash.slice(1)).get('token');
      if (token) {
        history.replaceState(null, '', location.pathname);
        await openPreview(token);
      }
      setMessage('This preview link has ended. Ask its sender for a new one.');
    }
    const onChange = () => {
      open().catch(() => setMessage('The preview could not be opened. Open the link again in a minute.'));
    };
    onChange();
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);

  if (children) return children;
  return (
    <div className="message">
      <h1>Preview</h1>
      <p role="status">{message}</p>
      <noscript>Preview links need JavaScript, because the address keeps the token from servers.</noscript>
    </div>
  );
}
