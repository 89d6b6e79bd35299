import { closePreview } from '@/app/preview/actions';

/** Tells that the text is not public, and ends the preview. */
export function PreviewBanner() {
  return (
    <aside className="preview-banner" aria-label="Preview">
      <p>Preview: this is the current draft, which may not be public.</p>
      <form action={closePreview}>
        <button type="submit">End preview</button>
      </form>
    </aside>
  );
}
