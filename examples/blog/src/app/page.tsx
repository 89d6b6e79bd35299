import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Tags } from '@/components/Article';
import { Pages, PostList } from '@/components/PostList';
import { listMetadata } from '@/lib/metadata';
import { isFirstPage, readPosts, readTags } from '@/lib/posts';
import { site } from '@/lib/site';

export async function generateMetadata({ searchParams }: PageProps<'/'>): Promise<Metadata> {
  return listMetadata('/', site.name, site.description, isFirstPage(await searchParams));
}

export default async function Home({ searchParams }: PageProps<'/'>) {
  const search = await searchParams;
  const [posts, tags] = await Promise.all([readPosts(search), readTags()]);
  if (!posts) notFound();
  if (posts.nodes.length === 0) return <Empty />;
  const first = !posts.pageInfo.hasPreviousPage;
  return (
    <>
      <h1 className={first ? 'hidden' : undefined}>{first ? site.name : 'Older posts'}</h1>
      <PostList posts={posts.nodes} lead={first} />
      <Pages page={posts.pageInfo} path="/" />
      {tags.length > 0 && (
        <section className="topics" aria-labelledby="topics">
          <h2 id="topics">Topics</h2>
          <Tags tags={tags.map(({ name }) => name)} />
        </section>
      )}
    </>
  );
}

function Empty() {
  return (
    <div className="message">
      <h1>Nothing here yet</h1>
      <p>Posts appear on this page when they are published.</p>
      <p>
        For a first one, run <code>make demo</code> in the project’s folder while the API runs. It writes a post as an
        author and publishes it as an admin. Then <a href="/">load this page again</a>.
      </p>
    </div>
  );
}
