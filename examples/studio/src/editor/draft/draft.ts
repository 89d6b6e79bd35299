/** Unsaved changes of a post. */
import type { EditableFragment, EditableTextFragment, UpdateBlogInput } from '../../gql/graphql';
import type { FieldsOf } from '../../api/fragments';
import { tagsOf } from '../../post/fields/tags';

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
  /** Signed records of generated passages, for the next save. */
  readonly receipts: readonly string[];
}

/** The text to edit: the working copy of a published post, or else the post's own. */
export const textOf = (post: EditableFragment): FieldsOf<EditableTextFragment> =>
  post.workingCopy ?? post;

export function draftOf(post: EditableFragment): Draft {
  const { revision } = post;
  const { title, tags, coverImageUrl, content } = textOf(post);
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
    receipts: [],
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
    ...(draft.receipts.length > 0 && { receipts: [...draft.receipts] }),
  };
}

/** Limit of the API. */
const MOST_RECEIPTS = 50;

export const withReceipt = (draft: Draft, receipt: string): Draft => ({
  ...draft,
  receipts: [...draft.receipts, receipt].slice(-MOST_RECEIPTS),
});

/** The changes of a draft, applied to a newer version; untouched fields are those of that version. */
export function rebased(draft: Draft, base: Draft, newer: Draft): Draft {
  const mine = Object.entries(draft).filter(([name, value]) => value !== base[name as keyof Draft]);
  return { ...newer, ...Object.fromEntries(mine), revision: newer.revision };
}

export const isChanged = (draft: Draft, base: Draft): boolean =>
  Object.keys(changesOf(draft, base)).length > 1;

/** A draft from a stored value; null if it is invalid. */
export function parseDraft(value: unknown): Draft | null {
  const found = (typeof value === 'object' ? value : null) as Partial<Draft> | null;
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
    Array.isArray(found?.receipts) &&
    (found?.coverImageUrl === null || typeof found?.coverImageUrl === 'string');
  return usable ? (found as Draft) : null;
}
