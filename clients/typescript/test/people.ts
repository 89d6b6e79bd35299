import { inject } from 'vitest';
import * as operations from '../src/generated/operations.js';
import {
  type Client,
  type ClientOptions,
  type SaveBlogInput,
  createClient,
  unwrap,
} from '../src/index.js';

let made = 0;

/** A client with all operations. */
export type FullClient = Client<typeof operations>;

/** Create a client of the test server, with all operations. */
export function connect(options: Partial<ClientOptions> = {}): FullClient {
  return createClient({ url: inject('url'), ...options }, operations);
}

/** Create an account and return its client. */
export async function newAuthor(client = connect(), email?: string): Promise<FullClient> {
  const input = {
    name: 'Ada Author',
    email: email ?? `ada.${process.pid}.${(made += 1)}@example.com`,
    password: 'a good password',
  };
  const { session } = await unwrap(client.signup({ input }));
  return client.withToken(session.accessToken);
}

export const brief = {
  focusOrNiche: 'Urban gardening',
  targetedKeyword: 'balcony composting',
  targetedAudience: 'busy families',
};

export const blog = (title: string): SaveBlogInput => ({
  brief,
  title,
  markdown: `## ${title}\n\nHere is the *text*.`,
});

/** Input of a whole post. */
export const wishes = {
  brief,
  selectedIdea: 'Composting on four floors',
  title: 'Compost on a balcony',
  introMarkdown: 'It takes a bucket.',
  outline: ['What you need', 'How to begin'],
};

/** A PNG of one pixel. */
export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Collect an iteration. `Array.fromAsync` would need Node 22. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
