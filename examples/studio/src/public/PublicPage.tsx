import type { FragmentType } from '@apollo/client';
import { useFragment, useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { graphql } from '../gql';
import type { TeaserFragment } from '../gql/graphql';
import { ConnectionList } from '../ui/list/ConnectionList';
import { Cover } from '../ui/text/Cover';
import { Page } from '../ui/Page';
import { SearchField } from '../ui/input/SearchField';
import { day } from '../ui/time';
import { useFilter } from '../ui/input/useFilter';
import styles from './PublicPage.module.css';

const TeaserParts = graphql(`
  fragment Teaser on Blog {
    id
    slug
    title
    ...Cover
    publishedAt
    author {
      id
      name
    }
    content {
      excerpt
      readingMinutes
      coverImageAlt
    }
  }
`);

const Published = graphql(`
  query Published($search: String, $after: String) {
    publishedBlogs(search: $search, first: 9, after: $after) {
      totalCount
      edges {
        node {
          id
          ...Teaser
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** List of published posts. */
export function PublicPage() {
  const [search, setSearch] = useFilter('search');
  return (
    <>
      <Page
        title="Worth reading"
        lead="Posts from our authors, newest first. Written with an assistant, chosen and checked by people."
      />
      <SearchField label="Search posts" value={search} onSearch={setSearch} />
      <PublishedList search={search} />
    </>
  );
}

function PublishedList({ search }: { readonly search: string }) {
  const { data, previousData, ...reading } = useQuery(Published, {
    variables: { search: search || null },
    fetchPolicy: 'cache-and-network',
  });
  return (
    <ConnectionList
      label="Posts"
      reading={reading}
      connection={(data ?? previousData)?.publishedBlogs}
      className={styles.teasers}
      empty={
        <p className="empty soft">
          {search ? 'No posts match your search.' : 'No posts have been published yet.'}
        </p>
      }
      item={(node) => <Teaser post={node} />}
    />
  );
}

function Teaser({ post: from }: { readonly post: FragmentType<TeaserFragment> }) {
  const { data: post, complete } = useFragment({
    fragment: TeaserParts,
    fragmentName: 'Teaser',
    from,
  });
  if (!complete) return null;
  return (
    <article className={styles.teaser}>
      <Cover
        article={post}
        alt={post.content.coverImageAlt}
        sizes="(min-width: 45rem) 24rem, 100vw"
        lazy
      />
      <p className="small soft">
        {post.publishedAt && day(post.publishedAt)} · {post.content.readingMinutes} min read
      </p>
      <h2 dir="auto">
        <Link to={`/posts/${post.slug}`}>{post.title}</Link>
      </h2>
      <p className="soft" dir="auto">
        {post.content.excerpt}
      </p>
      <p className="small">{post.author.name}</p>
    </article>
  );
}
