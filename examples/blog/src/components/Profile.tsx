import type { PostTextFragment } from '@/gql/graphql';
import { authorPath } from '@/lib/site';

/** Picture, name and text of an author. On their own page, the name is the title. */
export function Profile({ author, isTitle = false }: { author: PostTextFragment['author']; isTitle?: boolean }) {
  return (
    <div className="profile">
      {author.avatarUrl && <img src={author.avatarUrl} width={72} height={72} alt="" loading="lazy" />}
      <div>
        {isTitle ? (
          <h1 dir="auto">{author.name}</h1>
        ) : (
          <p className="name">
            <a href={authorPath(author.id)} rel="author" dir="auto">
              {author.name}
            </a>
          </p>
        )}
        {author.bio && (
          <p className="bio" dir="auto">
            {author.bio}
          </p>
        )}
        {author.websiteUrl && (
          <p>
            <a href={author.websiteUrl} rel="noopener noreferrer me">
              {author.websiteUrl.replace(/^https?:\/\/|\/$/g, '')}
            </a>
          </p>
        )}
      </div>
    </div>
  );
}
