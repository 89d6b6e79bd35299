import { cookies, draftMode } from 'next/headers';
import { cache } from 'react';
import { PreviewQuery } from './queries';
import { request } from './request';

/** Cookie with the token of a preview link. */
export const PREVIEW_COOKIE = 'preview';

export const readPreview = async (token: string) =>
  (await request(PreviewQuery, { token })).previewBlog;

/** The previewed text as it is now; null outside of draft mode or if the link has ended. */
export const currentPreview = cache(async () => {
  if (!(await draftMode()).isEnabled) return null;
  const token = (await cookies()).get(PREVIEW_COOKIE)?.value;
  return token ? readPreview(token) : null;
});
