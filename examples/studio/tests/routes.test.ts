import type { RouteObject } from 'react-router';
import { expect, it, vi } from 'vitest';
import { PATHS } from '../src/paths';

// Pages read the session from localStorage.
vi.stubGlobal('localStorage', { getItem: () => null });
vi.stubGlobal('addEventListener', () => undefined);
const { PAGES } = await import('../src/routes');

const pathsOf = (routes: readonly RouteObject[]): string[] =>
  routes.flatMap(({ path, index, children }) => [
    ...(index ? ['/'] : path === undefined || path === '*' ? [] : [`/${path}`]),
    ...pathsOf(children ?? []),
  ]);

it('names the paths of all pages for the server', () => {
  expect(PATHS).toEqual(pathsOf(PAGES));
});
