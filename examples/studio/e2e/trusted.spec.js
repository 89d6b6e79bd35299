// The flow with a server that accepts only the documents of this Studio.
import assert from 'node:assert/strict';
import { test } from './fixtures.js';
import { TRUSTED_STUDIO } from './people.js';
import { wholeFlow } from './whole_flow.js';

test('works with a server that accepts only the documents of this Studio', async ({ arrive }) => {
  await wholeFlow(arrive, TRUSTED_STUDIO);
  const answer = await fetch(`${TRUSTED_STUDIO}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { email } }' }),
  });
  const { errors } = await answer.json();
  assert.equal(errors[0].extensions.code, 'FORBIDDEN');
});
