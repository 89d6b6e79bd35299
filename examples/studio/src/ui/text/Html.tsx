import { memo } from 'react';

interface Props {
  /** Value of the API’s scalar HTML, sanitised by the server. Never pass other HTML. */
  readonly html: string;
  readonly className: string;
  readonly label?: string;
}

export const Html = memo(function Html({ html, className, label }: Props) {
  return (
    <article
      className={className}
      aria-label={label}
      // Texts may be in any language and script.
      dir="auto"
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
});
