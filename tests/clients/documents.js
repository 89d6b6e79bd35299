// Documents and variables of the tests.

const BLOG = `
  fragment BlogLine on Blog { id title status author { id name } }
`;

export const SIGN_UP = `
  mutation SignUp($input: SignupInput!) {
    signup(input: $input) {
      __typename
      ... on SignupSuccess { session { accessToken expiresAt viewer { email role user { id name } } } }
      ... on UserError { message }
    }
  }
`;

export const LOG_IN = `
  mutation LogIn($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on LoginSuccess { session { accessToken viewer { email } } }
      ... on UserError { message }
    }
  }
`;

export const VIEWER = `
  query WhoAmI { viewer { email user { name } } }
`;

export const SAVE = `
  mutation Save($input: SaveBlogInput!) {
    saveBlog(input: $input) {
      __typename
      ... on SaveBlogSuccess { blog { ...BlogLine content { html wordCount } } }
      ... on InvalidInputError { message fields { path message } }
      ... on UserError { message }
    }
  }
  ${BLOG}
`;

export const PAGE = `
  query Page($first: Int!, $after: String) {
    blogs(first: $first, after: $after) {
      edges { cursor node { ...BlogLine } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
  ${BLOG}
`;

export const UPLOAD = `
  mutation Upload($input: UploadImageInput!) {
    uploadImage(input: $input) {
      __typename
      ... on UploadImageSuccess { image { url width height bytes mediaType } }
      ... on UnusableImageError { message maxBytes mediaTypes }
      ... on UserError { message }
    }
  }
`;

export const WRITE = `
  subscription Write($input: GenerateBlogInput!) {
    generateBlog(input: $input) {
      __typename
      ... on BlogDelta { markdown }
      ... on GenerateBlogSuccess { content { markdown wordCount } usage { model outputTokens } }
      ... on InvalidInputError { fields { path message } }
      ... on GenerationFailedError { reason retryAfterSeconds }
      ... on UserError { message }
    }
  }
`;

export const brief = {
  focusOrNiche: 'Urban gardening',
  targetedKeyword: 'balcony composting',
  targetedAudience: 'busy families',
};

/** Input of a new blog. */
export const blog = (title) => ({ brief, title, markdown: `## ${title}\n\nHere is the *text*.` });

/** Input of a generated post. */
export const wishes = {
  brief,
  selectedIdea: 'Composting on four floors',
  title: 'Compost on a balcony',
  introMarkdown: 'It takes a bucket.',
  outline: ['What you need', 'How to begin'],
};
