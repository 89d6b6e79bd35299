import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Pages, PostList } from '@/components/PostList';
import { readPosts, type Search } from '@/lib/posts';

const MAX_LENGTH = 100;

const words = ({ q }: Search) => (typeof q === 'string' ? q.trim().slice(0, MAX_LENGTH) : '');

export async function generateMetadata({ searchParams }: PageProps<'/search'>): Promise<Metadata> {
  const q = words(await searchParams);
  return { title: q ? `Search: ${q}` : 'Search', robots: { index: false, follow: true } };
}

export default async function SearchPage({ searchParams }: PageProps<'/search'>) {
  const search = await searchParams;
  const q = words(search);
  return (
    <>
      <header className="list-header">
        <h1>Search</h1>
        <form action="/search" className="search" role="search">
          <input
            type="search"
            name="q"
            defaultValue={q}
            maxLength={MAX_LENGTH}
            aria-label="Words of a title or text"
            placeholder="Words of a title"
            dir="auto"
          />
          <button type="submit">Search</button>
        </form>
      </header>
      {q && <Results q={q} search={search} />}
    </>
  );
}

async function Results({ q, search }: { q: string; search: Search }) {
  const posts = await readPosts(search, { search: q });
  if (!posts) notFound();
  if (posts.nodes.length === 0) {
    return (
      <p className="no-results">
        Nothing found for “<bdi>{q}</bdi>”. Try fewer or shorter words: the beginning of a word is enough.
      </p>
    );
  }
  return (
    <>
      <PostList posts={posts.nodes} />
      <Pages page={posts.pageInfo} path="/search" query={{ q }} />
    </>
  );
}
