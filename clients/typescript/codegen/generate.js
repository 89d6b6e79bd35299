// Generate src/generated/ from the schema and operations/*.graphql.
//
//     node codegen/generate.js [--check] [SCHEMA]    --check: write nothing, fail on differences
import { CodegenContext, generate } from '@graphql-codegen/cli';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { config } from './config.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const schema =
  process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '../../schema.graphql';

// Not the command: with --silent, it hides the causes of errors.
const context = new CodegenContext({ config: { ...config, schema, cwd: home, silent: true } });
if (process.argv.includes('--check')) context.enableCheckMode();
try {
  await generate(context);
} catch (error) {
  const causes = error instanceof AggregateError ? error.errors : [error];
  for (const { message } of causes) console.error(`clients/typescript: ${message}`);
  process.exit(1);
}
for (const file of context.checkModeStaleFiles)
  console.error(`${path.relative(home, path.resolve(home, file))} does not match the schema.`);
if (context.checkModeStaleFiles.length) {
  console.error(`clients/typescript is out of date with schema.graphql: run 'make sdk'.`);
  process.exit(1);
}
