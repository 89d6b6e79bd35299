import { describe, expectTypeOf, it } from 'vitest';
import type { FailureMember } from '../src/generated/failures.js';
import {
  type BlogDetailsFragment,
  type BlogStatus,
  type BlogStatusError,
  type BlogSummaryFragment,
  type Client,
  type FailureOf,
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
  unwrap,
} from '../src/index.js';
import type { LoginDocument } from '../src/generated/graphql.js';

declare const client: Client;
const input = { email: 'ada@example.com', password: 'a good password' };

describe('results', () => {
  it('are told apart by their names', async () => {
    const result = await client.login(input);
    expectTypeOf(result.__typename).toEqualTypeOf<'LoginSuccess' | 'InvalidCredentialsError'>();
    if (result.__typename === 'LoginSuccess') {
      expectTypeOf(result.session.accessToken).toBeString();
      expectTypeOf(result).not.toHaveProperty('message');
    } else {
      expectTypeOf(result.message).toBeString();
      expectTypeOf(result).not.toHaveProperty('session');
    }
  });

  it('are their success when unwrapped, awaited or not', async () => {
    const result = await client.saveBlog({ brief: {} as never, title: '', markdown: '' });
    expectTypeOf(unwrap(result).blog).toEqualTypeOf<BlogDetailsFragment>();
    expectTypeOf(unwrap(client.login(input))).resolves.toHaveProperty('session');
    expectTypeOf(unwrap(client.login(input))).toEqualTypeOf<
      Promise<Success<LoginMutation['login']>>
    >();
    if (isFailure(result)) expectTypeOf(result).toEqualTypeOf<FailureOf<typeof result>>();
    else expectTypeOf(result.blog.status).toEqualTypeOf<BlogStatus>();
  });

  it('have no failure besides the ones of the schema', () => {
    // Each mutation's failures are among those that have a class.
    type Results = {
      [Name in keyof Operations]: Operations[Name] extends (...given: never[]) => Promise<infer R>
        ? R
        : never;
    };
    type Named = Extract<Results[keyof Results], { message: string }>;
    expectTypeOf<Named>().toExtend<FailureMember>();
  });

  it('are what exceptions have', () => {
    expectTypeOf<InvalidInputError['fields']>().toEqualTypeOf<
      { path: string[]; message: string }[]
    >();
    expectTypeOf<BlogStatusError['blog']>().toEqualTypeOf<BlogSummaryFragment>();
    expectTypeOf<RequestError['retryAfterSeconds']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<GenerationFailure>().extract<'BLOCKED'>().toEqualTypeOf<'BLOCKED'>();
  });
});

describe('calls', () => {
  it('take what is required by place, and the rest as options', () => {
    expectTypeOf(client.rejectBlog).parameter(0).toBeString();
    expectTypeOf(client.rejectBlog).parameter(1).toEqualTypeOf<{
      feedback: string;
      expectedRevision: number;
    }>();
    // @ts-expect-error feedback is needed
    void client.rejectBlog('id');
    // @ts-expect-error no such status
    void client.blogs({ status: 'LOST' });
    // @ts-expect-error no such argument
    void client.blogs({ last: 3 });
    void client.blogs({ status: null, signal: undefined });
    // @ts-expect-error a file is no text
    void client.uploadImage({ file: 'cover.png' });
    // @ts-expect-error a server is needed
    createClient({});
  });

  it('have null where the schema has it', async () => {
    expectTypeOf(await client.blog('id')).toEqualTypeOf<BlogDetailsFragment | null>();
    expectTypeOf((await client.blogs()).totalCount).toEqualTypeOf<number | undefined>();
    const node = await client.node('id');
    expectTypeOf<NonNullable<typeof node>['__typename']>().toEqualTypeOf<'Blog' | 'User'>();
  });

  it('give lists one by one, and streams event by event', async () => {
    for await (const blog of client.publishedBlogs.nodes()) {
      expectTypeOf(blog).toExtend<BlogSummaryFragment>();
      expectTypeOf(blog.content.readingMinutes).toBeNumber();
    }
    for await (const event of client.generateBlog.stream({} as never)) {
      if (event.__typename === 'BlogDelta') expectTypeOf(event.markdown).toBeString();
      else expectTypeOf(unwrap(event).content.markdown).toBeString();
    }
  });

  it('take documents with their types', async () => {
    type Document = TypedDocument<{ viewer: null }, { id: string }>;
    const document = {} as Document;
    expectTypeOf(await client.request(document, { id: '1' })).toEqualTypeOf<{ viewer: null }>();
    // @ts-expect-error the variable is needed
    void client.request(document);
    // @ts-expect-error it is a string
    void client.request(document, { id: 1 });
    expectTypeOf<ResultOf<typeof LoginDocument>>().toEqualTypeOf<LoginMutation>();
    expectTypeOf(await client.request('{ viewer { email } }')).toBeUnknown();
  });
});

it('has the possible types as caches take them', () => {
  expectTypeOf(possibleTypes).toExtend<Record<string, string[]>>();
  expectTypeOf(possibleTypes).toHaveProperty('UserError');
});
