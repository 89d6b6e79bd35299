import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Pages, PostList } from '@/components/PostList';
import { listMetadata } from '@/lib/metadata';
import { isFirstPage, readPosts } from '@/lib/posts';
import { decoded, tagPath } from '@/lib/site';

type Props = PageProps<'/tags/[tag]'>;

const folded = (tag: string) => tag.normalize('NFKC').toLowerCase();

async function read({ params, searchParams }: Props) {
  const given = decoded((await params).tag);
  const posts = given.trim() ? await readPosts(await searchParams, { tag: given }) : null;
  if (!posts || posts.nodes.length === 0) notFound();
  // As the author wrote it, whatever its spelling in the address.
  const tag = posts.nodes[0]?.tags.find((name) => folded(name) === folded(given)) ?? given;
  return { tag, posts };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { tag } = await read(props);
  return listMetadata(tagPath(tag), tag, `Posts about ${tag}`, isFirstPage(await props.searchParams));
}

export default async function TagPage(props: Props) {
  const { tag, posts } = await read(props);
  return (
    <>
      <header className="list-header">
        <p className="kicker">Topic</p>
        <h1 dir="auto">{tag}</h1>
      </header>
      <PostList posts={posts.nodes} />
      <Pages page={posts.pageInfo} path={tagPath(tag)} />
    </>
  );
}
