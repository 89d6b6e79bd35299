import type { DocumentNode } from 'graphql';
import { describe, expectTypeOf, it } from 'vitest';
import * as operations from '../src/generated/operations.js';
import type { FullClient } from './people.js';
import type { FailureMember } from '../src/generated/failures.js';
import {
  type BlogDetailsFragment,
  type CheckedFragment,
  type BlogStatus,
  type BlogStatusError,
  type BlogSummaryFragment,
  type CallOptions,
  type DateTime,
  type FailureOf,
  type FieldErrorCode,
  type GenerationFailure,
  type HTML,
  type ID,
  type InvalidInputError,
  type LoginMutation,
  type Markdown,
  RequestError,
  type ResultOf,
  type SaveBlogInput,
  type Success,
  type TypedDocument,
  type URL,
  createClient,
  isFailure,
  possibleTypes,
  typePolicies,
  unwrap,
} from '../src/index.js';
import type { LoginDocument } from '../src/generated/graphql.js';

declare const client: FullClient;
const input = { email: 'ada@example.com', password: 'a good password' };

describe('results', () => {
  it('are narrowed by their type names', async () => {
    const result = await client.login({ input });
    expectTypeOf(result.__typename).toEqualTypeOf<
      'LoginSuccess' | 'InvalidCredentialsError' | 'AccountSuspendedError'
    >();
    if (result.__typename === 'LoginSuccess') {
      expectTypeOf(result.session.accessToken).toBeString();
      expectTypeOf(result).not.toHaveProperty('message');
    } else {
      expectTypeOf(result.message).toBeString();
      expectTypeOf(result).not.toHaveProperty('session');
    }
  });

  it('are successes after unwrap, awaited or not', async () => {
    const result = await client.saveBlog({ input: { brief: {} as never, title: '', markdown: '' } });
    expectTypeOf(unwrap(result).blog).toEqualTypeOf<BlogDetailsFragment & CheckedFragment>();
    expectTypeOf(unwrap(client.login({ input }))).resolves.toHaveProperty('session');
    expectTypeOf(unwrap(client.login({ input }))).toEqualTypeOf<
      Promise<Success<LoginMutation['login']>>
    >();
    if (isFailure(result)) expectTypeOf(result).toEqualTypeOf<FailureOf<typeof result>>();
    else expectTypeOf(result.blog.status).toEqualTypeOf<BlogStatus>();
  });

  it('have only failures of the schema', () => {
    // Each failure of a mutation has a class.
    type Results = {
      [Name in keyof FullClient]: FullClient[Name] extends (...given: never[]) => Promise<infer R>
        ? R
        : never;
    };
    type Failures = Exclude<Results[keyof typeof operations], { __typename: `${string}Success` }>;
    type Named = Extract<Failures, { message: string }>;
    expectTypeOf<Named>().toExtend<FailureMember>();
  });

  it('have the fields of their exceptions', () => {
    expectTypeOf<InvalidInputError['fields']>().toEqualTypeOf<
      { path: string[]; message: string; code: FieldErrorCode }[]
    >();
    expectTypeOf<BlogStatusError['blog']>().toEqualTypeOf<BlogSummaryFragment>();
    expectTypeOf<RequestError['retryAfterSeconds']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<GenerationFailure>().extract<'BLOCKED'>().toEqualTypeOf<'BLOCKED'>();
  });
});

describe('calls', () => {
  it('take variables, then options', () => {
    type Variables = { id: string; input: { feedback: string; expectedRevision: number } };
    expectTypeOf(client.rejectBlog).parameter(0).toEqualTypeOf<Variables>();
    expectTypeOf(client.rejectBlog).parameter(1).toEqualTypeOf<CallOptions | undefined>();
    // @ts-expect-error the input is required
    void client.rejectBlog({ id: 'id' });
    // @ts-expect-error variables are required
    void client.login();
    // @ts-expect-error unknown status
    void client.blogs({ status: 'LOST' });
    // @ts-expect-error unknown argument
    void client.blogs({ latest: 3 });
    // @ts-expect-error an option is no variable
    void client.blogs({ retry: false });
    void client.blogs({ status: null }, { signal: undefined });
    void client.viewer({}, { retry: false });
    // @ts-expect-error a file is not a string
    void client.uploadImage({ input: { file: 'cover.png' } });
    // @ts-expect-error the url is required
    createClient({});
  });

  it('exist for the given operations only', () => {
    const { login } = operations;
    const few = createClient({ url: '/graphql' }, { login });
    expectTypeOf(few.login).toEqualTypeOf(client.login);
    expectTypeOf(few.withToken(undefined).login).toEqualTypeOf(client.login);
    expectTypeOf(few).not.toHaveProperty('blogs');
    expectTypeOf(createClient({ url: '/graphql' })).not.toHaveProperty('login');
    // @ts-expect-error no operation
    createClient({ url: '/graphql' }, { login: 'login' });
  });

  it('return null where the schema allows it', async () => {
    expectTypeOf(await client.blog({ id: 'id' })).toEqualTypeOf<
      (BlogDetailsFragment & CheckedFragment) | null
    >();
    expectTypeOf((await client.blogs()).totalCount).toEqualTypeOf<number | undefined>();
    const node = await client.node({ id: 'id' });
    expectTypeOf<NonNullable<typeof node>['__typename']>().toEqualTypeOf<
      'Account' | 'Blog' | 'ReviewNote' | 'User'
    >();
  });

  it('iterate over lists and streams', async () => {
    for await (const blog of client.publishedBlogs.nodes()) {
      expectTypeOf(blog).toExtend<BlogSummaryFragment>();
      expectTypeOf(blog.content.readingMinutes).toBeNumber();
    }
    for await (const event of client.generateBlog.stream({ input: {} as never })) {
      if (event.__typename === 'BlogDelta') expectTypeOf(event.markdown).toBeString();
      else expectTypeOf(unwrap(event).content.markdown).toBeString();
    }
  });

  it('take typed documents', async () => {
    type Document = TypedDocument<{ viewer: null }, { id: string }>;
    const document = {} as Document;
    expectTypeOf(await client.request(document, { id: '1' })).toEqualTypeOf<{ viewer: null }>();
    // @ts-expect-error the variable is required
    void client.request(document);
    // @ts-expect-error it is a string
    void client.request(document, { id: 1 });
    expectTypeOf<ResultOf<typeof LoginDocument>>().toEqualTypeOf<LoginMutation>();
    const text = '{ viewer { email } }';
    expectTypeOf(await client.request(text)).toBeUnknown();
    type Data = { viewer: { email: string } | null };
    expectTypeOf(await client.request<Data>(text)).toEqualTypeOf<Data>();
    expectTypeOf(await client.request<Data>(text, { id: '1' })).toEqualTypeOf<Data>();
    // @ts-expect-error an AST is not a text
    void client.request({} as DocumentNode);
  });
});

it('exports the configuration of caches', () => {
  expectTypeOf(typePolicies.Blog.fields.content.merge).toBeBoolean();
  expectTypeOf(possibleTypes).toExtend<Record<string, string[]>>();
  expectTypeOf(possibleTypes).toHaveProperty('UserError');
});

describe('scalars', () => {
  it('of results are distinct types', async () => {
    const blog = (await client.blog({ id: 'id' }))!;
    expectTypeOf(blog.id).toEqualTypeOf<ID>();
    expectTypeOf(blog.createdAt).toEqualTypeOf<DateTime>();
    expectTypeOf(blog.content.html).toEqualTypeOf<HTML>();
    expectTypeOf(blog.content.markdown).toEqualTypeOf<Markdown>();
    expectTypeOf(blog.coverImageUrl).toEqualTypeOf<URL | null>();
    const render = (html: HTML): string => html;
    render(blog.content.html);
    // @ts-expect-error not sanitised
    render(blog.content.markdown);
    // @ts-expect-error a plain string
    render('<p>');
    expectTypeOf(blog.content.html).toExtend<string>();
  });

  it('of inputs are plain strings, and accept those of results', async () => {
    expectTypeOf<SaveBlogInput['markdown']>().toEqualTypeOf<string>();
    expectTypeOf(client.blog).parameter(0).toEqualTypeOf<{ id: string }>();
    const blog = (await client.blog({ id: 'of an address' }))!;
    void client.blog({ id: blog.id });
    void client.deleteBlog({ id: blog.id });
    const input = { expectedRevision: 1, markdown: blog.content.markdown, coverImageUrl: blog.coverImageUrl };
    void client.updateBlog({ id: blog.id, input });
  });
});
