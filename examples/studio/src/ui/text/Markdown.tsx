import MarkdownToJsx from 'markdown-to-jsx/react';
import { memo } from 'react';

interface Props {
  readonly source: string;
  /** Whether the text is incomplete: unterminated constructs are omitted. */
  readonly growing?: boolean;
}

/**
 * Markdown that is not saved yet: options, and a post that is being generated. Saved texts use the
 * HTML of the server. All HTML in the text is dropped here.
 */
export const Markdown = memo(function Markdown({ source, growing = false }: Props) {
  return (
    <MarkdownToJsx
      options={{
        disableParsingRawHTML: true,
        forceBlock: true,
        optimizeForStreaming: growing,
        overrides: { a: { props: { rel: 'noopener noreferrer nofollow', target: '_blank' } } },
      }}
    >
      {source}
    </MarkdownToJsx>
  );
});
