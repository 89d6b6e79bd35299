/**
 * A post's HTML without what its page shows above it: the title, and the cover right after it.
 *
 * Both come from the post itself, where they are part of the text.
 */
export function bodyOf(html: string, title: string, cover: string | null): string {
  const template = document.createElement('template');
  template.innerHTML = html;
  const { content } = template;
  const first = content.firstElementChild;
  if (first?.matches('h1') && first.textContent.trim() === title.trim()) first.remove();
  const next = content.firstElementChild;
  const picture = next?.matches('p, figure') ? next.querySelector('img') : null;
  const alone = next?.textContent.trim() === '';
  if (cover !== null && alone && picture?.getAttribute('src') === cover) next?.remove();
  return template.innerHTML;
}
