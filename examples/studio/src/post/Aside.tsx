import type { FragmentType } from '@apollo/client';
import { useSuspenseFragment } from '@apollo/client/react';
import { graphql } from '../gql';
import type { PostAsideFragment, ReferenceStatus, ReviewDecision } from '../gql/graphql';
import { ago } from '../ui/time';
import { Findings } from './Findings';
import { SearchResult } from './SearchResult';
import { TagList } from './fields/TagsField';
import { findingsOf } from './checks';
import styles from './Aside.module.css';

const AsideParts = graphql(`
  fragment PostAside on Blog {
    id
    authorEmail
    slug
    tags
    brief {
      focusOrNiche
      targetedKeyword
      targetedAudience
      tone
      creativity
      language
      length
    }
    content {
      metaTitle
      metaDescription
      coverImageAlt
      keywordReport {
        occurrences
        density
        inTitle
        inFirstParagraph
        inHeadings
      }
      ...Findings @unmask
    }
    provenance {
      sentences
      generated
      other
    }
    references {
      url
      title
      status
    }
    reviews {
      id
      decision
      feedback
      decidedAt
      reviewer {
        id
        name
      }
    }
  }
`);

const READ: Record<ReferenceStatus, string> = {
  READ: 'read',
  UNREADABLE: 'could not be read',
  PAYWALLED: 'behind a paywall',
  UNSAFE: 'taken for unsafe',
  NOT_READ: 'not read',
};

const DECIDED: Record<ReviewDecision, string> = {
  APPROVED: 'Approved',
  REJECTED: 'Sent back',
  UNPUBLISHED: 'Unpublished',
  REPUBLISHED: 'Published again',
};

/** Metadata of a post. */
export function Aside({ post: from }: { readonly post: FragmentType<PostAsideFragment> }) {
  const { data: post } = useSuspenseFragment({
    fragment: AsideParts,
    fragmentName: 'PostAside',
    from,
  });
  const { authorEmail, slug, tags, brief, content, provenance, references, reviews } = post;
  const { keywordReport: keyword } = content;
  return (
    <aside className={`${styles.aside} stack`} aria-label="About this post">
      <Findings findings={findingsOf(content)} />
      {provenance && (
        <section>
          <h2>Origin</h2>
          <p>
            {provenance.generated} of {provenance.sentences} sentences stand as
            generated. Written or changed by a person: {provenance.other}.
          </p>
        </section>
      )}
      {tags.length > 0 && (
        <section>
          <h2>Tags</h2>
          <TagList tags={tags} />
        </section>
      )}
      <section>
        <h2>In search results</h2>
        <SearchResult
          title={content.metaTitle}
          description={content.metaDescription}
          slug={slug ?? null}
        />
      </section>
      <section>
        <h2>Keyword</h2>
        <p>
          {brief ? `“${brief.targetedKeyword}”` : 'The keyword'} occurs {keyword.occurrences} times (
          {(keyword.density * 100).toFixed(1)} %), in {keyword.inHeadings} headings,{' '}
          {keyword.inTitle ? 'in' : 'not in'} the title and{' '}
          {keyword.inFirstParagraph ? 'in' : 'not in'} the first paragraph.
        </p>
      </section>
      <section>
        <h2>Brief</h2>
        {brief && (
          <p>
            {brief.focusOrNiche}, for {brief.targetedAudience}. {brief.tone},{' '}
            {brief.creativity.toLowerCase()} creativity, {brief.length.toLowerCase()}, in{' '}
            {brief.language}.
          </p>
        )}
        {authorEmail && (
          <p>
            <a href={`mailto:${authorEmail}`}>Write to the author</a>
          </p>
        )}
      </section>
      {references.length > 0 && (
        <section>
          <h2>References</h2>
          <ul className={styles.list}>
            {references.map(({ url, title, status }) => (
              <li key={url}>
                <a href={url} rel="noopener noreferrer nofollow" target="_blank">
                  {title ?? url}
                </a>{' '}
                <span className="small soft">{READ[status]}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {reviews.length > 0 && (
        <section>
          <h2>History</h2>
          <ol className={`${styles.list} ${styles.history}`}>
            {reviews.map(({ id, decision, feedback, decidedAt, reviewer }) => (
              <li key={id}>
                {DECIDED[decision]} by {reviewer.name}, {ago(decidedAt)}
                {feedback && <blockquote dir="auto">{feedback}</blockquote>}
              </li>
            ))}
          </ol>
        </section>
      )}
    </aside>
  );
}
