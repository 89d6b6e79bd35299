import type { MetadataRoute } from 'next';
import { site } from '@/lib/site';

// Read SITE_URL when the server runs, not when it is built.
export const dynamic = 'force-dynamic';

export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: '*', allow: '/' },
    sitemap: `${site.url}/sitemap.xml`,
  };
}
