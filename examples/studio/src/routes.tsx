import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Layout } from './Layout';
import { ArticlePage } from './public/ArticlePage';
import { CrashPage, NotFoundPage } from './public/NotFoundPage';
import { PublicPage } from './public/PublicPage';
import { LoginPage } from './session/LoginPage';
import { RequireSession } from './session/RequireSession';
import { SignupPage } from './session/SignupPage';

/** Lazily loaded page: readers don't download the pages of authors. */
const lazily = (page: () => Promise<ComponentType>) => async () => ({ Component: await page() });

const dashboard = lazily(async () => (await import('./dashboard/DashboardPage')).DashboardPage);
const wizard = lazily(async () => (await import('./wizard/WizardPage')).WizardPage);
const post = lazily(async () => (await import('./post/PostPage')).PostPage);
const edit = lazily(async () => (await import('./editor/EditPage')).EditPage);
const account = lazily(async () => (await import('./account/AccountPage')).AccountPage);
const forgot = lazily(async () => (await import('./session/links/ForgotPage')).ForgotPage);
const reset = lazily(async () => (await import('./session/links/ResetPage')).ResetPage);
const verify = lazily(async () => (await import('./session/links/VerifyPage')).VerifyPage);
const invite = lazily(async () => (await import('./session/links/InvitePage')).InvitePage);
const people = lazily(async () => (await import('./administration/PeoplePage')).PeoplePage);
const queue = lazily(async () => (await import('./review/QueuePage')).QueuePage);

export const PAGES: RouteObject[] = [

  { index: true, element: <PublicPage /> },
  { path: 'posts/:slug', element: <ArticlePage /> },
  { path: 'login', element: <LoginPage /> },
  { path: 'signup', element: <SignupPage /> },
  { path: 'forgot', lazy: forgot },
  // Links of mails lead to these pages.
  { path: 'reset-password', lazy: reset },
  { path: 'verify-email', lazy: verify },
  { path: 'accept-invite', lazy: invite },
  {
    element: <RequireSession />,
    children: [
      { path: 'dashboard', lazy: dashboard },
      { path: 'write/:step?', lazy: wizard },
      { path: 'blogs/:id', lazy: post },
      { path: 'blogs/:id/edit', lazy: edit },
      { path: 'account', lazy: account },
    ],
  },
  {
    element: <RequireSession admin />,
    children: [
      { path: 'review', lazy: queue },
      { path: 'people', lazy: people },
    ],
  },
  { path: '*', element: <NotFoundPage /> },
];

export const createRouter = () =>
  createBrowserRouter([
    {
      element: <Layout />,
      // Shown until the first page is loaded.
      HydrateFallback: () => null,
      // Errors of pages are shown inside the layout, which keeps the navigation.
      children: [{ errorElement: <CrashPage />, children: PAGES }],
    },
  ]);
