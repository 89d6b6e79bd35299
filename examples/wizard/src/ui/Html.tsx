import { memo, useMemo } from 'react';
import { bodyOf } from './body';

interface Props {
  /** Of the API’s scalar HTML: the server has rendered and sanitised it. Nothing else goes here. */
  readonly html: string;
  readonly className: string;
  readonly label?: string;
  /** What the page shows above it already. */
  readonly without?: { readonly title: string; readonly cover?: string | null };
}

export const Html = memo(function Html({ html, className, label, without }: Props) {
  const { title, cover = null } = without ?? {};
  const body = useMemo(
    () => (title === undefined ? html : bodyOf(html, title, cover)),
    [html, title, cover],
  );
  return (
    <article
      className={className}
      aria-label={label}
      // Texts come in any language and script.
      dir="auto"
      dangerouslySetInnerHTML={{ __html: body }}
    />
  );
});
