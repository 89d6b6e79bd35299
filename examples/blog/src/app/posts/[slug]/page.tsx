import type { Metadata } from 'next';
import { notFound, permanentRedirect } from 'next/navigation';
import { Article } from '@/components/Article';
import { PostList } from '@/components/PostList';
import { PreviewBanner } from '@/components/PreviewBanner';
import { postMetadata, previewMetadata } from '@/lib/metadata';
import { readPost, readRelated } from '@/lib/posts';
import { currentPreview } from '@/lib/preview';
import { decoded, postPath } from '@/lib/site';

// No page is built in advance: each is rendered at its first visit, and cached.
export const generateStaticParams = () => [];

async function read(params: PageProps<'/posts/[slug]'>['params']) {
  const slug = decoded((await params).slug);
  const preview = await currentPreview();
  if (preview?.slug === slug) return { preview };
  const post = await readPost(slug);
  if (!post) notFound();
  if (post.slug !== slug) permanentRedirect(postPath(post.slug));
  return { post };
}

export async function generateMetadata({ params }: PageProps<'/posts/[slug]'>): Promise<Metadata> {
  const { post, preview } = await read(params);
  return preview ? previewMetadata(preview.title) : postMetadata(post);
}

export default async function PostPage({ params }: PageProps<'/posts/[slug]'>) {
  const { post, preview } = await read(params);
  if (preview) {
    return (
      <>
        <PreviewBanner />
        <Article post={preview} />
      </>
    );
  }
  const related = await readRelated(post.id);
  return (
    <>
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: post.structuredData }} />
      <Article post={post} publishedAt={post.firstPublishedAt} />
      {related.length > 0 && (
        <section className="related" aria-labelledby="related">
          <h2 id="related">Read next</h2>
          <PostList posts={related} level={3} />
        </section>
      )}
    </>
  );
}
