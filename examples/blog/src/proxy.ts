import { NextResponse, type NextRequest } from 'next/server';
import { site } from '@/lib/site';

/** Serve the API's feeds and sitemap at the address of the site. */
export function proxy({ nextUrl }: NextRequest) {
  return NextResponse.rewrite(new URL(nextUrl.pathname, site.api));
}

export const config = {
  matcher: ['/feed.xml', '/feed.json', '/feeds/:path*', '/sitemap.xml', '/sitemap-:part.xml'],
};
