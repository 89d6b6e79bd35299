import type { DocumentNode } from 'graphql';
import { describe, expectTypeOf, it } from 'vitest';
import type { FailureMember } from '../src/generated/failures.js';
import {
  type BlogDetailsFragment,
  type CheckedFragment,
  type BlogStatus,
  type BlogStatusError,
  type BlogSummaryFragment,
  type Client,
  type FailureOf,
  type FieldErrorCode,
  type GenerationFailure,
  type InvalidInputError,
  type LoginMutation,
  type Operations,
  RequestError,
  type ResultOf,
  type Success,
  type TypedDocument,
  createClient,
  isFailure,
  possibleTypes,
  typePolicies,
  unwrap,
} from '../src/index.js';
import type { LoginDocument } from '../src/generated/graphql.js';

declare const client: Client;
const input = { email: 'ada@example.com', password: 'a good password' };

describe('results', () => {
  it('are narrowed by their type names', async () => {
    const result = await client.login(input);
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
    const result = await client.saveBlog({ brief: {} as never, title: '', markdown: '' });
    expectTypeOf(unwrap(result).blog).toEqualTypeOf<BlogDetailsFragment & CheckedFragment>();
    expectTypeOf(unwrap(client.login(input))).resolves.toHaveProperty('session');
    expectTypeOf(unwrap(client.login(input))).toEqualTypeOf<
      Promise<Success<LoginMutation['login']>>
    >();
    if (isFailure(result)) expectTypeOf(result).toEqualTypeOf<FailureOf<typeof result>>();
    else expectTypeOf(result.blog.status).toEqualTypeOf<BlogStatus>();
  });

  it('have only failures of the schema', () => {
    // Each failure of a mutation has a class.
    type Results = {
      [Name in keyof Operations]: Operations[Name] extends (...given: never[]) => Promise<infer R>
        ? R
        : never;
    };
    type Failures = Exclude<Results[keyof Results], { __typename: `${string}Success` }>;
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
  it('take required variables by position, others as options', () => {
    expectTypeOf(client.rejectBlog).parameter(0).toBeString();
    expectTypeOf(client.rejectBlog).parameter(1).toEqualTypeOf<{
      feedback: string;
      expectedRevision: number;
    }>();
    // @ts-expect-error feedback is required
    void client.rejectBlog('id');
    // @ts-expect-error unknown status
    void client.blogs({ status: 'LOST' });
    // @ts-expect-error unknown argument
    void client.blogs({ latest: 3 });
    void client.blogs({ status: null, signal: undefined });
    // @ts-expect-error a file is not a string
    void client.uploadImage({ file: 'cover.png' });
    // @ts-expect-error the url is required
    createClient({});
  });

  it('return null where the schema allows it', async () => {
    expectTypeOf(await client.blog('id')).toEqualTypeOf<
      (BlogDetailsFragment & CheckedFragment) | null
    >();
    expectTypeOf((await client.blogs()).totalCount).toEqualTypeOf<number | undefined>();
    const node = await client.node('id');
    expectTypeOf<NonNullable<typeof node>['__typename']>().toEqualTypeOf<
      'Account' | 'Blog' | 'ReviewNote' | 'User'
    >();
  });

  it('iterate over lists and streams', async () => {
    for await (const blog of client.publishedBlogs.nodes()) {
      expectTypeOf(blog).toExtend<BlogSummaryFragment>();
      expectTypeOf(blog.content.readingMinutes).toBeNumber();
    }
    for await (const event of client.generateBlog.stream({} as never)) {
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
