import { createHash } from 'node:crypto';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform, preset } from '@graphql-codegen/client-preset';

/** A document as it is sent: without the directive of Apollo Client's data masking. */
const sent = (text: string) => text.replaceAll(' @unmask', '');

/** The client preset, with a manifest of the documents as they are sent. */
const clientPreset: typeof preset = {
  ...preset,
  buildGeneratesSection: async (options) =>
    (await preset.buildGeneratesSection(options)).map((section) => {
      const name = 'persisted-operations';
      const manifest = section.pluginMap[name];
      if (!manifest) return section;
      const plugin: typeof manifest.plugin = async (...given) => {
        const made = await manifest.plugin(...given);
        return sent(typeof made === 'string' ? made : made.content);
      };
      return { ...section, pluginMap: { ...section.pluginMap, [name]: { ...manifest, plugin } } };
    }),
};

const config: CodegenConfig = {
  schema: '../../schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  ignoreNoDocuments: true,
  generates: {
    'src/gql/': {
      preset: clientPreset,
      // Adds __typename as Apollo's cache does, so that hashes of the manifest match.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: {
        // Apollo Client masks the data itself.
        fragmentMasking: false,
        persistedDocuments: {
          mode: 'embedHashInDocument',
          hashAlgorithm: (text: string) =>
            `sha256:${createHash('sha256').update(sent(text)).digest('hex')}`,
        },
      },
      config: {
        inlineFragmentTypes: 'mask',
        customDirectives: { apolloUnmask: true },
        useTypeImports: true,
        enumType: 'string-literal',
        strictScalars: true,
        scalars: {
          DateTime: 'string',
          HTML: 'string',
          HexColor: 'string',
          Markdown: 'string',
          URL: 'string',
          Upload: 'File',
        },
      },
    },
  },
};

export default config;
