import type { NextConfig } from 'next';

const policy = [
  "default-src 'self'",
  // Next.js writes the data of a page into inline scripts.
  `script-src 'self' 'unsafe-inline'${process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  // Authors may show images of other sites.
  'img-src * data:',
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const config: NextConfig = {
  agentRules: false,
  experimental: {
    // The styles are small: sent with the page, they save readers on phones a round trip.
    inlineCss: true,
    // Pages are cached in memory only: no event tells of a change while the site is down.
    isrFlushToDisk: false,
  },
  poweredByHeader: false,
  // Write title and description into the head for all readers, not only for crawlers.
  htmlLimitedBots: /.*/,
  headers: () =>
    Promise.resolve([
      {
        source: '/:path*',
        headers: [
          { key: 'Content-Security-Policy', value: policy },
          { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
          { key: 'X-Content-Type-Options', value: 'nosniff' },
        ],
      },
    ]),
};

export default config;
