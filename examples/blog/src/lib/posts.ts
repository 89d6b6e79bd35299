// What the pages read, with the tags of the cache.
import { cache } from 'react';
import type { PostsQueryVariables } from '@/gql/graphql';
import { ApiError, request } from './request';
import {
  AddressQuery,
  AuthorQuery,
  PostQuery,
  PostsQuery,
  RelatedQuery,
  TagsQuery,
} from './queries';

/** Tag of lists and addresses, which any event can change. */
export const POSTS = 'posts';
/** Tag of the text of one post. */
export const postTag = (id: string) => `post:${id}`;

const PAGE_SIZE = 10;

export type Search = Record<string, string | string[] | undefined>;
type Filter = Pick<PostsQueryVariables, 'tag' | 'authorId' | 'search'>;

/** The page of a list at the cursor in the address; null if the cursor is invalid. */
export async function readPosts(searchParams: Search, filter: Filter = {}) {
  const { after, before } = searchParams;
  const cursor =
    typeof before === 'string'
      ? { last: PAGE_SIZE, before }
      : { first: PAGE_SIZE, after: typeof after === 'string' ? after : undefined };
  try {
    // Readers can search for anything, which would fill the cache.
    const tags = filter.search === undefined ? [POSTS] : undefined;
    return (await request(PostsQuery, { ...cursor, ...filter }, tags)).publishedBlogs;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'BAD_REQUEST') return null;
    throw error;
  }
}

/** The most used tags. */
export const readTags = async () => (await request(TagsQuery, {}, [POSTS])).tags;

/** The profile of an author; null if it does not exist. */
export const readAuthor = cache(async (id: string) => {
  const { node } = await request(AuthorQuery, { id }, [POSTS]);
  return node?.__typename === 'User' ? node : null;
});

/** The post with this current or former slug; null if it does not exist. */
export const readPost = cache(async (slug: string) => {
  const { publishedBlog } = await request(AddressQuery, { slug }, [POSTS]);
  if (!publishedBlog) return null;
  const { id } = publishedBlog;
  // An event names the id, not former slugs. So the text is cached by id.
  const { blog } = await request(PostQuery, { id }, [postTag(id)]);
  return blog?.slug ? { ...blog, slug: blog.slug } : null;
});

export const readRelated = async (id: string) =>
  (await request(RelatedQuery, { id }, [POSTS])).relatedBlogs;

export const isFirstPage = ({ after, before }: Search) => after === undefined && before === undefined;
