import MarkdownToJsx from 'markdown-to-jsx/react';
import { memo } from 'react';

interface Props {
  readonly source: string;
  /** Whether the text is still being written: what has no end yet is then left out. */
  readonly growing?: boolean;
}

/**
 * Markdown on its way: options, and a post that is being written. What is saved is shown as the
 * server has rendered it; here no HTML of the text gets through at all.
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
