import type { PostTextFragment } from '@/gql/graphql';
import { tagPath } from '@/lib/site';
import { Cover } from './Cover';
import { Byline } from './PostList';
import { Profile } from './Profile';

/** Make boxes that scroll reachable by keyboard, name the boxes of task lists, and mark images without a text as decoration.
 *
 *  The API escapes `<` and `>` in texts and attributes, so these strings are elements. */
const accessible = (html: string) =>
  html
    .replaceAll('<table>', '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll(/<img (?![^>]*alt=)/g, '<img alt="" ')
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll('<input type="checkbox" checked=""', '<input type="checkbox" checked="" aria-label="Done"')
    .replaceAll('<input type="checkbox" disabled=""', '<input type="checkbox" disabled="" aria-label="To do"');

function Contents({ sections }: { sections: PostTextFragment['content']['sections'] }) {
  const shown = sections.filter(({ level, heading }) => level <= 3 && heading);
  if (shown.length < 3) return null;
  return (
    <nav className="contents" aria-label="Contents">
      <details>
        <summary>Contents</summary>
        <ol>
          {shown.map(({ heading, level, anchor }) => (
            <li key={anchor} className={level > 2 ? 'deeper' : undefined}>
              <a href={`#${anchor}`} dir="auto">
                {heading}
              </a>
            </li>
          ))}
        </ol>
      </details>
    </nav>
  );
}

/** A whole post, published or previewed. */
export function Article({ post, publishedAt }: { post: PostTextFragment; publishedAt?: string | null }) {
  const { content, coverImage, coverImageUrl, languageTag } = post;
  const lang = languageTag ?? undefined;
  return (
    <article className="article">
      <header>
        <h1 lang={lang} dir="auto">
          {post.title}
        </h1>
        <Byline author={post.author} time={publishedAt} minutes={content.readingMinutes} />
      </header>
      {coverImage ? (
        <figure style={{ '--ratio': coverImage.width / coverImage.height } as React.CSSProperties}>
          <Cover image={coverImage} sizes="(min-width: 52rem) 48rem, 100vw" alt={content.coverImageAlt} first />
        </figure>
      ) : (
        coverImageUrl && (
          <figure>
            <img src={coverImageUrl} alt={content.coverImageAlt} />
          </figure>
        )
      )}
      <Contents sections={content.sections} />
      <div
        className="prose"
        lang={lang}
        dir="auto"
        dangerouslySetInnerHTML={{ __html: accessible(content.html) }}
      />
      <footer>
        {post.references.length > 0 && (
          <section className="sources" aria-labelledby="sources">
            <h2 id="sources">Sources</h2>
            <ul>
              {post.references.map(({ url, title }) => (
                <li key={url}>
                  <a href={url} rel="noopener noreferrer" dir="auto">
                    {title ?? url}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        <Tags tags={post.tags} />
        <Profile author={post.author} />
      </footer>
    </article>
  );
}

/** Links to the pages of tags. */
export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul className="tags" aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag}>
          <a href={tagPath(tag)} rel="tag" dir="auto">
            {tag}
          </a>
        </li>
      ))}
    </ul>
  );
}
