import type { CoverFragment } from '@/gql/graphql';

/** An image of the API in the size that the page needs. */
export function Cover({
  image,
  sizes,
  alt,
  first = false,
}: {
  image: CoverFragment;
  /** Width on the page, as in the attribute of `img`. */
  sizes: string;
  alt?: string;
  /** Whether it is visible without scrolling. */
  first?: boolean;
}) {
  return (
    <img
      src={image.url}
      srcSet={image.srcset || undefined}
      sizes={image.srcset ? sizes : undefined}
      width={image.width}
      height={image.height}
      alt={alt ?? image.alt ?? ''}
      loading={first ? 'eager' : 'lazy'}
      fetchPriority={first ? 'high' : 'auto'}
      decoding="async"
    />
  );
}
