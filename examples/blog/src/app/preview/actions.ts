'use server';

import { cookies, draftMode } from 'next/headers';
import { redirect } from 'next/navigation';
import { PREVIEW_COOKIE, readPreview } from '@/lib/preview';
import { postPath, site } from '@/lib/site';

/** Show the text of a preview link in this browser. Returns only if the link has ended. */
export async function openPreview(token: string) {
  const preview = await readPreview(token);
  if (!preview) return;
  (await draftMode()).enable();
  (await cookies()).set(PREVIEW_COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: site.url.startsWith('https:'),
    expires: new Date(preview.expiresAt),
  });
  redirect(preview.slug ? postPath(preview.slug) : '/preview');
}

/** Show what is public again. */
export async function closePreview() {
  (await draftMode()).disable();
  (await cookies()).delete(PREVIEW_COOKIE);
  redirect('/');
}
