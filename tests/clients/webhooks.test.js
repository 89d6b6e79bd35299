// Webhooks of the server, verified by the npm package of Standard Webhooks in a receiver on Node.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PREVIOUS = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const here = path.dirname(fileURLToPath(import.meta.url));
const python = path.resolve(here, '../../.venv/bin/python');

async function receiving() {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push({ body: Buffer.concat(chunks).toString(), headers: request.headers });
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { requests, server, url: `http://127.0.0.1:${server.address().port}/hooks` };
}

test('the package verifies requests with the current and the previous secret', async () => {
  const { requests, server, url } = await receiving();
  const env = {
    PATH: process.env.PATH,
    WEBHOOK_URLS: url,
    WEBHOOK_SECRET: `${SECRET},${PREVIOUS}`,
  };
  const command = ['-m', 'cms_blog', 'webhooks', 'test'];
  const sending = spawn(python, command, { cwd: tmpdir(), env, stdio: 'inherit' });
  const [status] = await once(sending, 'exit');
  server.close();
  assert.equal(status, 0);
  const [{ body, headers }] = requests;
  for (const secret of [SECRET, PREVIOUS]) {
    const event = new Webhook(secret).verify(body, headers);
    assert.equal(event.type, 'webhook.test');
    assert.ok(Date.now() - Date.parse(event.timestamp) < 60_000);
  }
  const other = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
  assert.throws(() => other.verify(body, headers), WebhookVerificationError);
  const altered = body.replace('webhook.test', 'webhook.rest');
  assert.throws(() => new Webhook(SECRET).verify(altered, headers), WebhookVerificationError);
});
