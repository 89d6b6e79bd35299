'use client';

/** Shown if the API can't be reached and nothing is cached. */
export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  return (
    <div className="message" role="alert">
      <h1>This page can’t be shown right now</h1>
      <p>The blog could not be reached. Most pages that were read before still work. Try again in a minute.</p>
      <p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </p>
    </div>
  );
}
