import { revalidateTag } from 'next/cache';
import { Webhook } from 'standardwebhooks';
import { POSTS, postTag } from '@/lib/posts';

const PUBLIC = ['blog.published', 'blog.updated', 'blog.unpublished', 'blog.deleted'];

/** Receive an event of the API: the pages that it changes are rendered again at their next visit. */
export async function POST(request: Request) {
  const secret = process.env.WEBHOOK_SECRET;
  if (!secret) return new Response('Set WEBHOOK_SECRET.', { status: 503 });
  let event: { type: string; data: { id?: string } };
  try {
    event = new Webhook(secret).verify(await request.text(), Object.fromEntries(request.headers)) as typeof event;
  } catch {
    return new Response('The signature is invalid.', { status: 401 });
  }
  if (PUBLIC.includes(event.type) && event.data.id) {
    // At once: an unpublished post must not be shown again.
    revalidateTag(POSTS, { expire: 0 });
    revalidateTag(postTag(event.data.id), { expire: 0 });
  }
  return new Response(null, { status: 204 });
}
