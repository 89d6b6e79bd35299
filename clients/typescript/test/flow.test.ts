import { WebSocket } from 'ws';
import { expect, it } from 'vitest';
import { unwrap } from '../src/index.js';
import { blog, connect, newAuthor, wishes } from './people.js';

it('writes, saves and lists', async () => {
  const author = await newAuthor(connect({ webSocket: WebSocket }));
  const ideas = await unwrap(author.generateIdeas({ brief: wishes.brief }));
  expect(ideas.options).toHaveLength(5);
  let text = '';
  for await (const event of author.generateBlog.stream(wishes)) {
    if (event.__typename === 'BlogDelta') text += event.markdown;
    else expect(unwrap(event).content.markdown.length).toBeGreaterThan(text.length / 2);
  }
  const saved = await unwrap(author.saveBlog(blog('First')));
  expect(saved.blog.status).toBe('SAVED');
  const page = await author.blogs({ withTotal: true });
  expect(page.totalCount).toBe(1);
  expect(page.nodes[0]?.title).toBe('First');
});
