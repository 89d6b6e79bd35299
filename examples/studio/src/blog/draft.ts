/** Unsaved changes of a blog. */
import { unmask } from '../gql';
import type { EditableFragment, EditableTextFragment, UpdateBlogInput } from '../gql/graphql';
import { EditableTextParts } from './documents';
import { tagsOf } from './tags';

export interface Draft {
  /** Revision on which the draft is based. */
  readonly revision: number;
  readonly title: string;
  readonly markdown: string;
  readonly coverImageUrl: string | null;
  readonly metaTitle: string;
  readonly metaDescription: string;
  readonly coverImageAlt: string;
  /** Text of the input, separated by commas. */
  readonly tags: string;
}

/** The text to edit: the working copy of a published blog, or else the blog's own. */
export const textOf = (blog: EditableFragment): EditableTextFragment =>
  unmask(EditableTextParts, blog.workingCopy ?? blog);

export function draftOf(blog: EditableFragment): Draft {
  const { revision } = blog;
  const { title, tags, coverImageUrl, content } = textOf(blog);
  const { markdown, metaTitle, metaDescription, coverImageAlt } = content;
  const cover = coverImageUrl ?? null;
  return {
    revision,
    title,
    coverImageUrl: cover,
    markdown,
    metaTitle,
    metaDescription,
    coverImageAlt,
    tags: tags.join(', '),
  };
}

/** Changed fields. Omitted fields stay unchanged or are derived again by the server. */
export function changesOf(draft: Draft, base: Draft): UpdateBlogInput {
  const changed = <K extends keyof Draft>(name: K) => draft[name] !== base[name];
  const empty = (text: string) => text.trim() || null;
  return {
    expectedRevision: draft.revision,
    ...(changed('title') && { title: draft.title }),
    ...(changed('markdown') && { markdown: draft.markdown }),
    ...(changed('coverImageUrl') && { coverImageUrl: draft.coverImageUrl }),
    ...(changed('metaTitle') && { metaTitle: empty(draft.metaTitle) }),
    ...(changed('metaDescription') && { metaDescription: empty(draft.metaDescription) }),
    ...(changed('coverImageAlt') && { coverImageAlt: empty(draft.coverImageAlt) }),
    ...(changed('tags') && { tags: tagsOf(draft.tags) }),
  };
}

export const isChanged = (draft: Draft, base: Draft): boolean =>
  Object.keys(changesOf(draft, base)).length > 1;

/** Replace or remove the cover, also in the text. */
export function withCover(draft: Draft, url: string | null): Draft {
  const old = draft.coverImageUrl;
  if (old === null) return { ...draft, coverImageUrl: url };
  // CommonMark link destinations: plain or in angle brackets.
  const isOld = (line: string) =>
    line.trim().startsWith('![') && (line.includes(`](${old}`) || line.includes(`](<${old}>`));
  const markdown =
    url === null
      ? draft.markdown
          .split('\n')
          .filter((line) => !isOld(line))
          .join('\n')
      : draft.markdown.replaceAll(old, url);
  return { ...draft, markdown, coverImageUrl: url };
}

/** Parse a stored draft; null if it is missing or invalid. */
export function parseDraft(kept: string | null): Draft | null {
  if (kept === null) return null;
  try {
    const found = JSON.parse(kept) as Partial<Draft> | null;
    const texts = [
      found?.title,
      found?.markdown,
      found?.metaTitle,
      found?.metaDescription,
      found?.coverImageAlt,
      found?.tags,
    ];
    const usable =
      texts.every((text) => typeof text === 'string') &&
      Number.isInteger(found?.revision) &&
      (found?.coverImageUrl === null || typeof found?.coverImageUrl === 'string');
    return usable ? (found as Draft) : null;
  } catch {
    return null;
  }
}
