import '@fontsource-variable/literata/wght-italic.css';
import '@fontsource-variable/literata/wght.css';
import '@/styles/tokens.css';
import '@/styles/base.css';
import '@/styles/lists.css';
import '@/styles/article.css';
import '@/styles/prose.css';
import type { Metadata, Viewport } from 'next';
import { preload } from 'react-dom';
import { feeds } from '@/lib/metadata';
import { site } from '@/lib/site';

/** The letters of most pages: loaded with the page, so that its lines do not move when they arrive. */
const font = new URL(
  '../../node_modules/@fontsource-variable/literata/files/literata-latin-wght-normal.woff2',
  import.meta.url,
);

export const metadata: Metadata = {
  metadataBase: new URL(site.url),
  title: { default: site.name, template: `%s · ${site.name}` },
  description: site.description,
  alternates: { types: feeds() },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbf9f5' },
    { media: '(prefers-color-scheme: dark)', color: '#161614' },
  ],
};

export default function Layout({ children }: LayoutProps<'/'>) {
  preload(font.pathname, { as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' });
  return (
    <html lang={site.language}>
      <body>
        <a className="skip" href="#main">
          Skip to content
        </a>
        <header className="site-header">
          <a href="/" className="site-name">
            {site.name}
          </a>
          <nav aria-label="Site">
            <a href="/search">Search</a>
          </nav>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <footer className="site-footer">
          <p>{site.description}</p>
          <p>
            Follow by <a href="/feed.xml">Atom</a> or <a href="/feed.json">JSON feed</a>
          </p>
        </footer>
      </body>
    </html>
  );
}
