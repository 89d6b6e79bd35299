// Writes dist/persisted-documents.json: each operation by its hash, for TRUSTED_DOCUMENTS.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

/** @type {typeof import('../src/generated/operations.js')} */
const { operations } = await import(String(new URL('../dist/generated/operations.js', import.meta.url)));
const texts = Object.values(operations)
  .flatMap((method) => [method, method.stream])
  .flatMap((sending) => (sending ? [sending.document.toString()] : []));
const byHash = texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]);
const file = new URL('../dist/persisted-documents.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(byHash), null, 2)}\n`);
