import { expect, test } from 'vitest';
import { nextAfter } from '../src/review/useNextInReview';

const WAITING = ['a', 'b', 'c'].map((id) => ({ id, title: id.toUpperCase() }));

test.each([
  ['a', 'b'],
  ['c', 'a'],
  ['decided', 'a'],
])('after %s, the next post in review is %s', (id, next) => {
  expect(nextAfter(WAITING, id)?.id).toBe(next);
});

test('there is no next post if no other waits', () => {
  expect(nextAfter(WAITING.slice(0, 1), 'a')).toBeNull();
  expect(nextAfter([], 'a')).toBeNull();
});
