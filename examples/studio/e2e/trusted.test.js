// The flow with a server that accepts only the documents of this Studio. In a file of its own: the
// time limit is for a file.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TRUSTED_STUDIO } from './people.js';
import { wholeFlow } from './whole_flow.js';

it('works with a server that accepts only the documents of this Studio', async (test) => {
  await wholeFlow(test, TRUSTED_STUDIO);
  const answer = await fetch(`${TRUSTED_STUDIO}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { email } }' }),
  });
  const { errors } = await answer.json();
  assert.equal(errors[0].extensions.code, 'FORBIDDEN');
});
