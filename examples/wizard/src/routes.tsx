import { createBrowserRouter } from 'react-router';
import { Layout } from './Layout';
import { BlogPage } from './blog/BlogPage';
import { EditPage } from './blog/EditPage';
import { DashboardPage } from './dashboard/DashboardPage';
import { ArticlePage } from './public/ArticlePage';
import { CrashPage, NotFoundPage } from './public/NotFoundPage';
import { PublicPage } from './public/PublicPage';
import { QueuePage } from './review/QueuePage';
import { AccountPage } from './session/AccountPage';
import { LoginPage } from './session/LoginPage';
import { RequireSession } from './session/RequireSession';
import { SignupPage } from './session/SignupPage';
import { WizardPage } from './wizard/WizardPage';

export const createRouter = () =>
  createBrowserRouter([
    {
      element: <Layout />,
      errorElement: <CrashPage />,
      children: [
        { index: true, element: <PublicPage /> },
        { path: 'read/:slug', element: <ArticlePage /> },
        { path: 'login', element: <LoginPage /> },
        { path: 'signup', element: <SignupPage /> },
        {
          element: <RequireSession />,
          children: [
            { path: 'dashboard', element: <DashboardPage /> },
            { path: 'write/:step?', element: <WizardPage /> },
            { path: 'blogs/:id', element: <BlogPage /> },
            { path: 'blogs/:id/edit', element: <EditPage /> },
            { path: 'account', element: <AccountPage /> },
          ],
        },
        {
          element: <RequireSession admin />,
          children: [{ path: 'review', element: <QueuePage /> }],
        },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);
