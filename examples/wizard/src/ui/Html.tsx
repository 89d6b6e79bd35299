import { memo } from 'react';

interface Props {
  /** Of the API’s scalar HTML: the server has rendered and sanitised it. Nothing else goes here. */
  readonly html: string;
  readonly className: string;
  readonly label?: string;
}

export const Html = memo(function Html({ html, className, label }: Props) {
  return (
    <article
      className={className}
      aria-label={label}
      // Texts come in any language and script.
      dir="auto"
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
});
