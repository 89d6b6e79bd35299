import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <div className="message">
      <h1>Page not found</h1>
      <p>This page does not exist, or its post is not public any more.</p>
      <p>
        Read the <a href="/">latest posts</a>, or <a href="/search">search</a>.
      </p>
    </div>
  );
}
