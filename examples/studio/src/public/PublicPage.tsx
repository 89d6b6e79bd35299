import { useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { graphql, unmask, type FragmentType } from '../gql';
import { ConnectionList } from '../ui/ConnectionList';
import { Cover } from '../ui/Cover';
import { Page } from '../ui/Page';
import { SearchField } from '../ui/SearchField';
import { day } from '../ui/time';
import { useFilter } from '../ui/useFilter';

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
      className="teasers"
      empty={
        <p className="empty soft">
          {search ? 'No posts match your search.' : 'No posts have been published yet.'}
        </p>
      }
      item={(node) => <Teaser blog={node} />}
    />
  );
}

function Teaser({ blog: masked }: { readonly blog: FragmentType<typeof TeaserParts> }) {
  const blog = unmask(TeaserParts, masked);
  return (
    <article className="teaser">
      <Cover
        article={blog}
        alt={blog.content.coverImageAlt}
        sizes="(min-width: 45rem) 24rem, 100vw"
        lazy
      />
      <p className="small soft">
        {blog.publishedAt && day(blog.publishedAt)} · {blog.content.readingMinutes} min read
      </p>
      <h2 dir="auto">
        <Link to={`/posts/${blog.slug}`}>{blog.title}</Link>
      </h2>
      <p className="soft" dir="auto">
        {blog.content.excerpt}
      </p>
      <p className="small">{blog.author.name}</p>
    </article>
  );
}
