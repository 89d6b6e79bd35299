/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { ID, DateTime, HTML, Markdown, URL } from '../scalars.js';
import type { DocumentTypeDecoration } from '../documents.js';
/** Data of the new account. */
export type AcceptInviteInput = {
  /** Display name, visible to everyone: 1 to 80 characters, without line breaks. */
  name: string;
  /** 8 to 1,024 characters of any kind, used unchanged. Passwords of whitespace only and the most common passwords are rejected. */
  password: string;
  /** The token in the fragment of the link. */
  token: string;
};

/** A note about a passage of the text, or about the whole. */
export type AddNoteInput = {
  /** The comment: 1 to 2,000 characters. */
  body: string;
  /** Idempotency key, for example a UUID: 1 to 100 characters. A second call with the same key and note returns the note that the first call added. Keys are scoped to the viewer and the blog, and valid until the note is deleted. */
  idempotencyKey?: string | null | undefined;
  /** The text before the passage, 100 characters at most. It tells repeated passages apart. */
  prefix?: string | null | undefined;
  /** The passage, verbatim, from the Markdown of the current text (the working copy, if there is one): 1,000 characters at most. White space may differ. Null is the whole text. */
  quote?: string | null | undefined;
  /** The text after the passage, 100 characters at most. It tells repeated passages apart. */
  suffix?: string | null | undefined;
  /** Markdown to replace the passage with: 5,000 characters at most; empty to remove it. It needs a `quote`. */
  suggestion?: string | null | undefined;
};

/** The revision to apply a suggestion to. */
export type ApplySuggestionInput = {
  /** The current `revision`. Any other revision returns EditConflictError. */
  expectedRevision: number;
};

/** The revision to publish, and when. */
export type ApproveBlogInput = {
  /** The reviewed `revision`. If the blog was edited since, the result is EditConflictError. */
  expectedRevision: number;
  /** Time of publication, at most a year ahead; null, or a time in the last minute, publishes now. Not for the working copy of a published blog. */
  publishAt?: string | null | undefined;
};

/** Aspect ratio of a cover image, width to height. */
export type AspectRatio =
  /** 3:2, 35 mm film. */
  | 'LANDSCAPE_3_2'
  /** 4:3, a classic photograph. */
  | 'LANDSCAPE_4_3'
  /** 16:9, a wide screen. */
  | 'LANDSCAPE_16_9'
  /** 2:3 */
  | 'PORTRAIT_2_3'
  /** 3:4 */
  | 'PORTRAIT_3_4'
  /** 9:16, a phone screen. */
  | 'PORTRAIT_9_16'
  /** 1:1 */
  | 'SQUARE_1_1';

/** An action on a blog. Each corresponds to a mutation. */
export type BlogAction =
  /** Call `addNote`. */
  | 'ADD_NOTE'
  /** Call `approveBlog`. */
  | 'APPROVE'
  /** Call `createPreviewLink`. */
  | 'CREATE_PREVIEW_LINK'
  /** Call `deleteBlog`. */
  | 'DELETE'
  /** Call `discardWorkingCopy`. */
  | 'DISCARD_WORKING_COPY'
  /** Call `rejectBlog`. */
  | 'REJECT'
  /** Call `republishBlog`. */
  | 'REPUBLISH'
  /** Call `requestPublish`. */
  | 'REQUEST_PUBLISH'
  /** Call `restoreVersion`. */
  | 'RESTORE_VERSION'
  /** Call `unpublishBlog`. */
  | 'UNPUBLISH'
  /** Call `updateBlog`. */
  | 'UPDATE'
  /** Call `updateSlug`. */
  | 'UPDATE_SLUG'
  /** Call `withdrawBlog`. */
  | 'WITHDRAW';

/** State of a blog in the editorial workflow. */
export type BlogStatus =
  /** Waiting for review. It can't be edited until it is decided on or withdrawn. */
  | 'PENDING'
  /** Public. Visible to everyone. */
  | 'PUBLISHED'
  /** Returned with feedback. The author can edit it and request publication again. */
  | 'REJECTED'
  /** A draft. Visible to its author and admins only. */
  | 'SAVED'
  /** Approved. It becomes public at `publishedAt`, and can be withdrawn until then. */
  | 'SCHEDULED';

/** The change that led to a version. */
export type BlogVersionCause =
  /** `updateBlog`. Edits by one person within ten minutes share a version. */
  | 'EDITED'
  /** `approveBlog`. */
  | 'PUBLISHED'
  /** `restoreVersion`. */
  | 'RESTORED'
  /** `saveBlog`, or a text that was saved before versions were kept. */
  | 'SAVED'
  /** `applySuggestion`. */
  | 'SUGGESTION_APPLIED';

/** Handling of a user's blogs when the account is deleted. */
export type BlogsAtDeletion =
  /** Delete all blogs, including published ones. */
  | 'DELETE'
  /** Keep published blogs public, with "Deleted user" as author. Drafts, pending and rejected blogs are deleted. */
  | 'KEEP';

/** Subject, audience and style of a blog. All generation steps take the same brief. */
export type BriefInput = {
  /** Degree of creativity. */
  creativity?: Creativity;
  /** Subject of the blog: 1 to 200 characters, in one line. */
  focusOrNiche: string;
  /** Name of the language of the text: 1 to 60 characters. */
  language?: string;
  /** Length of the post. */
  length?: PostLength;
  /** Pages to use as sources and to cite: 20 at most. */
  referenceLinks?: Array<string>;
  /** Intended readers: 1 to 200 characters, in one line. */
  targetedAudience: string;
  /** The keyword that search engines should find the blog by: 1 to 200 characters, in one line. */
  targetedKeyword: string;
  /** Tone of the text: 1 to 60 characters. */
  tone?: string;
};

/** A new address, and the password. */
export type ChangeEmailInput = {
  /** E-mail address, case-insensitive; at most 254 characters. */
  newEmail: string;
  /** The viewer's password, for confirmation. */
  password: string;
};

/** The current and the new password. */
export type ChangePasswordInput = {
  /** The current password, for confirmation. */
  currentPassword: string;
  /** Must differ from the current password. 8 to 1,024 characters of any kind, used unchanged. Passwords of whitespace only and the most common passwords are rejected. */
  newPassword: string;
};

/** Reason why a sentence needs a source. */
export type ClaimKind =
  /** A number, a ratio or a multiple. */
  | 'FIGURE'
  /** A text in quotation marks, or a block quote without an attribution. */
  | 'QUOTATION'
  /** A superlative, for example "the largest" or "the only". */
  | 'SUPERLATIVE';

/** The lifetime of a preview link. */
export type CreatePreviewLinkInput = {
  /** Hours until the link ends: 1 to 720. */
  hours?: number;
};

/** Degree of creativity of generated text. */
export type Creativity =
  /** Unexpected ideas and imagery. */
  | 'HIGH'
  /** Factual and predictable. */
  | 'LOW'
  /** Lively but focused. */
  | 'MEDIUM';

/** Deletion of the viewer's account. */
export type DeleteAccountInput = {
  /** Handling of the viewer's blogs. */
  blogs: BlogsAtDeletion;
  /** The viewer's password, for confirmation. */
  password: string;
};

/** The revision of the working copy to discard. */
export type DiscardWorkingCopyInput = {
  /** The current `revision`. Any other revision returns EditConflictError. */
  expectedRevision: number;
};

/** Kind of problem of a value, for clients that show their own messages. Values may be added. */
export type FieldErrorCode =
  /** The value is empty or consists of whitespace only. */
  | 'BLANK'
  /** Any other problem. `message` describes it. */
  | 'INVALID'
  /** The value does not have the required format. */
  | 'MALFORMED'
  /** The value is well-formed, but not permitted here. */
  | 'NOT_ALLOWED'
  /** The value is already used for something else. */
  | 'TAKEN'
  /** The text has too many characters. */
  | 'TOO_LONG'
  /** The list has too many entries. */
  | 'TOO_MANY'
  /** The text has too few characters, or the list too few entries. */
  | 'TOO_SHORT';

/** Input for a whole post. */
export type GenerateBlogInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Ignored: the cover is not part of the text; pass it to `saveBlog`. Accepted for compatibility with earlier clients. */
  coverImageUrl?: string | null | undefined;
  /** Description that the cover was generated from: 1 to 2,000 characters. `coverImageAlt` is derived from it; null derives it from the title. */
  imagePrompt?: string | null | undefined;
  /** The selected introduction: 1 to 5,000 characters. */
  introMarkdown: string;
  /** 1 to 30 headings of 1 to 200 characters each. */
  outline: Array<string>;
  /** The selected idea: 1 to 500 characters. */
  selectedIdea: string;
  /** The selected title: 1 to 200 characters. */
  title: string;
};

/** Position at which to resume an interrupted subscription. */
export type GenerateBlogResume = {
  /** The `position` of the last delta received. */
  after: number;
  /** All deltas received, joined: 1 to 100,000 characters. With them, a server that does not know the run continues the text. */
  markdown?: string | null | undefined;
  /** The `runId` of the deltas received. */
  runId: string;
};

/** Input for a cover image. */
export type GenerateCoverImageInput = {
  /** Aspect ratio of the image. */
  aspectRatio?: AspectRatio;
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Dominant colour of the image; null leaves it to the model. */
  primaryColor?: string | null | undefined;
  /** Description of the image: 1 to 2,000 characters. */
  prompt: string;
  /** Resolution of the image. */
  quality?: ImageQuality;
  /** The selected idea: 1 to 500 characters. */
  selectedIdea: string;
  /** The selected title: 1 to 200 characters. */
  title: string;
};

/** Input for ideas. */
export type GenerateIdeasInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Options not to offer again, such as those already shown: at most 50 of at most 5,000 characters each. Case, spaces and punctuation are ignored when they are compared. */
  exclude?: Array<string>;
};

/** Input for descriptions of cover images. */
export type GenerateImagePromptsInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Options not to offer again, such as those already shown: at most 50 of at most 5,000 characters each. Case, spaces and punctuation are ignored when they are compared. */
  exclude?: Array<string>;
  /** The selected idea: 1 to 500 characters. */
  selectedIdea: string;
  /** The selected title: 1 to 200 characters. */
  title: string;
};

/** Input for introductions. */
export type GenerateIntrosInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Options not to offer again, such as those already shown: at most 50 of at most 5,000 characters each. Case, spaces and punctuation are ignored when they are compared. */
  exclude?: Array<string>;
  /** The selected idea: 1 to 500 characters. */
  selectedIdea: string;
  /** The selected title: 1 to 200 characters. */
  title: string;
};

/** Input for outlines. */
export type GenerateOutlinesInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Outlines not to offer again, such as those already shown: at most 50 of at most 30 headings of at most 200 characters each. Case, spaces and punctuation are ignored when they are compared. */
  exclude?: Array<Array<string>>;
  /** The selected introduction: 1 to 5,000 characters. */
  introMarkdown: string;
  /** The selected idea: 1 to 500 characters. */
  selectedIdea: string;
  /** The selected title: 1 to 200 characters. */
  title: string;
};

/** Input for titles. */
export type GenerateTitlesInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Options not to offer again, such as those already shown: at most 50 of at most 5,000 characters each. Case, spaces and punctuation are ignored when they are compared. */
  exclude?: Array<string>;
  /** The selected idea: 1 to 500 characters. */
  selectedIdea: string;
};

/** Input for an estimate. */
export type GenerationEstimateInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** The steps still to take, 7 at most. Repeated steps count once. */
  steps?: Array<GenerationStep>;
};

/** Reason why a step has no result. */
export type GenerationFailure =
  /** Gemini's safety filters blocked the input or the answer. Reword the input. */
  | 'BLOCKED'
  /** A rate limit or daily budget is used up. */
  | 'QUOTA_EXCEEDED'
  /** The time limit was exceeded. */
  | 'TIMED_OUT'
  /** Gemini is down or unreachable, or this server's access to it is misconfigured. */
  | 'UNAVAILABLE'
  /** Gemini's answer was invalid, also after a repeated request. */
  | 'UNUSABLE_OUTPUT';

/** Source of generated texts and images. */
export type GenerationProvider =
  /** Google's Gemini. */
  | 'GEMINI'
  /** The emulator built into this server: sample content that follows the brief. */
  | 'OFFLINE';

/** Step from a brief to a post. */
export type GenerationStep =
  /** `generateBlog` */
  | 'BLOG'
  /** `generateCoverImage`, of the quality HIGH. */
  | 'COVER_IMAGE'
  /** `generateIdeas` */
  | 'IDEAS'
  /** `generateImagePrompts` */
  | 'IMAGE_PROMPTS'
  /** `generateIntros` */
  | 'INTROS'
  /** `generateOutlines` */
  | 'OUTLINES'
  /** `generateTitles` */
  | 'TITLES';

/** Resolution of a cover image. */
export type ImageQuality =
  /** About four megapixels. */
  | 'HIGH'
  /** About one megapixel: faster and cheaper. */
  | 'STANDARD';

/** The invited person. */
export type InviteUserInput = {
  /** E-mail address, case-insensitive; at most 254 characters. */
  email: string;
  /** Role of the new account. */
  role?: Role;
};

/** Credentials of an account. */
export type LoginInput = {
  /** E-mail address of the account, case-insensitive. */
  email: string;
  /** Password of the account. */
  password: string;
};

/** Kinds of mail to get or not. Values that are omitted stay. */
export type MailPreferencesInput = {
  /** Decisions about the viewer's blogs. */
  decisions?: boolean | null | undefined;
  /** Notes on the viewer's blogs. */
  notes?: boolean | null | undefined;
  /** Blogs that wait for review; sent to admins only. */
  reviewRequests?: boolean | null | undefined;
};

/** Length of generated posts, introduction and conclusion included. */
export type PostLength =
  /** 1,500 to 2,500 words. */
  | 'LONG'
  /** 700 to 1,200 words. */
  | 'MEDIUM'
  /** 400 to 700 words. */
  | 'SHORT';

/** A text that is not saved, with the limits of `SaveBlogInput`. */
export type PreviewContentInput = {
  /** The text without title and cover: 1 to 100,000 characters. */
  markdown: string;
  /** The keyword to report on: 1 to 200 characters, in one line. */
  targetedKeyword: string;
  /** The title: 1 to 200 characters, in one line. */
  title: string;
};

/** A page that the text is based on: the values of a `Reference`. */
export type ReferenceInput = {
  /** Whether the page could be read. */
  status?: ReferenceStatus;
  /** Text of the link to it, 300 characters at most. */
  title?: string | null | undefined;
  /** Address of the page. */
  url: string;
};

/** Whether a page from the brief could be read. */
export type ReferenceStatus =
  /** There was no attempt to read the page. */
  | 'NOT_READ'
  /** The page is behind a paywall. */
  | 'PAYWALLED'
  /** The page was read. */
  | 'READ'
  /** The page could not be read. */
  | 'UNREADABLE'
  /** The page was classified as unsafe and not read. */
  | 'UNSAFE';

/** Input for a new version of one section. */
export type RegenerateSectionInput = {
  /** `anchor` of the section in that post. */
  anchor: string;
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Changes to make: 1 to 1,000 characters. */
  instruction: string;
  /** The whole post: 1 to 100,000 characters. */
  markdown: string;
  /** Title of the post: 1 to 200 characters. */
  title: string;
};

/** The revision to reject, with feedback for the author. */
export type RejectBlogInput = {
  /** The reviewed `revision`. If the blog was edited since, the result is EditConflictError. */
  expectedRevision: number;
  /** Changes that the author should make: 1 to 2,000 characters. */
  feedback: string;
};

/** The revision to publish again. */
export type RepublishBlogInput = {
  /** The current `revision` of the blog. */
  expectedRevision: number;
};

/** The account whose password was forgotten. */
export type RequestPasswordResetInput = {
  /** E-mail address, case-insensitive; at most 254 characters. */
  email: string;
};

/** The token of a link, and the new password. */
export type ResetPasswordInput = {
  /** 8 to 1,024 characters of any kind, used unchanged. Passwords of whitespace only and the most common passwords are rejected. */
  newPassword: string;
  /** The token in the fragment of the mailed link. */
  token: string;
};

/** The version to restore. */
export type RestoreVersionInput = {
  /** The current `revision` of the blog. Any other revision returns EditConflictError. */
  expectedRevision: number;
  /** The version's `revision`. */
  revision: number;
};

/** Decision of an admin. */
export type ReviewDecision =
  /** The blog was published, or its publication was scheduled. */
  | 'APPROVED'
  /** The blog was returned to its author with feedback. */
  | 'REJECTED'
  /** The blog was published again without changes. */
  | 'REPUBLISHED'
  /** The blog was removed from the public pages. */
  | 'UNPUBLISHED';

/** Kind of change to a passage. */
export type RewriteMode =
  /** The change that `instruction` describes. */
  | 'CUSTOM'
  /** About twice the words. */
  | 'EXPAND'
  /** Clearer and more concrete, at about the same length. */
  | 'IMPROVE'
  /** About half of the words. */
  | 'SHORTEN'
  /** Simpler words and shorter sentences. */
  | 'SIMPLIFY';

/** Input for new versions of a passage. */
export type RewriteTextInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** Changes to make, in addition to `mode`: 1 to 1,000 characters. CUSTOM requires it. */
  instruction?: string | null | undefined;
  /** The whole post: 1 to 100,000 characters. */
  markdown: string;
  /** The kind of change. */
  mode: RewriteMode;
  /** The passage, as it stands in `markdown`: 1 to 3,000 characters. White space around it is not part of it. Of several occurrences, the first one counts. */
  quote: string;
};

/** Role of an account. */
export type Role =
  /** Can also read all blogs and approve, reject, unpublish and republish them. */
  | 'ADMIN'
  /** Can write blogs and request their publication. */
  | 'USER';

/** A new blog. Clients send no HTML: the server renders `markdown` and sanitises the result. */
export type SaveBlogInput = {
  /** The brief that the blog was generated from. */
  brief: BriefInput;
  /** Alternative text of the cover, 200 characters at most. Null derives it from title and text. */
  coverImageAlt?: string | null | undefined;
  /** Address of the cover image: an `Image.url` of this server or any other. */
  coverImageUrl?: string | null | undefined;
  /** Idempotency key, for example a UUID: 1 to 100 characters. A second call with the same key and blog, for example after a lost response, returns the blog that the first call created. Keys are scoped to the author, and valid until the blog is deleted. */
  idempotencyKey?: string | null | undefined;
  /** Prompt of the cover image, 2,000 characters at most. */
  imagePrompt?: string | null | undefined;
  /** The chosen introduction, 5,000 characters at most. */
  introMarkdown?: string | null | undefined;
  /** The text without title and cover, which have fields of their own: 1 to 100,000 characters. */
  markdown: string;
  /** Description for search engines, 160 characters at most. Null derives it from title and text. */
  metaDescription?: string | null | undefined;
  /** Title for search engines, 60 characters at most. Null derives it from title and text. */
  metaTitle?: string | null | undefined;
  /** The chosen headings: 30 at most, each with 200 characters at most. */
  outline?: Array<string>;
  /** Receipts of the generations that the text was made from: 50 at most. Expired ones are ignored. */
  receipts?: Array<string>;
  /** The pages that the text is based on: 20 at most. */
  references?: Array<ReferenceInput>;
  /** The chosen idea, 500 characters at most. */
  selectedIdea?: string | null | undefined;
  /** The tags: 10 at most, each with 50 characters at most. Of tags that differ only in case or in the form of characters, the first is kept. */
  tags?: Array<string>;
  /** The title: 1 to 200 characters, in one line. */
  title: string;
};

/** The new role of an account. */
export type SetAccountRoleInput = {
  /** The role. */
  role: Role;
};

/** Data of a new account. */
export type SignupInput = {
  /** E-mail address, case-insensitive; at most 254 characters. */
  email: string;
  /** Display name, visible to everyone: 1 to 80 characters, without line breaks. */
  name: string;
  /** 8 to 1,024 characters of any kind, used unchanged. Passwords of whitespace only and the most common passwords are rejected. */
  password: string;
};

/** Input for tags. */
export type SuggestTagsInput = {
  /** Topic, audience and style of the post. */
  brief: BriefInput;
  /** The whole post: 1 to 100,000 characters. */
  markdown: string;
  /** Title of the post: 1 to 200 characters. */
  title: string;
};

/** Input for a translation. */
export type TranslateBlogInput = {
  /** Language of the translation: 1 to 60 characters. */
  language: string;
  /** The whole post: 1 to 100,000 characters. */
  markdown: string;
  /** Title of the post: 1 to 200 characters. */
  title: string;
};

/** The reason of an unpublishing. */
export type UnpublishBlogInput = {
  /** Reason for the author and the history, 2,000 characters at most: the `feedback` of the review. */
  reason?: string | null | undefined;
};

/** The changes. Omitted fields stay unchanged. A repeated call, for example after a lost response, succeeds without a second change. */
export type UpdateBlogInput = {
  /** The whole brief that the blog was generated from; not null. */
  brief?: BriefInput | null | undefined;
  /** Alternative text of the cover, 200 characters at most. Null derives it from title and text. A new cover without it does so too. */
  coverImageAlt?: string | null | undefined;
  /** Address of the cover image. Null removes the cover. */
  coverImageUrl?: string | null | undefined;
  /** The `revision` that was edited. Any other revision returns EditConflictError. */
  expectedRevision: number;
  /** Prompt of the cover image, 2,000 characters at most. Null removes it. */
  imagePrompt?: string | null | undefined;
  /** The chosen introduction, 5,000 characters at most. Null removes it. */
  introMarkdown?: string | null | undefined;
  /** The whole text without title and cover: 1 to 100,000 characters; not null. */
  markdown?: string | null | undefined;
  /** Description for search engines, 160 characters at most. Null derives it from title and text. A new `markdown` without it does so too. */
  metaDescription?: string | null | undefined;
  /** Title for search engines, 60 characters at most. Null derives it from title and text. A new title without it does so too. */
  metaTitle?: string | null | undefined;
  /** The chosen headings: 30 at most, each with 200 characters at most. Not null. */
  outline?: Array<string> | null | undefined;
  /** Receipts of the generations that the text was made from: 50 at most. Expired ones are ignored. They are added to the earlier ones. */
  receipts?: Array<string> | null | undefined;
  /** The pages that the text is based on: 20 at most. Not null. */
  references?: Array<ReferenceInput> | null | undefined;
  /** The chosen idea, 500 characters at most. Null removes it. */
  selectedIdea?: string | null | undefined;
  /** The tags: 10 at most, each with 50 characters at most. Of tags that differ only in case or in the form of characters, the first is kept. An empty list removes them; not null. */
  tags?: Array<string> | null | undefined;
  /** The title: 1 to 200 characters, in one line; not null. */
  title?: string | null | undefined;
};

/** Changes of the viewer's profile. Fields that are omitted stay. */
export type UpdateProfileInput = {
  /** An `Image.url` of `uploadImage`. Null removes the picture. */
  avatarUrl?: string | null | undefined;
  /** Plain text of 1 to 500 characters. Null removes it. */
  bio?: string | null | undefined;
  /** Kinds of mail to get; not null. */
  mail?: MailPreferencesInput | null | undefined;
  /** Display name: 1 to 80 characters, without line breaks; not null. */
  name?: string | null | undefined;
  /** Address of a website. Null removes it. */
  websiteUrl?: string | null | undefined;
};

/** A new slug of a blog. */
export type UpdateSlugInput = {
  /** The current `revision`. Any other revision returns EditConflictError. */
  expectedRevision: number;
  /** Letters from a to z, digits, and single hyphens between them: 1 to 120 characters. It must not be or have been the slug of another blog. */
  slug: string;
};

/** An image to store. */
export type UploadImageInput = {
  /** PNG, JPEG, WebP, GIF, AVIF or HEIC image of at most 8 MB (8,388,608 bytes) and 40 megapixels. The frames of an animation count together, and it has at most 1,000 frames. SVG is not accepted. */
  file: Blob;
};

/** The token of a link. */
export type VerifyEmailInput = {
  /** The token in the fragment of the mailed link. */
  token: string;
};

/** State of a working copy in the editorial workflow. */
export type WorkingCopyStatus =
  /** The author edits it. */
  | 'EDITING'
  /** Waiting for review. It can't be edited until it is decided on or withdrawn. */
  | 'PENDING'
  /** Returned with feedback. The author can edit it and request publication again. */
  | 'REJECTED';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: MeFragment | null };

export type SignupMutationVariables = Exact<{
  input: SignupInput;
}>;


export type SignupMutation = { signup:
    | { __typename: 'EmailTakenError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'SignupClosedError', message: string }
    | { __typename: 'SignupSuccess', session: SignedInFragment }
   };

export type LoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type LoginMutation = { login:
    | { __typename: 'AccountSuspendedError', message: string }
    | { __typename: 'InvalidCredentialsError', message: string }
    | { __typename: 'LoginSuccess', session: SignedInFragment }
   };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { changePassword:
    | { __typename: 'ChangePasswordSuccess', session: SignedInFragment }
    | { __typename: 'InvalidCredentialsError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type LogoutEverywhereMutationVariables = Exact<{ [key: string]: never; }>;


export type LogoutEverywhereMutation = { logoutEverywhere: { __typename: 'LogoutEverywhereSuccess', viewer: MeFragment } };

export type RenewSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type RenewSessionMutation = { renewSession: { __typename: 'RenewSessionSuccess', session: SignedInFragment } };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;


export type DeleteAccountMutation = { deleteAccount:
    | { __typename: 'AdminNeededError', message: string }
    | { __typename: 'DeleteAccountSuccess', deletedId: ID }
    | { __typename: 'InvalidCredentialsError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type ExportMyDataMutationVariables = Exact<{ [key: string]: never; }>;


export type ExportMyDataMutation = { exportMyData: { __typename: 'ExportMyDataSuccess', url: URL, expiresAt: DateTime } };

export type AccountsQueryVariables = Exact<{
  search?: string | null | undefined;
  role?: Role | null | undefined;
  suspended?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  withTotal?: boolean;
}>;


export type AccountsQuery = { accounts: { totalCount?: number, nodes: Array<AccountDetailsFragment>, pageInfo: PlaceFragment } };

export type SetAccountRoleMutationVariables = Exact<{
  id: string;
  input: SetAccountRoleInput;
}>;


export type SetAccountRoleMutation = { setAccountRole:
    | { __typename: 'AdminNeededError', message: string }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'SetAccountRoleSuccess', account: AccountDetailsFragment }
   };

export type SuspendAccountMutationVariables = Exact<{
  id: string;
}>;


export type SuspendAccountMutation = { suspendAccount:
    | { __typename: 'AdminNeededError', message: string }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'SuspendAccountSuccess', account: AccountDetailsFragment }
   };

export type ReinstateAccountMutationVariables = Exact<{
  id: string;
}>;


export type ReinstateAccountMutation = { reinstateAccount:
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'ReinstateAccountSuccess', account: AccountDetailsFragment }
   };

export type NodeQueryVariables = Exact<{
  id: string;
}>;


export type NodeQuery = { node:
    | { __typename: 'Account', id: ID }
    | (
      { __typename: 'Blog', id: ID }
      & BlogSummaryFragment
    )
    | { __typename: 'ReviewNote', id: ID }
    | (
      { __typename: 'User', joinedAt: DateTime, id: ID }
      & PersonFragment
    )
   | null };

export type BlogQueryVariables = Exact<{
  id: string;
}>;


export type BlogQuery = { blog: (
    BlogDetailsFragment
    & CheckedFragment
  ) | null };

export type BlogsQueryVariables = Exact<{
  status?: BlogStatus | null | undefined;
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  tag?: string | null | undefined;
  withTotal?: boolean;
}>;


export type BlogsQuery = { blogs: { totalCount?: number, nodes: Array<BlogSummaryFragment>, pageInfo: PlaceFragment } };

export type DashboardStatsQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardStatsQuery = { dashboardStats: { total: number, saved: number, pending: number, published: number, rejected: number, scheduled: number, publishedWithChanges: number } };

export type PublishedBlogsQueryVariables = Exact<{
  search?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  tag?: string | null | undefined;
  authorId?: string | null | undefined;
  withTotal?: boolean;
}>;


export type PublishedBlogsQuery = { publishedBlogs: { totalCount?: number, nodes: Array<(
      { content: { excerpt: string, readingMinutes: number, coverImageAlt: string } }
      & BlogSummaryFragment
    )>, pageInfo: PlaceFragment } };

export type TagsQueryVariables = Exact<{
  first?: number;
}>;


export type TagsQuery = { tags: Array<{ id: ID, name: string, count: number }> };

export type PublishedBlogQueryVariables = Exact<{
  slug: string;
}>;


export type PublishedBlogQuery = { publishedBlog: (
    { structuredData: string }
    & BlogDetailsFragment
  ) | null };

export type RelatedBlogsQueryVariables = Exact<{
  id: string;
  first?: number;
}>;


export type RelatedBlogsQuery = { relatedBlogs: Array<BlogSummaryFragment> };

export type PreviewBlogQueryVariables = Exact<{
  token: string;
}>;


export type PreviewBlogQuery = { previewBlog: { title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: URL | null, slug: string | null, expiresAt: DateTime, coverImage: PictureFragment | null, content: ContentFragment, references: Array<LinkFragment>, author: PersonFragment } | null };

export type CreatePreviewLinkMutationVariables = Exact<{
  blogId: string;
  input: CreatePreviewLinkInput;
}>;


export type CreatePreviewLinkMutation = { createPreviewLink:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'CreatePreviewLinkSuccess', token: string, url: URL | null, expiresAt: DateTime }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
   };

export type RevokePreviewLinksMutationVariables = Exact<{
  blogId: string;
}>;


export type RevokePreviewLinksMutation = { revokePreviewLinks:
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'RevokePreviewLinksSuccess', blog: BlogSummaryFragment }
   };

export type PreviewContentQueryVariables = Exact<{
  input: PreviewContentInput;
}>;


export type PreviewContentQuery = { previewContent:
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'PreviewContentSuccess', content: ContentFragment }
   };

export type SaveBlogMutationVariables = Exact<{
  input: SaveBlogInput;
}>;


export type SaveBlogMutation = { saveBlog:
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'SaveBlogSuccess', blog: (
        BlogDetailsFragment
        & CheckedFragment
      ) }
   };

export type UpdateBlogMutationVariables = Exact<{
  id: string;
  input: UpdateBlogInput;
}>;


export type UpdateBlogMutation = { updateBlog:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'UpdateBlogSuccess', blog: (
        BlogDetailsFragment
        & CheckedFragment
      ) }
   };

export type DiscardWorkingCopyMutationVariables = Exact<{
  id: string;
  input: DiscardWorkingCopyInput;
}>;


export type DiscardWorkingCopyMutation = { discardWorkingCopy:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'DiscardWorkingCopySuccess', blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'NotFoundError', message: string }
   };

export type RestoreVersionMutationVariables = Exact<{
  id: string;
  input: RestoreVersionInput;
}>;


export type RestoreVersionMutation = { restoreVersion:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'RestoreVersionSuccess', blog: (
        BlogDetailsFragment
        & CheckedFragment
      ) }
   };

export type UpdateSlugMutationVariables = Exact<{
  id: string;
  input: UpdateSlugInput;
}>;


export type UpdateSlugMutation = { updateSlug:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'UpdateSlugSuccess', blog: BlogSummaryFragment }
   };

export type DeleteBlogMutationVariables = Exact<{
  id: string;
}>;


export type DeleteBlogMutation = { deleteBlog:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'DeleteBlogSuccess', deletedId: ID }
    | { __typename: 'NotFoundError', message: string }
   };

export type RequestPublishMutationVariables = Exact<{
  id: string;
}>;


export type RequestPublishMutation = { requestPublish:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'RequestPublishSuccess', blog: BlogSummaryFragment }
   };

export type WithdrawBlogMutationVariables = Exact<{
  id: string;
}>;


export type WithdrawBlogMutation = { withdrawBlog:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'WithdrawBlogSuccess', blog: BlogSummaryFragment }
   };

export type PersonFragment = { id: ID, name: string, avatarUrl: URL | null };

export type MeFragment = { id: ID, email: string, emailVerified: boolean, pendingEmail: string | null, role: Role, user: (
    { joinedAt: DateTime, bio: string | null, websiteUrl: URL | null }
    & PersonFragment
  ), mail: { decisions: boolean, notes: boolean, reviewRequests: boolean }, generationBudget: { used: number, limit: number, resetsAt: DateTime } | null };

export type AccountDetailsFragment = { id: ID, email: string, emailVerified: boolean, role: Role, suspended: boolean, lastLoginAt: DateTime | null, generationTokens: number, generationCostUsd: number | null, user: (
    { joinedAt: DateTime }
    & PersonFragment
  ), stats: { total: number, published: number, pending: number } };

export type SignedInFragment = { accessToken: string, expiresAt: DateTime, viewer: MeFragment };

export type InvitationPartsFragment = { id: ID, email: string, role: Role, expiresAt: DateTime, invitedBy: PersonFragment };

export type BlogSummaryFragment = { id: ID, title: string, slug: string | null, status: BlogStatus, feedback: string | null, tags: Array<string>, languageTag: string | null, coverImageUrl: URL | null, revision: number, viewerActions: Array<BlogAction>, createdAt: DateTime, updatedAt: DateTime, requestedAt: DateTime | null, publishedAt: DateTime | null, firstPublishedAt: DateTime | null, author: PersonFragment, coverImage: PictureFragment | null };

export type NoteFragment = { id: ID, body: string, quote: string | null, anchor: string | null, orphaned: boolean, suggestion: string | null, revision: number, createdAt: DateTime, resolvedAt: DateTime | null, author: PersonFragment, resolvedBy: PersonFragment | null };

export type BlogDetailsFragment = (
  { authorEmail: string | null, selectedIdea: string | null, introMarkdown: Markdown | null, outline: Array<string>, imagePrompt: string | null, notes: Array<NoteFragment>, versions: Array<{ id: ID, revision: number, cause: BlogVersionCause, savedAt: DateTime, savedBy: PersonFragment | null }>, brief: { language: string, tone: string, creativity: Creativity, focusOrNiche: string, targetedKeyword: string, targetedAudience: string, referenceLinks: Array<URL>, length: PostLength } | null, content: ContentFragment, references: Array<LinkFragment>, reviews: Array<{ id: ID, decision: ReviewDecision, feedback: string | null, decidedAt: DateTime, revision: number | null, reviewer: PersonFragment }>, workingCopy: ChangesFragment | null }
  & BlogSummaryFragment
);

export type ChangesFragment = { id: ID, status: WorkingCopyStatus, title: string, tags: Array<string>, languageTag: string | null, coverImageUrl: URL | null, selectedIdea: string | null, introMarkdown: Markdown | null, outline: Array<string>, imagePrompt: string | null, feedback: string | null, updatedAt: DateTime, requestedAt: DateTime | null, coverImage: PictureFragment | null, brief: { language: string, tone: string, creativity: Creativity, focusOrNiche: string, targetedKeyword: string, targetedAudience: string, referenceLinks: Array<URL> }, content: ContentFragment, references: Array<LinkFragment> };

export type ContentFragment = { markdown: Markdown, html: HTML, excerpt: string, wordCount: number, readingMinutes: number, metaTitle: string, metaDescription: string, coverImageAlt: string, sections: Array<{ heading: string, level: number, anchor: string }>, keywordReport: { occurrences: number, density: number, inTitle: boolean, inFirstParagraph: boolean, inHeadings: number } };

export type LinkFragment = { url: URL, title: string | null, status: ReferenceStatus };

export type UsageFragment = { model: string, inputTokens: number, outputTokens: number, thinkingTokens: number, costUsd: number | null, milliseconds: number };

export type PlaceFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

type Failure_AccountSuspendedError_Fragment = { __typename: 'AccountSuspendedError', message: string };

type Failure_AdminNeededError_Fragment = { __typename: 'AdminNeededError', message: string };

type Failure_BlogStatusError_Fragment = { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment };

type Failure_EditConflictError_Fragment = { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment };

type Failure_EmailTakenError_Fragment = { __typename: 'EmailTakenError', message: string };

type Failure_GenerationFailedError_Fragment = { __typename: 'GenerationFailedError', reason: GenerationFailure, retryAfterSeconds: number | null, message: string };

type Failure_InvalidCredentialsError_Fragment = { __typename: 'InvalidCredentialsError', message: string };

type Failure_InvalidInputError_Fragment = { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> };

type Failure_InvalidLinkError_Fragment = { __typename: 'InvalidLinkError', message: string };

type Failure_MailUnavailableError_Fragment = { __typename: 'MailUnavailableError', message: string };

type Failure_NotFoundError_Fragment = { __typename: 'NotFoundError', message: string };

type Failure_SelfApprovalError_Fragment = { __typename: 'SelfApprovalError', message: string };

type Failure_SignupClosedError_Fragment = { __typename: 'SignupClosedError', message: string };

type Failure_UnusableImageError_Fragment = { __typename: 'UnusableImageError', maxBytes: number, mediaTypes: Array<string>, message: string };

export type FailureFragment =
  | Failure_AccountSuspendedError_Fragment
  | Failure_AdminNeededError_Fragment
  | Failure_BlogStatusError_Fragment
  | Failure_EditConflictError_Fragment
  | Failure_EmailTakenError_Fragment
  | Failure_GenerationFailedError_Fragment
  | Failure_InvalidCredentialsError_Fragment
  | Failure_InvalidInputError_Fragment
  | Failure_InvalidLinkError_Fragment
  | Failure_MailUnavailableError_Fragment
  | Failure_NotFoundError_Fragment
  | Failure_SelfApprovalError_Fragment
  | Failure_SignupClosedError_Fragment
  | Failure_UnusableImageError_Fragment
;

export type ChecksFragment = { unsourcedClaims: Array<{ kind: ClaimKind, sentence: string, anchor: string | null }>, styleFindings: Array<{ rule: string, quote: string, suggestion: string | null, anchor: string | null }> };

export type CheckedFragment = { id: ID, provenance: { sentences: number, generated: number, other: number, approvedBy: PersonFragment | null } | null, content: ChecksFragment };

export type GenerationServiceQueryVariables = Exact<{ [key: string]: never; }>;


export type GenerationServiceQuery = { generationService: { provider: GenerationProvider, textModel: string, imageModel: string, warnings: Array<string> } };

export type GenerationEstimateQueryVariables = Exact<{
  input: GenerationEstimateInput;
}>;


export type GenerationEstimateQuery = { generationEstimate:
    | { __typename: 'GenerationEstimateSuccess', tokens: number, costUsd: number | null, fits: boolean, overlapping: Array<BlogSummaryFragment> }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateIdeasMutationVariables = Exact<{
  input: GenerateIdeasInput;
}>;


export type GenerateIdeasMutation = { generateIdeas:
    | { __typename: 'GenerateIdeasSuccess', options: Array<string>, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateTitlesMutationVariables = Exact<{
  input: GenerateTitlesInput;
}>;


export type GenerateTitlesMutation = { generateTitles:
    | { __typename: 'GenerateTitlesSuccess', options: Array<string>, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateIntrosMutationVariables = Exact<{
  input: GenerateIntrosInput;
}>;


export type GenerateIntrosMutation = { generateIntros:
    | { __typename: 'GenerateIntrosSuccess', options: Array<Markdown>, receipt: string, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateOutlinesMutationVariables = Exact<{
  input: GenerateOutlinesInput;
}>;


export type GenerateOutlinesMutation = { generateOutlines:
    | { __typename: 'GenerateOutlinesSuccess', options: Array<{ headings: Array<string> }>, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateImagePromptsMutationVariables = Exact<{
  input: GenerateImagePromptsInput;
}>;


export type GenerateImagePromptsMutation = { generateImagePrompts:
    | { __typename: 'GenerateImagePromptsSuccess', options: Array<string>, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateCoverImageMutationVariables = Exact<{
  input: GenerateCoverImageInput;
}>;


export type GenerateCoverImageMutation = { generateCoverImage:
    | { __typename: 'GenerateCoverImageSuccess', image: PictureFragment, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateBlogMutationVariables = Exact<{
  input: GenerateBlogInput;
}>;


export type GenerateBlogMutation = { generateBlog:
    | { __typename: 'GenerateBlogSuccess', receipt: string, content: (
        ContentFragment
        & ChecksFragment
      ), references: Array<LinkFragment>, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type GenerateBlogStreamSubscriptionVariables = Exact<{
  input: GenerateBlogInput;
  resume?: GenerateBlogResume | null | undefined;
}>;


export type GenerateBlogStreamSubscription = { generateBlog:
    | { __typename: 'BlogDelta', runId: ID, position: number, markdown: Markdown }
    | { __typename: 'GenerateBlogSuccess', receipt: string, content: (
        ContentFragment
        & ChecksFragment
      ), references: Array<LinkFragment>, usage: UsageFragment }
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
   };

export type RegenerateSectionMutationVariables = Exact<{
  input: RegenerateSectionInput;
}>;


export type RegenerateSectionMutation = { regenerateSection:
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'RegenerateSectionSuccess', markdown: Markdown, receipt: string, content: (
        ContentFragment
        & ChecksFragment
      ), usage: UsageFragment }
   };

export type RewriteTextMutationVariables = Exact<{
  input: RewriteTextInput;
}>;


export type RewriteTextMutation = { rewriteText:
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'RewriteTextSuccess', options: Array<Markdown>, receipt: string, usage: UsageFragment }
   };

export type SuggestTagsMutationVariables = Exact<{
  input: SuggestTagsInput;
}>;


export type SuggestTagsMutation = { suggestTags:
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'SuggestTagsSuccess', options: Array<string>, usage: UsageFragment }
   };

export type TranslateBlogMutationVariables = Exact<{
  input: TranslateBlogInput;
}>;


export type TranslateBlogMutation = { translateBlog:
    | { __typename: 'GenerationFailedError', message: string, reason: GenerationFailure, retryAfterSeconds: number | null }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'TranslateBlogSuccess', title: string, receipt: string, content: ContentFragment, usage: UsageFragment }
   };

export type InvitationsQueryVariables = Exact<{ [key: string]: never; }>;


export type InvitationsQuery = { invitations: Array<InvitationPartsFragment> };

export type InviteUserMutationVariables = Exact<{
  input: InviteUserInput;
}>;


export type InviteUserMutation = { inviteUser:
    | { __typename: 'EmailTakenError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'InviteUserSuccess', url: URL, invitation: InvitationPartsFragment }
    | { __typename: 'SignupClosedError', message: string }
   };

export type RevokeInvitationMutationVariables = Exact<{
  id: string;
}>;


export type RevokeInvitationMutation = { revokeInvitation:
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'RevokeInvitationSuccess', revokedId: ID }
   };

export type AcceptInviteMutationVariables = Exact<{
  input: AcceptInviteInput;
}>;


export type AcceptInviteMutation = { acceptInvite:
    | { __typename: 'AcceptInviteSuccess', session: SignedInFragment }
    | { __typename: 'EmailTakenError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'InvalidLinkError', message: string }
    | { __typename: 'SignupClosedError', message: string }
   };

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset:
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'MailUnavailableError', message: string }
    | { __typename: 'RequestPasswordResetSuccess', message: string }
   };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword:
    | { __typename: 'AccountSuspendedError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'InvalidLinkError', message: string }
    | { __typename: 'ResetPasswordSuccess', session: SignedInFragment }
   };

export type SendVerificationEmailMutationVariables = Exact<{ [key: string]: never; }>;


export type SendVerificationEmailMutation = { sendVerificationEmail:
    | { __typename: 'MailUnavailableError', message: string }
    | { __typename: 'SendVerificationEmailSuccess', message: string }
   };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { verifyEmail:
    | { __typename: 'InvalidLinkError', message: string }
    | { __typename: 'VerifyEmailSuccess', email: string }
   };

export type ChangeEmailMutationVariables = Exact<{
  input: ChangeEmailInput;
}>;


export type ChangeEmailMutation = { changeEmail:
    | { __typename: 'ChangeEmailSuccess', viewer: MeFragment }
    | { __typename: 'InvalidCredentialsError', message: string }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'MailUnavailableError', message: string }
   };

export type PictureFragment = { url: URL, width: number, height: number, bytes: number, mediaType: string, alt: string | null, srcset: string, variants: Array<{ url: URL, width: number, height: number }> };

export type UploadImageMutationVariables = Exact<{
  input: UploadImageInput;
}>;


export type UploadImageMutation = { uploadImage:
    | { __typename: 'UnusableImageError', message: string, maxBytes: number, mediaTypes: Array<string> }
    | { __typename: 'UploadImageSuccess', image: PictureFragment }
   };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type UpdateProfileMutation = { updateProfile:
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'UpdateProfileSuccess', viewer: MeFragment }
   };

export type AdminQueueQueryVariables = Exact<{
  status?: BlogStatus;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  search?: string | null | undefined;
  authorId?: string | null | undefined;
  withTotal?: boolean;
}>;


export type AdminQueueQuery = { adminQueue: { totalCount?: number, nodes: Array<(
      { authorEmail: string | null, workingCopy: { id: ID, status: WorkingCopyStatus, title: string, requestedAt: DateTime | null } | null }
      & BlogSummaryFragment
    )>, pageInfo: PlaceFragment } };

export type ApproveBlogMutationVariables = Exact<{
  id: string;
  input: ApproveBlogInput;
}>;


export type ApproveBlogMutation = { approveBlog:
    | { __typename: 'ApproveBlogSuccess', blog: BlogSummaryFragment }
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'SelfApprovalError', message: string }
   };

export type RejectBlogMutationVariables = Exact<{
  id: string;
  input: RejectBlogInput;
}>;


export type RejectBlogMutation = { rejectBlog:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'RejectBlogSuccess', blog: BlogSummaryFragment }
   };

export type UnpublishBlogMutationVariables = Exact<{
  id: string;
  input?: UnpublishBlogInput | null | undefined;
}>;


export type UnpublishBlogMutation = { unpublishBlog:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'UnpublishBlogSuccess', blog: BlogSummaryFragment }
   };

export type RepublishBlogMutationVariables = Exact<{
  id: string;
  input: RepublishBlogInput;
}>;


export type RepublishBlogMutation = { republishBlog:
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'RepublishBlogSuccess', blog: BlogSummaryFragment }
   };

export type AddNoteMutationVariables = Exact<{
  blogId: string;
  input: AddNoteInput;
}>;


export type AddNoteMutation = { addNote:
    | { __typename: 'AddNoteSuccess', note: NoteFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
   };

export type ResolveNoteMutationVariables = Exact<{
  id: string;
}>;


export type ResolveNoteMutation = { resolveNote:
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'ResolveNoteSuccess', note: NoteFragment }
   };

export type ReopenNoteMutationVariables = Exact<{
  id: string;
}>;


export type ReopenNoteMutation = { reopenNote:
    | { __typename: 'NotFoundError', message: string }
    | { __typename: 'ReopenNoteSuccess', note: NoteFragment }
   };

export type DeleteNoteMutationVariables = Exact<{
  id: string;
}>;


export type DeleteNoteMutation = { deleteNote:
    | { __typename: 'DeleteNoteSuccess', deletedId: ID }
    | { __typename: 'NotFoundError', message: string }
   };

export type ApplySuggestionMutationVariables = Exact<{
  noteId: string;
  input: ApplySuggestionInput;
}>;


export type ApplySuggestionMutation = { applySuggestion:
    | { __typename: 'ApplySuggestionSuccess', blog: (
        BlogDetailsFragment
        & CheckedFragment
      ), note: NoteFragment }
    | { __typename: 'BlogStatusError', message: string, blog: BlogSummaryFragment }
    | { __typename: 'EditConflictError', message: string, blog: BlogDetailsFragment }
    | { __typename: 'InvalidInputError', message: string, fields: Array<{ path: Array<string>, message: string, code: FieldErrorCode }> }
    | { __typename: 'NotFoundError', message: string }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PersonFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Person on User {
  id
  name
  avatarUrl
}
    `, {"fragmentName":"Person"}) as unknown as TypedDocumentString<PersonFragment, unknown>;
export const AccountDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment AccountDetails on Account {
  id
  user {
    ...Person
    joinedAt
  }
  email
  emailVerified
  role
  suspended
  lastLoginAt
  stats {
    total
    published
    pending
  }
  generationTokens
  generationCostUsd
}
    fragment Person on User {
  id
  name
  avatarUrl
}`, {"fragmentName":"AccountDetails"}) as unknown as TypedDocumentString<AccountDetailsFragment, unknown>;
export const MeFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}`, {"fragmentName":"Me"}) as unknown as TypedDocumentString<MeFragment, unknown>;
export const SignedInFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}`, {"fragmentName":"SignedIn"}) as unknown as TypedDocumentString<SignedInFragment, unknown>;
export const InvitationPartsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment InvitationParts on Invitation {
  id
  email
  role
  invitedBy {
    ...Person
  }
  expiresAt
}
    fragment Person on User {
  id
  name
  avatarUrl
}`, {"fragmentName":"InvitationParts"}) as unknown as TypedDocumentString<InvitationPartsFragment, unknown>;
export const UsageFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}
    `, {"fragmentName":"Usage"}) as unknown as TypedDocumentString<UsageFragment, unknown>;
export const PlaceFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Place on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"Place"}) as unknown as TypedDocumentString<PlaceFragment, unknown>;
export const PictureFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}
    `, {"fragmentName":"Picture"}) as unknown as TypedDocumentString<PictureFragment, unknown>;
export const BlogSummaryFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`, {"fragmentName":"BlogSummary"}) as unknown as TypedDocumentString<BlogSummaryFragment, unknown>;
export const NoteFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}`, {"fragmentName":"Note"}) as unknown as TypedDocumentString<NoteFragment, unknown>;
export const ContentFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
    `, {"fragmentName":"Content"}) as unknown as TypedDocumentString<ContentFragment, unknown>;
export const LinkFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Link on Reference {
  url
  title
  status
}
    `, {"fragmentName":"Link"}) as unknown as TypedDocumentString<LinkFragment, unknown>;
export const ChangesFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`, {"fragmentName":"Changes"}) as unknown as TypedDocumentString<ChangesFragment, unknown>;
export const BlogDetailsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`, {"fragmentName":"BlogDetails"}) as unknown as TypedDocumentString<BlogDetailsFragment, unknown>;
export const FailureFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Failure on UserError {
  __typename
  message
  ... on InvalidInputError {
    fields {
      path
      message
      code
    }
  }
  ... on BlogStatusError {
    blog {
      ...BlogSummary
    }
  }
  ... on EditConflictError {
    blog {
      ...BlogDetails
    }
  }
  ... on UnusableImageError {
    maxBytes
    mediaTypes
  }
  ... on GenerationFailedError {
    reason
    retryAfterSeconds
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`, {"fragmentName":"Failure"}) as unknown as TypedDocumentString<FailureFragment, unknown>;
export const ChecksFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}
    `, {"fragmentName":"Checks"}) as unknown as TypedDocumentString<ChecksFragment, unknown>;
export const CheckedFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Checked on Blog {
  id
  provenance {
    sentences
    generated
    other
    approvedBy {
      ...Person
    }
  }
  content {
    ...Checks
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}`, {"fragmentName":"Checked"}) as unknown as TypedDocumentString<CheckedFragment, unknown>;
export const ViewerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Viewer {
  viewer {
    ...Me
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}`) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SignupDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Signup($input: SignupInput!) {
  signup(input: $input) {
    __typename
    ... on SignupSuccess {
      session {
        ...SignedIn
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}`) as unknown as TypedDocumentString<SignupMutation, SignupMutationVariables>;
export const LoginDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Login($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on LoginSuccess {
      session {
        ...SignedIn
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}`) as unknown as TypedDocumentString<LoginMutation, LoginMutationVariables>;
export const ChangePasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    __typename
    ... on ChangePasswordSuccess {
      session {
        ...SignedIn
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}`) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const LogoutEverywhereDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation LogoutEverywhere {
  logoutEverywhere {
    __typename
    ... on LogoutEverywhereSuccess {
      viewer {
        ...Me
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}`) as unknown as TypedDocumentString<LogoutEverywhereMutation, LogoutEverywhereMutationVariables>;
export const RenewSessionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenewSession {
  renewSession {
    __typename
    ... on RenewSessionSuccess {
      session {
        ...SignedIn
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}`) as unknown as TypedDocumentString<RenewSessionMutation, RenewSessionMutationVariables>;
export const DeleteAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteAccount($input: DeleteAccountInput!) {
  deleteAccount(input: $input) {
    __typename
    ... on DeleteAccountSuccess {
      deletedId
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const ExportMyDataDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ExportMyData {
  exportMyData {
    __typename
    ... on ExportMyDataSuccess {
      url
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<ExportMyDataMutation, ExportMyDataMutationVariables>;
export const AccountsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Accounts($search: String, $role: Role, $suspended: Boolean, $first: Int, $after: String, $last: Int, $before: String, $withTotal: Boolean! = false) {
  accounts(
    search: $search
    role: $role
    suspended: $suspended
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    nodes {
      ...AccountDetails
    }
    pageInfo {
      ...Place
    }
    totalCount @include(if: $withTotal)
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment AccountDetails on Account {
  id
  user {
    ...Person
    joinedAt
  }
  email
  emailVerified
  role
  suspended
  lastLoginAt
  stats {
    total
    published
    pending
  }
  generationTokens
  generationCostUsd
}
fragment Place on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const SetAccountRoleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetAccountRole($id: ID!, $input: SetAccountRoleInput!) {
  setAccountRole(id: $id, input: $input) {
    __typename
    ... on SetAccountRoleSuccess {
      account {
        ...AccountDetails
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment AccountDetails on Account {
  id
  user {
    ...Person
    joinedAt
  }
  email
  emailVerified
  role
  suspended
  lastLoginAt
  stats {
    total
    published
    pending
  }
  generationTokens
  generationCostUsd
}`) as unknown as TypedDocumentString<SetAccountRoleMutation, SetAccountRoleMutationVariables>;
export const SuspendAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SuspendAccount($id: ID!) {
  suspendAccount(id: $id) {
    __typename
    ... on SuspendAccountSuccess {
      account {
        ...AccountDetails
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment AccountDetails on Account {
  id
  user {
    ...Person
    joinedAt
  }
  email
  emailVerified
  role
  suspended
  lastLoginAt
  stats {
    total
    published
    pending
  }
  generationTokens
  generationCostUsd
}`) as unknown as TypedDocumentString<SuspendAccountMutation, SuspendAccountMutationVariables>;
export const ReinstateAccountDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReinstateAccount($id: ID!) {
  reinstateAccount(id: $id) {
    __typename
    ... on ReinstateAccountSuccess {
      account {
        ...AccountDetails
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment AccountDetails on Account {
  id
  user {
    ...Person
    joinedAt
  }
  email
  emailVerified
  role
  suspended
  lastLoginAt
  stats {
    total
    published
    pending
  }
  generationTokens
  generationCostUsd
}`) as unknown as TypedDocumentString<ReinstateAccountMutation, ReinstateAccountMutationVariables>;
export const NodeDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Node($id: ID!) {
  node(id: $id) {
    __typename
    ... on Blog {
      ...BlogSummary
    }
    ... on User {
      ...Person
      joinedAt
    }
    id
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<NodeQuery, NodeQueryVariables>;
export const BlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Blog($id: ID!) {
  blog(id: $id) {
    ...BlogDetails
    ...Checked
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}
fragment Checked on Blog {
  id
  provenance {
    sentences
    generated
    other
    approvedBy {
      ...Person
    }
  }
  content {
    ...Checks
  }
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<BlogQuery, BlogQueryVariables>;
export const BlogsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Blogs($status: BlogStatus, $search: String, $first: Int, $after: String, $last: Int, $before: String, $tag: String, $withTotal: Boolean! = false) {
  blogs(
    status: $status
    search: $search
    first: $first
    after: $after
    last: $last
    before: $before
    tag: $tag
  ) {
    nodes {
      ...BlogSummary
    }
    pageInfo {
      ...Place
    }
    totalCount @include(if: $withTotal)
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Place on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<BlogsQuery, BlogsQueryVariables>;
export const DashboardStatsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query DashboardStats {
  dashboardStats {
    total
    saved
    pending
    published
    rejected
    scheduled
    publishedWithChanges
  }
}
    `) as unknown as TypedDocumentString<DashboardStatsQuery, DashboardStatsQueryVariables>;
export const PublishedBlogsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PublishedBlogs($search: String, $first: Int, $after: String, $last: Int, $before: String, $tag: String, $authorId: ID, $withTotal: Boolean! = false) {
  publishedBlogs(
    search: $search
    first: $first
    after: $after
    last: $last
    before: $before
    tag: $tag
    authorId: $authorId
  ) {
    nodes {
      ...BlogSummary
      content {
        excerpt
        readingMinutes
        coverImageAlt
      }
    }
    pageInfo {
      ...Place
    }
    totalCount @include(if: $withTotal)
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Place on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<PublishedBlogsQuery, PublishedBlogsQueryVariables>;
export const TagsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Tags($first: Int! = 50) {
  tags(first: $first) {
    id
    name
    count
  }
}
    `) as unknown as TypedDocumentString<TagsQuery, TagsQueryVariables>;
export const PublishedBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PublishedBlog($slug: String!) {
  publishedBlog(slug: $slug) {
    ...BlogDetails
    structuredData
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<PublishedBlogQuery, PublishedBlogQueryVariables>;
export const RelatedBlogsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RelatedBlogs($id: ID!, $first: Int! = 3) {
  relatedBlogs(id: $id, first: $first) {
    ...BlogSummary
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<RelatedBlogsQuery, RelatedBlogsQueryVariables>;
export const PreviewBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PreviewBlog($token: String!) {
  previewBlog(token: $token) {
    title
    tags
    languageTag
    coverImageUrl
    coverImage {
      ...Picture
    }
    content {
      ...Content
    }
    references {
      ...Link
    }
    author {
      ...Person
    }
    slug
    expiresAt
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<PreviewBlogQuery, PreviewBlogQueryVariables>;
export const CreatePreviewLinkDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreatePreviewLink($blogId: ID!, $input: CreatePreviewLinkInput!) {
  createPreviewLink(blogId: $blogId, input: $input) {
    __typename
    ... on CreatePreviewLinkSuccess {
      token
      url
      expiresAt
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<CreatePreviewLinkMutation, CreatePreviewLinkMutationVariables>;
export const RevokePreviewLinksDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokePreviewLinks($blogId: ID!) {
  revokePreviewLinks(blogId: $blogId) {
    __typename
    ... on RevokePreviewLinksSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<RevokePreviewLinksMutation, RevokePreviewLinksMutationVariables>;
export const PreviewContentDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PreviewContent($input: PreviewContentInput!) {
  previewContent(input: $input) {
    __typename
    ... on PreviewContentSuccess {
      content {
        ...Content
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}`) as unknown as TypedDocumentString<PreviewContentQuery, PreviewContentQueryVariables>;
export const SaveBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SaveBlog($input: SaveBlogInput!) {
  saveBlog(input: $input) {
    __typename
    ... on SaveBlogSuccess {
      blog {
        ...BlogDetails
        ...Checked
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}
fragment Checked on Blog {
  id
  provenance {
    sentences
    generated
    other
    approvedBy {
      ...Person
    }
  }
  content {
    ...Checks
  }
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<SaveBlogMutation, SaveBlogMutationVariables>;
export const UpdateBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateBlog($id: ID!, $input: UpdateBlogInput!) {
  updateBlog(id: $id, input: $input) {
    __typename
    ... on UpdateBlogSuccess {
      blog {
        ...BlogDetails
        ...Checked
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}
fragment Checked on Blog {
  id
  provenance {
    sentences
    generated
    other
    approvedBy {
      ...Person
    }
  }
  content {
    ...Checks
  }
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<UpdateBlogMutation, UpdateBlogMutationVariables>;
export const DiscardWorkingCopyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DiscardWorkingCopy($id: ID!, $input: DiscardWorkingCopyInput!) {
  discardWorkingCopy(id: $id, input: $input) {
    __typename
    ... on DiscardWorkingCopySuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<DiscardWorkingCopyMutation, DiscardWorkingCopyMutationVariables>;
export const RestoreVersionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RestoreVersion($id: ID!, $input: RestoreVersionInput!) {
  restoreVersion(id: $id, input: $input) {
    __typename
    ... on RestoreVersionSuccess {
      blog {
        ...BlogDetails
        ...Checked
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}
fragment Checked on Blog {
  id
  provenance {
    sentences
    generated
    other
    approvedBy {
      ...Person
    }
  }
  content {
    ...Checks
  }
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<RestoreVersionMutation, RestoreVersionMutationVariables>;
export const UpdateSlugDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateSlug($id: ID!, $input: UpdateSlugInput!) {
  updateSlug(id: $id, input: $input) {
    __typename
    ... on UpdateSlugSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<UpdateSlugMutation, UpdateSlugMutationVariables>;
export const DeleteBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteBlog($id: ID!) {
  deleteBlog(id: $id) {
    __typename
    ... on DeleteBlogSuccess {
      deletedId
    }
    ... on UserError {
      __typename
      message
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<DeleteBlogMutation, DeleteBlogMutationVariables>;
export const RequestPublishDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RequestPublish($id: ID!) {
  requestPublish(id: $id) {
    __typename
    ... on RequestPublishSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<RequestPublishMutation, RequestPublishMutationVariables>;
export const WithdrawBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation WithdrawBlog($id: ID!) {
  withdrawBlog(id: $id) {
    __typename
    ... on WithdrawBlogSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<WithdrawBlogMutation, WithdrawBlogMutationVariables>;
export const GenerationServiceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query GenerationService {
  generationService {
    provider
    textModel
    imageModel
    warnings
  }
}
    `) as unknown as TypedDocumentString<GenerationServiceQuery, GenerationServiceQueryVariables>;
export const GenerationEstimateDocument = /*#__PURE__*/ new TypedDocumentString(`
    query GenerationEstimate($input: GenerationEstimateInput!) {
  generationEstimate(input: $input) {
    __typename
    ... on GenerationEstimateSuccess {
      tokens
      costUsd
      fits
      overlapping {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<GenerationEstimateQuery, GenerationEstimateQueryVariables>;
export const GenerateIdeasDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateIdeas($input: GenerateIdeasInput!) {
  generateIdeas(input: $input) {
    __typename
    ... on GenerateIdeasSuccess {
      options
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<GenerateIdeasMutation, GenerateIdeasMutationVariables>;
export const GenerateTitlesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateTitles($input: GenerateTitlesInput!) {
  generateTitles(input: $input) {
    __typename
    ... on GenerateTitlesSuccess {
      options
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<GenerateTitlesMutation, GenerateTitlesMutationVariables>;
export const GenerateIntrosDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateIntros($input: GenerateIntrosInput!) {
  generateIntros(input: $input) {
    __typename
    ... on GenerateIntrosSuccess {
      options
      receipt
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<GenerateIntrosMutation, GenerateIntrosMutationVariables>;
export const GenerateOutlinesDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateOutlines($input: GenerateOutlinesInput!) {
  generateOutlines(input: $input) {
    __typename
    ... on GenerateOutlinesSuccess {
      options {
        headings
      }
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<GenerateOutlinesMutation, GenerateOutlinesMutationVariables>;
export const GenerateImagePromptsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateImagePrompts($input: GenerateImagePromptsInput!) {
  generateImagePrompts(input: $input) {
    __typename
    ... on GenerateImagePromptsSuccess {
      options
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<GenerateImagePromptsMutation, GenerateImagePromptsMutationVariables>;
export const GenerateCoverImageDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateCoverImage($input: GenerateCoverImageInput!) {
  generateCoverImage(input: $input) {
    __typename
    ... on GenerateCoverImageSuccess {
      image {
        ...Picture
      }
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<GenerateCoverImageMutation, GenerateCoverImageMutationVariables>;
export const GenerateBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation GenerateBlog($input: GenerateBlogInput!) {
  generateBlog(input: $input) {
    __typename
    ... on GenerateBlogSuccess {
      content {
        ...Content
        ...Checks
      }
      receipt
      references {
        ...Link
      }
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}`) as unknown as TypedDocumentString<GenerateBlogMutation, GenerateBlogMutationVariables>;
export const GenerateBlogStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription GenerateBlogStream($input: GenerateBlogInput!, $resume: GenerateBlogResume) {
  generateBlog(input: $input, resume: $resume) {
    __typename
    ... on BlogDelta {
      runId
      position
      markdown
    }
    ... on GenerateBlogSuccess {
      content {
        ...Content
        ...Checks
      }
      receipt
      references {
        ...Link
      }
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}`) as unknown as TypedDocumentString<GenerateBlogStreamSubscription, GenerateBlogStreamSubscriptionVariables>;
export const RegenerateSectionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RegenerateSection($input: RegenerateSectionInput!) {
  regenerateSection(input: $input) {
    __typename
    ... on RegenerateSectionSuccess {
      markdown
      content {
        ...Content
        ...Checks
      }
      receipt
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}`) as unknown as TypedDocumentString<RegenerateSectionMutation, RegenerateSectionMutationVariables>;
export const RewriteTextDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RewriteText($input: RewriteTextInput!) {
  rewriteText(input: $input) {
    __typename
    ... on RewriteTextSuccess {
      options
      usage {
        ...Usage
      }
      receipt
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<RewriteTextMutation, RewriteTextMutationVariables>;
export const SuggestTagsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SuggestTags($input: SuggestTagsInput!) {
  suggestTags(input: $input) {
    __typename
    ... on SuggestTagsSuccess {
      options
      usage {
        ...Usage
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<SuggestTagsMutation, SuggestTagsMutationVariables>;
export const TranslateBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TranslateBlog($input: TranslateBlogInput!) {
  translateBlog(input: $input) {
    __typename
    ... on TranslateBlogSuccess {
      title
      content {
        ...Content
      }
      usage {
        ...Usage
      }
      receipt
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on GenerationFailedError {
      reason
      retryAfterSeconds
    }
  }
}
    fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Usage on GenerationUsage {
  model
  inputTokens
  outputTokens
  thinkingTokens
  costUsd
  milliseconds
}`) as unknown as TypedDocumentString<TranslateBlogMutation, TranslateBlogMutationVariables>;
export const InvitationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Invitations {
  invitations {
    ...InvitationParts
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment InvitationParts on Invitation {
  id
  email
  role
  invitedBy {
    ...Person
  }
  expiresAt
}`) as unknown as TypedDocumentString<InvitationsQuery, InvitationsQueryVariables>;
export const InviteUserDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation InviteUser($input: InviteUserInput!) {
  inviteUser(input: $input) {
    __typename
    ... on InviteUserSuccess {
      invitation {
        ...InvitationParts
      }
      url
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment InvitationParts on Invitation {
  id
  email
  role
  invitedBy {
    ...Person
  }
  expiresAt
}`) as unknown as TypedDocumentString<InviteUserMutation, InviteUserMutationVariables>;
export const RevokeInvitationDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeInvitation($id: ID!) {
  revokeInvitation(id: $id) {
    __typename
    ... on RevokeInvitationSuccess {
      revokedId
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const AcceptInviteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AcceptInvite($input: AcceptInviteInput!) {
  acceptInvite(input: $input) {
    __typename
    ... on AcceptInviteSuccess {
      session {
        ...SignedIn
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}`) as unknown as TypedDocumentString<AcceptInviteMutation, AcceptInviteMutationVariables>;
export const RequestPasswordResetDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) {
    __typename
    ... on RequestPasswordResetSuccess {
      message
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const ResetPasswordDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    __typename
    ... on ResetPasswordSuccess {
      session {
        ...SignedIn
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}
fragment SignedIn on Session {
  accessToken
  expiresAt
  viewer {
    ...Me
  }
}`) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const SendVerificationEmailDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SendVerificationEmail {
  sendVerificationEmail {
    __typename
    ... on SendVerificationEmailSuccess {
      message
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SendVerificationEmailMutation, SendVerificationEmailMutationVariables>;
export const VerifyEmailDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input) {
    __typename
    ... on VerifyEmailSuccess {
      email
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    `) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const ChangeEmailDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ChangeEmail($input: ChangeEmailInput!) {
  changeEmail(input: $input) {
    __typename
    ... on ChangeEmailSuccess {
      viewer {
        ...Me
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}`) as unknown as TypedDocumentString<ChangeEmailMutation, ChangeEmailMutationVariables>;
export const UploadImageDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UploadImage($input: UploadImageInput!) {
  uploadImage(input: $input) {
    __typename
    ... on UploadImageSuccess {
      image {
        ...Picture
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on UnusableImageError {
      maxBytes
      mediaTypes
    }
  }
}
    fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<UploadImageMutation, UploadImageMutationVariables>;
export const UpdateProfileDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    __typename
    ... on UpdateProfileSuccess {
      viewer {
        ...Me
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Me on Viewer {
  id
  user {
    ...Person
    joinedAt
    bio
    websiteUrl
  }
  email
  emailVerified
  pendingEmail
  role
  mail {
    decisions
    notes
    reviewRequests
  }
  generationBudget {
    used
    limit
    resetsAt
  }
}`) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const AdminQueueDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AdminQueue($status: BlogStatus! = PENDING, $first: Int, $after: String, $last: Int, $before: String, $search: String, $authorId: ID, $withTotal: Boolean! = false) {
  adminQueue(
    status: $status
    first: $first
    after: $after
    last: $last
    before: $before
    search: $search
    authorId: $authorId
  ) {
    nodes {
      ...BlogSummary
      authorEmail
      workingCopy {
        id
        status
        title
        requestedAt
      }
    }
    pageInfo {
      ...Place
    }
    totalCount @include(if: $withTotal)
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Place on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<AdminQueueQuery, AdminQueueQueryVariables>;
export const ApproveBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApproveBlog($id: ID!, $input: ApproveBlogInput!) {
  approveBlog(id: $id, input: $input) {
    __typename
    ... on ApproveBlogSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<ApproveBlogMutation, ApproveBlogMutationVariables>;
export const RejectBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RejectBlog($id: ID!, $input: RejectBlogInput!) {
  rejectBlog(id: $id, input: $input) {
    __typename
    ... on RejectBlogSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<RejectBlogMutation, RejectBlogMutationVariables>;
export const UnpublishBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UnpublishBlog($id: ID!, $input: UnpublishBlogInput) {
  unpublishBlog(id: $id, input: $input) {
    __typename
    ... on UnpublishBlogSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<UnpublishBlogMutation, UnpublishBlogMutationVariables>;
export const RepublishBlogDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RepublishBlog($id: ID!, $input: RepublishBlogInput!) {
  republishBlog(id: $id, input: $input) {
    __typename
    ... on RepublishBlogSuccess {
      blog {
        ...BlogSummary
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<RepublishBlogMutation, RepublishBlogMutationVariables>;
export const AddNoteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddNote($blogId: ID!, $input: AddNoteInput!) {
  addNote(blogId: $blogId, input: $input) {
    __typename
    ... on AddNoteSuccess {
      note {
        ...Note
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}`) as unknown as TypedDocumentString<AddNoteMutation, AddNoteMutationVariables>;
export const ResolveNoteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResolveNote($id: ID!) {
  resolveNote(id: $id) {
    __typename
    ... on ResolveNoteSuccess {
      note {
        ...Note
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}`) as unknown as TypedDocumentString<ResolveNoteMutation, ResolveNoteMutationVariables>;
export const ReopenNoteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReopenNote($id: ID!) {
  reopenNote(id: $id) {
    __typename
    ... on ReopenNoteSuccess {
      note {
        ...Note
      }
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}`) as unknown as TypedDocumentString<ReopenNoteMutation, ReopenNoteMutationVariables>;
export const DeleteNoteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteNote($id: ID!) {
  deleteNote(id: $id) {
    __typename
    ... on DeleteNoteSuccess {
      deletedId
    }
    ... on UserError {
      __typename
      message
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteNoteMutation, DeleteNoteMutationVariables>;
export const ApplySuggestionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApplySuggestion($noteId: ID!, $input: ApplySuggestionInput!) {
  applySuggestion(noteId: $noteId, input: $input) {
    __typename
    ... on ApplySuggestionSuccess {
      blog {
        ...BlogDetails
        ...Checked
      }
      note {
        ...Note
      }
    }
    ... on UserError {
      __typename
      message
    }
    ... on InvalidInputError {
      fields {
        path
        message
        code
      }
    }
    ... on BlogStatusError {
      blog {
        ...BlogSummary
      }
    }
    ... on EditConflictError {
      blog {
        ...BlogDetails
      }
    }
  }
}
    fragment Person on User {
  id
  name
  avatarUrl
}
fragment BlogSummary on Blog {
  id
  title
  slug
  status
  feedback
  author {
    ...Person
  }
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  revision
  viewerActions
  createdAt
  updatedAt
  requestedAt
  publishedAt
  firstPublishedAt
}
fragment Note on ReviewNote {
  id
  author {
    ...Person
  }
  body
  quote
  anchor
  orphaned
  suggestion
  revision
  createdAt
  resolvedAt
  resolvedBy {
    ...Person
  }
}
fragment BlogDetails on Blog {
  ...BlogSummary
  notes {
    ...Note
  }
  versions {
    id
    revision
    cause
    savedAt
    savedBy {
      ...Person
    }
  }
  authorEmail
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
    length
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  reviews {
    id
    decision
    feedback
    reviewer {
      ...Person
    }
    decidedAt
    revision
  }
  workingCopy {
    ...Changes
  }
}
fragment Changes on WorkingCopy {
  id
  status
  title
  tags
  languageTag
  coverImageUrl
  coverImage {
    ...Picture
  }
  brief {
    language
    tone
    creativity
    focusOrNiche
    targetedKeyword
    targetedAudience
    referenceLinks
  }
  selectedIdea
  introMarkdown
  outline
  imagePrompt
  content {
    ...Content
  }
  references {
    ...Link
  }
  feedback
  updatedAt
  requestedAt
}
fragment Content on BlogContent {
  markdown
  html
  sections {
    heading
    level
    anchor
  }
  excerpt
  wordCount
  readingMinutes
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
}
fragment Link on Reference {
  url
  title
  status
}
fragment Checks on BlogContent {
  unsourcedClaims {
    kind
    sentence
    anchor
  }
  styleFindings {
    rule
    quote
    suggestion
    anchor
  }
}
fragment Checked on Blog {
  id
  provenance {
    sentences
    generated
    other
    approvedBy {
      ...Person
    }
  }
  content {
    ...Checks
  }
}
fragment Picture on Image {
  url
  width
  height
  bytes
  mediaType
  alt
  variants {
    url
    width
    height
  }
  srcset
}`) as unknown as TypedDocumentString<ApplySuggestionMutation, ApplySuggestionMutationVariables>;