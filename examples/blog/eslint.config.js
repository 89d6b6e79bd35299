import nextVitals from 'eslint-config-next/core-web-vitals';
import nextTypescript from 'eslint-config-next/typescript';
import { defineConfig, globalIgnores } from 'eslint/config';

export default defineConfig([
  ...nextVitals,
  ...nextTypescript,
  {
    rules: {
      // The API makes smaller versions of images: no second optimiser is needed.
      '@next/next/no-img-element': 'off',
      // Plain links: pages are small and cached, and a router in the browser would keep outdated ones.
      '@next/next/no-html-link-for-pages': 'off',
    },
  },
  globalIgnores(['.next/', 'next-env.d.ts', 'src/gql/']),
]);
