import type { Metadata } from 'next';
import type { PostQuery, PostTextFragment } from '@/gql/graphql';
import { authorPath, postPath, site } from './site';

type Post = NonNullable<PostQuery['blog']> & { slug: string };

/** Links to the feeds; pages with a feed of their own name it first. */
export function feeds(own?: { path: string; title: string }) {
  return {
    'application/atom+xml': [
      ...(own ? [{ url: `/feeds${own.path}.xml`, title: own.title }] : []),
      { url: '/feed.xml', title: site.name },
    ],
    'application/feed+json': [{ url: '/feed.json', title: site.name }],
  };
}

/** Head of a list: its page has an address of its own, but only the first one belongs in an index. */
export function listMetadata(
  path: string,
  title: string,
  description: string,
  isFirstPage: boolean,
): Metadata {
  return {
    title: path === '/' ? { absolute: title } : title,
    description,
    alternates: { canonical: path, types: feeds(path === '/' ? undefined : { path, title }) },
    openGraph: { type: 'website', siteName: site.name, title, description, url: path },
    twitter: { card: 'summary' },
    ...(isFirstPage ? {} : { robots: { index: false, follow: true } }),
  };
}

function images({ coverImageUrl, coverImage, content }: PostTextFragment) {
  if (!coverImageUrl) return undefined;
  const { width, height, mediaType: type } = coverImage ?? {};
  return [{ url: coverImageUrl, width, height, type, alt: content.coverImageAlt }];
}

/** Head of a post. */
export function postMetadata(post: Post): Metadata {
  const { metaTitle: title, metaDescription: description } = post.content;
  const cover = images(post);
  return {
    title: { absolute: title },
    description,
    alternates: { canonical: postPath(post.slug), types: feeds() },
    authors: { name: post.author.name, url: authorPath(post.author.id) },
    openGraph: {
      type: 'article',
      siteName: site.name,
      locale: post.languageTag?.replaceAll('-', '_'),
      title,
      description,
      url: postPath(post.slug),
      images: cover,
      publishedTime: post.firstPublishedAt ?? undefined,
      modifiedTime: post.updatedAt,
      authors: post.author.websiteUrl ?? undefined,
      tags: post.tags,
    },
    twitter: { card: cover ? 'summary_large_image' : 'summary', title, description, images: cover },
  };
}

/** Head of a previewed text. */
export const previewMetadata = (title: string): Metadata => ({
  title: `Preview: ${title}`,
  robots: { index: false, follow: false },
});
