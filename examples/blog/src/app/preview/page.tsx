import type { Metadata } from 'next';
import { Article } from '@/components/Article';
import { OpenPreview } from '@/components/OpenPreview';
import { PreviewBanner } from '@/components/PreviewBanner';
import { previewMetadata } from '@/lib/metadata';
import { currentPreview } from '@/lib/preview';

export const dynamic = 'force-dynamic';

export async function generateMetadata(): Promise<Metadata> {
  return previewMetadata((await currentPreview())?.title ?? 'a post');
}

/** The page that preview links lead to. It shows texts without an address of their own. */
export default async function PreviewPage() {
  const preview = await currentPreview();
  return (
    <OpenPreview>
      {preview ? (
        <>
          <PreviewBanner />
          <Article post={preview} />
        </>
      ) : null}
    </OpenPreview>
  );
}
