import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <div className="message">
      <h1>Page not found</h1>
      <p>This page does not exist, or its post is not public any more.</p>
      <p>
        Read the <Link href="/">latest posts</Link>, or <Link href="/search">search</Link>.
      </p>
    </div>
  );
}
