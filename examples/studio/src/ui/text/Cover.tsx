import type { FragmentType } from '@apollo/client';
import { useFragment } from '@apollo/client/react';
import { graphql } from '../../gql';
import type { CoverFragment } from '../../gql/graphql';

const CoverParts = graphql(`
  fragment Cover on Article {
    coverImageUrl
    coverImage {
      width
      height
      srcset
    }
  }
`);

interface Props {
  readonly article: FragmentType<CoverFragment>;
  readonly alt: string;
  /** Width of the picture on the page, for the browser's choice of a file. */
  readonly sizes: string;
  readonly className?: string | undefined;
  readonly lazy?: boolean;
}

/** The cover of a text, in the smallest file that is sharp on the screen. Nothing without a cover. */
export function Cover({ article, alt, sizes, className, lazy = false }: Props) {
  const { data, complete } = useFragment({ fragment: CoverParts, from: article });
  if (!complete || !data.coverImageUrl) return null;
  const { coverImageUrl, coverImage } = data;
  return (
    <img
      className={className}
      data-testid="cover"
      src={coverImageUrl}
      srcSet={coverImage?.srcset || undefined}
      sizes={coverImage?.srcset ? sizes : undefined}
      width={coverImage?.width}
      height={coverImage?.height}
      alt={alt}
      loading={lazy ? 'lazy' : undefined}
    />
  );
}
