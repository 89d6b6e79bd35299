import { graphql, unmask, type FragmentType } from '../../gql';

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
  readonly article: FragmentType<typeof CoverParts>;
  readonly alt: string;
  /** Width of the picture on the page, for the browser's choice of a file. */
  readonly sizes: string;
  readonly className?: string;
  readonly lazy?: boolean;
}

/** The cover of a text, in the smallest file that is sharp on the screen. Nothing without a cover. */
export function Cover({ article, alt, sizes, className, lazy = false }: Props) {
  const { coverImageUrl, coverImage } = unmask(CoverParts, article);
  if (!coverImageUrl) return null;
  return (
    <img
      className={className}
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
