import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Pages, PostList } from '@/components/PostList';
import { Profile } from '@/components/Profile';
import { listMetadata } from '@/lib/metadata';
import { isFirstPage, readAuthor, readPosts } from '@/lib/posts';
import { authorPath, decoded } from '@/lib/site';

type Props = PageProps<'/authors/[id]'>;

async function read({ params, searchParams }: Props) {
  const id = decoded((await params).id);
  const author = await readAuthor(id);
  const posts = author && (await readPosts(await searchParams, { authorId: id }));
  if (!posts || posts.nodes.length === 0) notFound();
  return { author, posts };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { author } = await read(props);
  const description = author.bio ?? `Posts by ${author.name}`;
  return listMetadata(authorPath(author.id), author.name, description, isFirstPage(await props.searchParams));
}

export default async function AuthorPage(props: Props) {
  const { author, posts } = await read(props);
  return (
    <>
      <header className="list-header">
        <Profile author={author} isTitle />
      </header>
      <PostList posts={posts.nodes} />
      <Pages page={posts.pageInfo} path={authorPath(author.id)} />
    </>
  );
}
